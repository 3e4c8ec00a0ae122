package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/scaffold"
)

func newInit(std stdio) *cobra.Command {
	var kind, module, checkout, from string
	command := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a new project that runs",
		Long: `init writes a project into DIR, the current folder when it is left out: a
contract with a list, a get and a create, their handlers on a store in memory,
tests, a server, a Lambda function, a Makefile, apigen.yaml and a CI recipe, and
generates the document and the code. make up runs it.

Nothing is written over: when one of the files is there, init names it and
writes nothing. The project is of the same apigen as this one, as its go.mod
says; one that was built from a checkout is taken from there.

With --from, the contract is made of an OpenAPI 3.0 or Swagger 2.0 document, with
or without the extensions of API Gateway: types, operations and settings in Go,
long mapping templates in files. Handlers of operations that a function answers
return 501 until they are written. Whatever the document generated from the
contract says otherwise than the original is listed by JSON pointer, on the
terminal and in docs/differences.md.`,
		Example: `  apigen init demo && cd demo && make up
  apigen init --gateway http --module github.com/acme/orders orders
  apigen init --from openapi.yaml orders   # bring an API you have
  apigen init --replace ../apigen demo     # with the apigen of a checkout`,
		Args: cobra.MaximumNArgs(1),
	}
	flags := command.Flags()
	flags.StringVar(&kind, "gateway", "", "rest or http: the kind of API; when empty what the document of --from is written for, else rest")
	flags.StringVar(&from, "from", "", "an OpenAPI 3.0 or Swagger 2.0 document, in YAML or JSON, to make the contract of")
	flags.StringVar(&module, "module", "", "path of the Go module; example.com/DIR when empty")
	flags.StringVar(&checkout, "replace", "", "folder of a checkout that apigen is taken from")
	completeWords(command, "gateway", "rest", "http")
	command.RunE = func(command *cobra.Command, args []string) error {
		dir := "."
		if len(args) > 0 {
			dir = args[0]
		}
		if kind != "" && kind != "rest" && kind != "http" {
			return usageError{command.CommandPath(), fmt.Errorf("--gateway %s: want rest or http", kind)}
		}
		p := scaffold.Project{Module: module, HTTP: kind == "http"}
		if module == "" {
			whole, err := filepath.Abs(dir)
			if err != nil {
				return err
			}
			if p.Module = scaffold.ModuleFor(filepath.Base(whole)); p.Module == "" {
				return usageError{command.CommandPath(), fmt.Errorf("no module can be named after the folder %s: give --module", whole)}
			}
		}
		if err := p.Check(); err != nil {
			return usageError{command.CommandPath(), err}
		}
		source, err := apigenSource(checkout)
		if err != nil {
			return err
		}
		if from == "" {
			return runInit(command.Context(), std, dir, p, source)
		}
		a, kind, err := adoptDocument(from, kind, p.Name())
		if err != nil {
			return fmt.Errorf("make a contract: %w", err)
		}
		p.HTTP = kind == "http"
		return runInitFrom(command.Context(), std, dir, p, source, a)
	}
	return command
}

func runInit(ctx context.Context, std stdio, dir string, p scaffold.Project, source scaffold.Source) error {
	nothing := func(string) error { return nil }
	return writeProject(ctx, std, dir, p, source, nil, nothing, func() {})
}

// writeProject writes a project with further files, has finish look at what was
// generated, and prints what comes next, after what report prints.
func writeProject(ctx context.Context, std stdio, dir string, p scaffold.Project, source scaffold.Source, more []scaffold.File,
	finish func(stage string) error, report func(),
) error {
	files, err := scaffold.Files(p)
	if err != nil {
		return err
	}
	modules, err := scaffold.ModuleFiles(ctx, p, source)
	if err != nil {
		return err
	}
	written, err := scaffold.Write(ctx, dir, slices.Concat(files, modules, more), func(ctx context.Context, stage string) error {
		staged, err := loadProject(filepath.Join(stage, config.File))
		if err != nil {
			return err
		}
		quiet := stdio{std.in, std.err, io.Discard}
		if err := runGenerate(ctx, quiet, staged, generateOptions{format: "text"}); err != nil {
			return fmt.Errorf("generate the new project: %w", err)
		}
		if err := finish(stage); err != nil {
			return err
		}
		return scaffold.Prune(ctx, stage)
	})
	if err != nil {
		return fmt.Errorf("make a project in %s: %w", dir, err)
	}
	for _, name := range written {
		fmt.Fprintf(std.err, "wrote %s\n", filepath.Join(dir, name))
	}
	report()
	next := "make up"
	if filepath.Clean(dir) != "." {
		next = "cd " + dir + " && " + next
	}
	fmt.Fprintf(std.out, "%s is ready, with %s. Next:\n\n  %s\n", p.Name(), count(len(written), "file"), next)
	return nil
}

// apigenSource is where a new project takes apigen from: the checkout that is
// asked for, the release this program is of, or the folder it was built from.
func apigenSource(checkout string) (scaffold.Source, error) {
	if checkout != "" {
		dir, err := filepath.Abs(checkout)
		return scaffold.Source{Version: generate.Release, Dir: dir}, err
	}
	// Only what came from a module proxy has a checksum.
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(info.Deps, &info.Main) {
			if m.Path == scaffold.Apigen && m.Sum != "" && m.Replace == nil {
				return scaffold.Source{Version: m.Version}, nil
			}
		}
	}
	_, file, _, _ := runtime.Caller(0) // DIR/cmd/apigen/init.go
	dir := filepath.Dir(filepath.Dir(filepath.Dir(file)))
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); errors.Is(err, fs.ErrNotExist) || !filepath.IsAbs(dir) {
		return scaffold.Source{}, errors.New("this apigen is of no release, and what it was built from is not there: name a checkout with --replace")
	}
	return scaffold.Source{Version: generate.Release, Dir: dir}, nil
}
