package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
)

func newGenerate(std stdio) *cobra.Command {
	var check bool
	var format string
	c := &cobra.Command{
		Use:   "generate",
		Short: "Write the document, the server and the clients of the contract",
		Long: `generate reads the contract's package, without running it, and writes
api/openapi.yaml and everything under generated/. Files whose content would be
the same are not touched, and nothing is written when the contract has errors.`,
		Example: `  apigen generate
  apigen generate --check      # exit code 1 when something is stale`,
	}
	c.Flags().BoolVar(&check, "check", false, "write nothing; exit with 1 when something is stale")
	c.Flags().StringVar(&format, "format", "text", "text or json, for findings")
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := wantFormat(c, format); err != nil {
			return err
		}
		project, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		if check {
			return checkGenerated(c.Context(), std, project, format)
		}
		return runGenerate(c.Context(), std, project, format)
	}
	return c
}

func runGenerate(ctx context.Context, std stdio, p *project, format string) error {
	result, err := p.generate(ctx)
	if err != nil {
		return err
	}
	if err := reportGenerated(std, format, result.Diagnostics); err != nil {
		return err
	}
	changes, err := generate.Write(p.root, result.Files, code.Owned(p.codeFolders()))
	if err != nil {
		return err
	}
	if format == "text" {
		for _, file := range changes.Written {
			fmt.Fprintf(std.err, "wrote %s\n", file)
		}
		for _, file := range changes.Removed {
			fmt.Fprintf(std.err, "removed %s\n", file)
		}
		if changes.Empty() {
			fmt.Fprintln(std.err, "everything is up to date")
		}
	}
	return nil
}

func checkGenerated(ctx context.Context, std stdio, p *project, format string) error {
	result, err := p.generate(ctx)
	if err != nil {
		return err
	}
	if err := reportGenerated(std, format, result.Diagnostics); err != nil {
		return err
	}
	changes, err := generate.Check(p.root, result.Files, code.Owned(p.codeFolders()))
	if err != nil {
		return err
	}
	for _, file := range changes.Written {
		fmt.Fprintf(std.out, "%s is stale\n", file)
	}
	for _, file := range changes.Removed {
		fmt.Fprintf(std.out, "%s is no longer generated\n", file)
	}
	if !changes.Empty() {
		fmt.Fprintln(std.err, "run apigen generate and commit what it writes")
		return errFindings
	}
	return nil
}

// reportGenerated prints the findings about a contract and ends the command
// when one of them is an error.
func reportGenerated(std stdio, format string, found diag.List) error {
	if len(found) > 0 || format == "json" {
		if err := diag.Write(std.out, format, found); err != nil {
			return err
		}
	}
	if found.HasErrors() {
		if format == "text" {
			fmt.Fprintf(std.err, "%s; nothing was written\n", count(found.Count(diag.Error), "error"))
		}
		return errFindings
	}
	return nil
}

func (p *project) codeFolders() code.Folders {
	return code.Folders{Go: p.Generated, TypeScript: p.TypeScript}
}

func (p *project) generate(ctx context.Context) (*generate.Result, error) {
	return generate.Run(ctx, generate.Config{
		Dir:          p.root,
		Pattern:      p.Package,
		DocumentPath: p.Document,
		Code:         code.In(p.codeFolders()),
	})
}

// count writes "1 error", "2 errors".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
