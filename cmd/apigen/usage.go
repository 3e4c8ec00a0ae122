package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/diag"
)

// wrongFlag makes an error about flags a usage error, with the flag that was
// probably meant.
func wrongFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		if near := nearestFlag(c.Flags(), unknown.GetSpecifiedName()); near != "" {
			err = fmt.Errorf("%w: did you mean --%s", err, near)
		}
	}
	return usageError{c.CommandPath(), err}
}

// elsewhere are names that flags have in other tools, by the name they have here.
var elsewhere = map[string][]string{
	"listen":  {"port", "address", "addr", "host", "bind", "p"},
	"env":     {"environment", "target", "e"},
	"param":   {"parameter", "parameters", "parameter-overrides"},
	"var":     {"variable", "stage-variable"},
	"api":     {"api-name", "name"},
	"id":      {"api-id", "rest-api-id"},
	"yes":     {"no-confirm", "approve", "auto-approve"},
	"format":  {"output", "o", "json"},
	"config":  {"file", "config-file", "f", "c"},
	"verbose": {"debug"},
	"work":    {"workdir", "work-dir"},
}

// nearestFlag gives the flag that somebody probably meant: one that is spelt
// alike, or else one that is called so, or nearly so, in other tools.
func nearestFlag(flags *pflag.FlagSet, name string) string {
	var own, other []string
	means := map[string]string{}
	flags.VisitAll(func(f *pflag.Flag) {
		own = append(own, f.Name)
		for _, alias := range elsewhere[f.Name] {
			means[alias] = f.Name
			if len(alias) > 1 { // a letter is like every other letter
				other = append(other, alias)
			}
		}
	})
	if flag, ok := means[name]; ok {
		return flag
	}
	return cmp.Or(diag.Nearest(name, own), means[diag.Nearest(name, other)])
}

// usageArgs makes wrong arguments a usage error that shows what the command takes.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{c.CommandPath(), fmt.Errorf("%w: want %s", err, c.UseLine())}
		}
		return nil
	}
}

// loading are how shells load what apigen completion prints.
var loading = map[string]string{
	"bash": `  source <(apigen completion bash)                                   # in this shell
  apigen completion bash > /etc/bash_completion.d/apigen             # in every one`,
	"zsh": `  source <(apigen completion zsh)                                    # in this shell
  apigen completion zsh > "${fpath[1]}/_apigen"                      # in every one`,
	"fish": `  apigen completion fish | source                                    # in this shell
  apigen completion fish > ~/.config/fish/completions/apigen.fish    # in every one`,
	"powershell": `  apigen completion powershell | Out-String | Invoke-Expression      # in this shell
  apigen completion powershell >> $PROFILE                           # in every one`,
}

// explainDefaults gives the commands that cobra adds their examples.
func explainDefaults(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Example = "  apigen help import"
		case "completion":
			c.Example = "  source <(apigen completion bash)\n  apigen completion fish | source"
			for _, shell := range c.Commands() {
				shell.Example = loading[shell.Name()]
			}
		}
	}
}

// completeWords has shells complete a flag's value by these words.
func completeWords(c *cobra.Command, flag string, words ...string) {
	// It fails for a flag that does not exist or has one already.
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// completeEnvironments has shells complete a flag's value by the environments of
// the project.
func completeEnvironments(c *cobra.Command, flag string, configFile *string) {
	err := c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		names := []string{config.Local}
		if p, err := loadProject(*configFile); err == nil {
			for _, e := range p.Environments {
				if e.Name != config.Local {
					names = append(names, e.Name)
				}
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err)
	}
}
