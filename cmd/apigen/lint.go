package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/origin"
	"github.com/apigen-go/apigen/internal/lint"
	"github.com/apigen-go/apigen/internal/openapi"
)

type lintOptions struct {
	format, target, endpoint, basePath string
	fix, diff                          bool
	substitution                       substitution
}

func newLint(std stdio) *cobra.Command {
	var o lintOptions
	c := &cobra.Command{
		Use:   "lint [FILE]",
		Short: "Say what API Gateway would refuse, ignore or surprise with",
		Long: `lint reads a document (OpenAPI 3.0 or Swagger 2.0, YAML or JSON) as API
Gateway's import does and reports what it would refuse, drop or do otherwise
than the document says. Without FILE it reads the project's own document, and
findings name the line of the Go source that each place comes from.

Whether the document is for a REST or an HTTP API is found out from its own
words; --target says it. The rules stand in docs/rules.md. Error findings end
with exit code 1.

FILE may be a CloudFormation or SAM template that holds the document. What
--param and --template say of intrinsic functions is put in; the others are
left alone.

--fix mends what needs no decision, and touches nothing else in the file:
comments and order stay. With --diff it shows what it would do. A document that
apigen generated is mended in the Go source.

Rules are turned off, or get another severity, in apigen.yaml:

  lint:
    rules:
      cors-gateway-responses: off
      model-keyword: error

A single finding is silenced where it stands, with the reason: by a comment in
YAML or in the Go source, or by a member in JSON.

  # apigen:ignore security-public the health check is for everybody
  "x-apigen-ignore": {"security-public": "the health check is for everybody"}`,
		Example: `  apigen lint
  apigen lint --format sarif other/openapi.yaml > lint.sarif
  apigen lint --format github              # annotations in GitHub Actions
  apigen lint --fix --diff other/openapi.yaml
  apigen lint template.yaml --param Stage=prod`,
		Args: cobra.MaximumNArgs(1),
	}
	c.Flags().StringVar(&o.format, "format", "text", "text, json, sarif or github")
	c.Flags().StringVar(&o.target, "target", "auto", "kind of API: rest, http, or auto to find out")
	c.Flags().StringVar(&o.endpoint, "endpoint", "", "endpoint type the API has: edge, regional or private")
	c.Flags().StringVar(&o.basePath, "basepath", "ignore", "what an import makes of the base path: ignore, prepend or split")
	c.Flags().BoolVar(&o.fix, "fix", false, "mend in the file what needs no decision")
	c.Flags().BoolVar(&o.diff, "diff", false, "with --fix: show the changes and write nothing")
	o.substitution.addFlags(c.Flags())
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := o.check(c); err != nil {
			return err
		}
		project, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		file := project.path(project.Document)
		if len(args) > 0 {
			file = args[0]
		}
		return runLint(c.Context(), std, o, project, file)
	}
	return c
}

// check refuses flags with unknown values.
func (o lintOptions) check(c *cobra.Command) error {
	for _, f := range []struct{ flag, value, known string }{
		{"format", o.format, "text json sarif github"},
		{"target", o.target, "auto rest http"},
		{"endpoint", o.endpoint, " edge regional private"},
		{"basepath", o.basePath, "ignore prepend split"},
	} {
		known := strings.Split(f.known, " ")
		fits := false
		for _, k := range known {
			fits = fits || f.value == k
		}
		if !fits {
			return usageError{c.CommandPath(), fmt.Errorf("unknown %s %q: want %s", f.flag, f.value, strings.Join(strings.Fields(f.known), ", "))}
		}
	}
	if o.diff && !o.fix {
		return usageError{c.CommandPath(), errors.New("--diff goes with --fix")}
	}
	return nil
}

func runLint(ctx context.Context, std stdio, o lintOptions, project *project, file string) error {
	own := sameFile(file, project.path(project.Document))
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) && own {
		_, err = project.document() // knows what to do about it
	}
	if err != nil {
		return err
	}
	opts := o.rules(project)
	if o.fix {
		if data, err = fixFile(std, file, data, o.diff, opts); err != nil || o.diff {
			return err
		}
	}
	documents, err := o.substitution.documents(file, nil)
	if err != nil {
		return err
	}
	opts.Text = data
	var found diag.List
	for _, d := range documents {
		doc, _ := cloudformation.Resolve(d.document, d.values) // what is left, rules know as placeholders
		of := opts
		if own {
			addProject(ctx, std, project, doc, &of)
		}
		if of.Target == "" && d.http {
			of.Target = lint.HTTP
		}
		found = append(found, lint.Run(doc, of)...)
	}
	return reportLint(std, o.format, found)
}

// rules are what flags and apigen.yaml say of the rules.
func (o lintOptions) rules(project *project) lint.Options {
	opts := lint.Options{
		Read:     apigw.ReadOptions{BasePath: apigw.BasePathMode(o.basePath)},
		Endpoint: strings.ToUpper(o.endpoint),
	}
	if o.target != "auto" {
		opts.Target = lint.Target(o.target)
	}
	for _, r := range project.Rules {
		opts.Settings = append(opts.Settings, lint.Setting{Rule: r.Rule, Severity: diag.Severity(r.Severity), Pos: r.Pos})
	}
	return opts
}

func reportLint(std stdio, format string, found diag.List) error {
	var err error
	if format == "sarif" {
		err = diag.WriteSARIF(std.out, lint.Tool(generate.Release), found)
	} else {
		err = diag.Write(std.out, format, found)
	}
	if err != nil {
		return err
	}
	if found.HasErrors() {
		return errFindings
	}
	return nil
}

// addProject adds what is known of the project's own document: where it comes
// from in the Go source, and the stages it is for. A contract that cannot be read
// leaves findings with their place in the document alone.
func addProject(ctx context.Context, std stdio, project *project, doc *openapi.Document, opts *lint.Options) {
	for _, e := range project.Environments {
		opts.Stages = append(opts.Stages, lint.Stage{Name: e.Name, Variables: e.StageVariables})
	}
	if _, err := os.Stat(project.path(project.Package)); err != nil {
		return // a project without a contract
	}
	result, err := generate.Run(ctx, generate.Config{Dir: project.root, Pattern: project.Package, DocumentPath: project.Document})
	if err != nil || result.Contract == nil {
		fmt.Fprintln(std.err, "apigen: the contract cannot be read, so findings do not name its lines: apigen generate tells why")
		return
	}
	places := origin.Of(result.Contract, doc)
	opts.Source = places.Pos
	for _, name := range places.Files() {
		if src, err := os.ReadFile(project.path(name)); err == nil {
			opts.Ignores = append(opts.Ignores, lint.GoIgnores(name, src)...)
		}
	}
}

// fixFile mends a document, or shows how it would, and gives the file as it is
// then.
func fixFile(std stdio, file string, data []byte, show bool, opts lint.Options) ([]byte, error) {
	doc, err := openapi.Parse(file, data)
	if err != nil {
		return nil, err
	}
	switch {
	case lint.Generated(doc):
		return nil, fmt.Errorf("%s is generated: mend the Go source, whose lines apigen lint names, and run apigen generate", file)
	case cloudformation.IsTemplate(doc):
		return nil, fmt.Errorf("%s is a template: --fix mends documents", file)
	}
	text, mended, err := lint.Fix(file, data, opts)
	if err != nil {
		return nil, err
	}
	if show {
		_, err := std.out.Write(diff.Diff(file, data, file+" (mended)", text))
		return data, err
	}
	if len(mended) > 0 {
		info, err := os.Stat(file)
		if err != nil {
			return nil, err
		}
		if err := replaceFile(file, text, info.Mode().Perm()); err != nil {
			return nil, err
		}
	}
	for _, d := range mended {
		fmt.Fprintf(std.err, "%s: mended: %s [%s]\n", d.Pos, d.Message, d.Rule)
	}
	return text, nil
}

// sameFile reports whether two names are those of one file.
func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

func wantFormat(c *cobra.Command, format string) error {
	if format != "text" && format != "json" {
		return usageError{c.CommandPath(), fmt.Errorf("unknown format %q: want text or json", format)}
	}
	return nil
}
