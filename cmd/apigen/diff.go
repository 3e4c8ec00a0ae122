package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/apidiff"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/openapi"
)

func newDiff(std stdio) *cobra.Command {
	var o liveOptions
	var failOn string
	c := &cobra.Command{
		Use:   "diff OLD [NEW]",
		Short: "Show what changed between two documents, what breaks callers first",
		Long: `diff compares two documents of an API by what callers notice (oasdiff's rules) and
by what API Gateway does: authorizers, scopes, API keys, validation, CORS,
integrations, error answers. NEW is the project's document unless it is given.

OLD and NEW are a file, REVISION: or REVISION:FILE for a git revision, or
env:NAME for what the stage of an environment serves.

Levels: breaking (callers that worked will not), weakened (something that was
refused will be accepted), warning, info.`,
		Example: `  apigen diff main:                                # the project's document there
  apigen diff main: --fail-on breaking --format markdown
  apigen diff env:prod
  apigen diff old.yaml new.yaml --format json`,
		Args: cobra.RangeArgs(1, 2),
	}
	o.flags(c)
	for _, hidden := range []string{"env", "mode"} {
		_ = c.Flags().MarkHidden(hidden) // it exists
	}
	flags := c.Flags()
	flags.Lookup("format").Usage = "text, json or markdown"
	flags.StringVar(&failOn, "fail-on", "", "exit with 1 on changes of this level or a more severe one: "+strings.Join(apidiff.Levels(), ", "))
	c.RunE = func(c *cobra.Command, args []string) error {
		switch o.format {
		case "text", "json", "markdown":
		default:
			return usageError{c.CommandPath(), fmt.Errorf("unknown format %q: want text, json or markdown", o.format)}
		}
		var level apidiff.Level
		if failOn != "" {
			var err error
			if level, err = apidiff.ParseLevel(failOn); err != nil {
				return usageError{c.CommandPath(), err}
			}
		}
		p, err := loadProject(*o.configFile)
		if err != nil {
			return err
		}
		if len(args) == 1 {
			args = append(args, p.path(p.Document))
		}
		var docs [2]*openapi.Document
		for i, arg := range args {
			if docs[i], err = p.revisionOf(c.Context(), std, &o, arg); err != nil {
				return err
			}
		}
		changes, err := apidiff.Compare(docs[0], docs[1])
		if err != nil {
			return err
		}
		if err := apidiff.Write(std.out, o.format, changes); err != nil {
			return err
		}
		if failOn != "" && apidiff.Worst(changes, level) {
			return errFindings
		}
		return nil
	}
	return c
}

// revisionOf reads a document that an argument of diff names.
func (p *project) revisionOf(ctx context.Context, std stdio, o *liveOptions, arg string) (*openapi.Document, error) {
	if name, ok := strings.CutPrefix(arg, "env:"); ok {
		return p.served(ctx, std, *o, name)
	}
	data, err := os.ReadFile(arg)
	if err == nil {
		return openapi.Parse(arg, data)
	}
	revision, file, ok := strings.Cut(arg, ":")
	if !ok || revision == "" {
		return nil, fmt.Errorf("read %s: %w (a git revision is written REVISION: or REVISION:FILE)", arg, err)
	}
	if file == "" {
		file = p.Document
	}
	if data, err = gitShow(ctx, p.root, revision, file); err != nil {
		return nil, err
	}
	return openapi.Parse(revision+":"+file, data)
}

// served gives what the stage of an environment serves, as an export.
func (p *project) served(ctx context.Context, std stdio, o liveOptions, name string) (*openapi.Document, error) {
	o.env, o.yes = name, true
	env, err := p.liveEnvironment(&o)
	if err != nil {
		return nil, err
	}
	cfg, err := p.controlConfig(std, &o, env)
	if err != nil {
		return nil, err
	}
	connected, done, err := p.connect(ctx, std, &o, env)
	if err != nil {
		return nil, err
	}
	defer done()
	data, err := connected.Export(ctx, cfg, control.ExportOptions{Type: "oas30", JSON: true})
	if err != nil {
		return nil, err
	}
	return openapi.Parse("env:"+name, data)
}
