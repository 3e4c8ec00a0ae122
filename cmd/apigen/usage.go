package main

import (
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
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if near := diag.Nearest(unknown.GetSpecifiedName(), known); near != "" {
			err = fmt.Errorf("%w: did you mean --%s", err, near)
		}
	}
	return usageError{c.CommandPath(), err}
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
