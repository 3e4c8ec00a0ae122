package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/lint"
)

func newLint(std stdio) *cobra.Command {
	var format string
	var s substitution
	c := &cobra.Command{
		Use:   "lint [FILE]",
		Short: "Say what API Gateway would refuse, ignore or surprise with",
		Long: `lint reads a document (OpenAPI 3.0 or Swagger 2.0, YAML or JSON) as API
Gateway's import does and reports what it would refuse, drop or do otherwise
than the document says. Without FILE it reads the project's own document.
The rules stand in docs/rules.md. Error findings end with exit code 1.

FILE may be a CloudFormation or SAM template that holds the document. What
--param and --template say of intrinsic functions is put in; the others are
left alone.`,
		Example: `  apigen lint
  apigen lint --format json other/openapi.yaml
  apigen lint template.yaml --param Stage=prod`,
		Args: cobra.MaximumNArgs(1),
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	s.addFlags(c.Flags())
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := wantFormat(c, format); err != nil {
			return err
		}
		file, err := documentArg(*configFile, args)
		if err != nil {
			return err
		}
		return runLint(std, format, file, &s)
	}
	return c
}

func runLint(std stdio, format, file string, s *substitution) error {
	found, err := lintFile(file, s)
	if err != nil {
		return err
	}
	if err := diag.Write(std.out, format, found); err != nil {
		return err
	}
	if found.HasErrors() {
		return errFindings
	}
	return nil
}

// lintFile reads and checks the documents of a file. One that is not well-formed
// has a finding too.
func lintFile(file string, s *substitution) (diag.List, error) {
	documents, err := s.documents(file, nil)
	if err != nil {
		return nil, err
	}
	var found diag.List
	for _, d := range documents {
		doc, _ := cloudformation.Resolve(d.document, d.values) // what is left, rules know as placeholders
		found = append(found, lint.Run(doc, lint.Options{})...)
	}
	return found, nil
}

// documentArg gives the document a command works on: its argument, or the
// project's.
func documentArg(configFile string, args []string) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	project, err := loadProject(configFile)
	if err != nil {
		return "", err
	}
	return project.path(project.Document), nil
}

func wantFormat(c *cobra.Command, format string) error {
	if format != "text" && format != "json" {
		return usageError{c.CommandPath(), fmt.Errorf("unknown format %q: want text or json", format)}
	}
	return nil
}
