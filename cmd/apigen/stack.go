package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/stack"
)

func newStack(std stdio) *cobra.Command {
	var over config.Stack
	var check bool
	c := &cobra.Command{
		Use:   "stack",
		Short: "Write the SAM or Terraform template that deploys the API with its functions",
		Long: `stack writes a template around the document, for teams that deploy with AWS SAM
or Terraform: the functions of apigen.yaml with a role and a log of their own, the
permissions to invoke them, the roles of integrations with what their calls need,
the API with its stage and access log, API key, user pool and domain. It makes no
call. What differs between environments is a parameter or a variable, with the
value of the environment as its default; a role or a user pool that the contract
names by a parameter without a value is made.

The section stack of apigen.yaml says what is written where, flags say otherwise.`,
		Example: `  apigen stack --format sam -o template.yaml && sam build && sam deploy --guided
  apigen package && apigen stack --format terraform -o main.tf && terraform apply
  apigen stack --env prod          # as apigen.yaml says
  apigen stack --check             # exit code 1 when the template is stale`,
	}
	flags := c.Flags()
	flags.StringVar(&over.Format, "format", "", "sam or terraform; stack.format of apigen.yaml when empty")
	flags.StringVar(&over.Environment, "env", "", "environment of apigen.yaml; the only one that is not local when empty")
	flags.StringVarP(&over.Output, "output", "o", "", "file to write; stack.output of apigen.yaml, else standard output, when empty")
	flags.StringVar(&over.With, "with", "", "template that is laid over that of SAM")
	flags.BoolVar(&check, "check", false, "write nothing; exit with 1 when the file is stale")
	configFile := configFlag(c)
	completeEnvironments(c, "env", configFile)
	completeWords(c, "format", "sam", "terraform")
	c.RunE = func(*cobra.Command, []string) error {
		p, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		settings := p.stackSettings(over)
		switch {
		case settings.Format == "":
			return usageError{c.CommandPath(), errors.New("say for whom the template is: --format sam or --format terraform, or stack.format in apigen.yaml")}
		case settings.Format != "sam" && settings.Format != "terraform":
			return usageError{c.CommandPath(), fmt.Errorf("unknown format %q: want sam or terraform", settings.Format)}
		case check && settings.Output == "":
			return usageError{c.CommandPath(), errors.New("--check needs a file: --output, or stack.output in apigen.yaml")}
		}
		template, err := p.stack(settings)
		if err != nil {
			return err
		}
		return writeStack(std, settings.Output, template, check)
	}
	return c
}

// writeStack writes a template, or says whether the one that is there is stale.
func writeStack(std stdio, output string, template *stack.Template, check bool) error {
	if output == "" {
		notes(std, template)
		_, err := std.out.Write(template.Text)
		return err
	}
	have, err := os.ReadFile(output)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	switch {
	case err == nil && bytes.Equal(have, template.Text):
		return nil
	case check:
		fmt.Fprintf(std.out, "%s is stale\n", output)
		fmt.Fprintln(std.err, "run apigen stack and commit what it writes")
		return errFindings
	}
	notes(std, template)
	if err := replaceFile(output, template.Text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "wrote %s\n", output)
	return nil
}

func notes(std stdio, template *stack.Template) {
	for _, n := range template.Notes {
		fmt.Fprintf(std.err, "note: %s\n", n)
	}
}

// stackSettings are those of apigen.yaml with the flags over them. Another format
// than that of apigen.yaml does not go into its file.
func (p *project) stackSettings(over config.Stack) config.Stack {
	s := p.Stack
	if over.Format != "" && over.Format != s.Format {
		s.Format, s.Output, s.With = over.Format, "", ""
	}
	if s.Output != "" {
		s.Output = p.path(s.Output)
	}
	if s.With != "" {
		s.With = p.path(s.With)
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&s.Environment, over.Environment}, {&s.Output, over.Output}, {&s.With, over.With}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	return s
}

// stackEnvironment is the one that is named, else the only one that is not local,
// else local.
func (p *project) stackEnvironment(name string) (*config.Environment, error) {
	if name != "" {
		return p.Environment(name)
	}
	var names []string
	for _, e := range p.Environments {
		if e.Name != config.Local {
			names = append(names, e.Name)
		}
	}
	switch len(names) {
	case 0:
		return p.Environment(config.Local)
	case 1:
		return p.Environment(names[0])
	}
	return nil, fmt.Errorf("there are the environments %s: choose one with --env, or environment under stack in apigen.yaml", strings.Join(names, ", "))
}

// stack writes a template. Its paths are relative to its file, or to the project's
// folder.
func (p *project) stack(settings config.Stack) (*stack.Template, error) {
	doc, err := p.document()
	if err != nil {
		return nil, err
	}
	env, err := p.stackEnvironment(settings.Environment)
	if err != nil {
		return nil, err
	}
	local, err := p.Environment(config.Local)
	if err != nil {
		return nil, err
	}
	base := p.root
	if settings.Output != "" {
		base = filepath.Dir(settings.Output)
	}
	c := stack.Config{
		Document: doc, Environment: env, Local: local, Settings: settings,
		AccessLogFormat: usualLogFormat(apigw.IsHTTP(doc)),
	}
	if c.DocumentPath, err = relative(base, p.path(p.Document)); err != nil {
		return nil, err
	}
	c.Header = fmt.Sprintf("Code generated by apigen %s from %s. DO NOT EDIT.", generate.Release, c.DocumentPath)
	if c.Functions, err = p.stackFunctions(base, settings.Format); err != nil {
		return nil, err
	}
	if settings.Format == "terraform" {
		return stack.Terraform(c)
	}
	if settings.With != "" {
		data, err := os.ReadFile(settings.With)
		if err != nil {
			return nil, err
		}
		if c.With, err = openapi.Parse(settings.With, data); err != nil {
			return nil, err
		}
	}
	return stack.SAM(c)
}

// stackFunctions gives the functions with the place of their code, relative to base.
func (p *project) stackFunctions(base, format string) ([]stack.Function, error) {
	var all []stack.Function
	for _, f := range p.Functions {
		out := stack.Function{Function: f}
		code := p.path(f.Run)
		info, err := os.Stat(code)
		switch {
		case f.Code != "":
			code = p.path(f.Code)
		case strings.Contains(f.Run, "://"):
			all = append(all, out)
			continue
		case err != nil:
			return nil, fmt.Errorf("function %s: run: %w", f.Name, err)
		case format == "terraform":
			code = p.zip(f.Name)
		case info.IsDir():
			if out.Package, err = relative(base, code); err != nil {
				return nil, err
			}
			code = p.zip(f.Name)
		default: // an executable, which is called bootstrap
			code = filepath.Dir(code)
		}
		if out.Code, err = relative(base, code); err != nil {
			return nil, err
		}
		all = append(all, out)
	}
	return all, nil
}

// zip is where apigen package puts a function, or the release of one, NAME:ALIAS.
func (p *project) zip(function string) string {
	return p.path("dist/" + strings.ReplaceAll(function, ":", "-") + ".zip")
}

// relative gives a path as it is written in a template of the folder base.
func relative(base, path string) (string, error) {
	from, err := filepath.Abs(base)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(from, to)
	return filepath.ToSlash(rel), err
}
