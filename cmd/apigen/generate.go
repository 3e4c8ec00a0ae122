package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

func newGenerate(std stdio) *cobra.Command {
	var check, verbose, watching bool
	var format, public string
	c := &cobra.Command{
		Use:   "generate",
		Short: "Write the document, the server and the clients of the contract",
		Long: `generate reads the contract's package, without running it, and writes
api/openapi.yaml and everything under generated/. Files whose content would be
the same are not touched, and nothing is written when the contract has errors.

The document for API Gateway leaves out what its models do not know; --verbose
tells what and why. --public writes a document for callers beside it, OpenAPI 3.1
with everything the contract says and nothing of API Gateway. --watch stays and
generates again whenever a file of the contract's folder changes.`,
		Example: `  apigen generate
  apigen generate --public api/public.yaml
  apigen generate --check      # exit code 1 when something is stale`,
	}
	c.Flags().BoolVar(&check, "check", false, "write nothing; exit with 1 when something is stale")
	c.Flags().StringVar(&format, "format", "text", "text or json, for findings")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "tell what the document for API Gateway leaves out")
	c.Flags().BoolVar(&watching, "watch", false, "generate again whenever the contract changes")
	c.Flags().StringVar(&public, "public", "", "also write the document for callers to this file, as public in apigen.yaml does")
	c.MarkFlagsMutuallyExclusive("check", "watch")
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := wantFormat(c, format); err != nil {
			return err
		}
		project, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		if public != "" {
			project.Public = public
		}
		opts := generateOptions{format: format, verbose: verbose || format == "json"}
		switch {
		case check:
			return checkGenerated(c.Context(), std, project, opts)
		case watching:
			return watch(c.Context(), project.path(project.Package), watchPause, func() error {
				return runGenerate(c.Context(), std, project, opts)
			})
		}
		return runGenerate(c.Context(), std, project, opts)
	}
	return c
}

// generateOptions say what is printed.
type generateOptions struct {
	format  string
	verbose bool // what the document leaves out, too
}

func runGenerate(ctx context.Context, std stdio, p *project, opts generateOptions) error {
	result, err := p.generate(ctx)
	if err != nil {
		return err
	}
	if err := reportGenerated(std, opts.format, result.Diagnostics, opts.verbose); err != nil {
		return err
	}
	changes, err := generate.Write(p.root, result.Files, code.Owned(p.codeFolders()))
	if err != nil {
		return err
	}
	p.contract = result.Contract
	if opts.format == "text" {
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

func checkGenerated(ctx context.Context, std stdio, p *project, opts generateOptions) error {
	result, err := p.generate(ctx)
	if err != nil {
		return err
	}
	if err := reportGenerated(std, opts.format, result.Diagnostics, opts.verbose); err != nil {
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
// when one of them is an error. Advice is counted unless verbose asks for it, that
// about mere annotations not even that.
func reportGenerated(std stdio, format string, found diag.List, verbose bool) error {
	if !verbose {
		found = slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return d.Rule == schema.AnnotationRule })
		if advice := found.Count(diag.Info); advice > 0 {
			fmt.Fprintf(std.err, "%s about what the document for API Gateway says otherwise; apigen generate --verbose shows them\n", count(advice, "note"))
		}
		found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
	}
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
	if err := p.missing(); err != nil {
		return nil, err
	}
	return generate.Run(ctx, generate.Config{
		Dir:          p.root,
		Pattern:      p.Package,
		DocumentPath: p.Document,
		PublicPath:   p.Public,
		Placeholders: p.Placeholders,
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
