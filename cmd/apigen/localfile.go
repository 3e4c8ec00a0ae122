package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A fileDeployment says how apigen local serves the files it is given.
type fileDeployment struct {
	substitution
	stage     string
	variables []string // NAME=VALUE
	http      bool     // the files are HTTP APIs, whatever they look like
}

func (f *fileDeployment) addFlags(flags *pflag.FlagSet) {
	f.substitution.addFlags(flags)
	flags.StringVar(&f.stage, "stage", "", "stage the files are deployed to; when empty that of the template, else local for REST APIs and $default for HTTP APIs")
	flags.BoolVar(&f.http, "http", false, "take the files for HTTP APIs; without it extensions of HTTP APIs in them tell")
	flags.StringArrayVar(&f.variables, "var", nil, "NAME=VALUE: a stage variable of it; may be repeated")
}

// readFiles gives the documents of all files, with everything put in: nothing is
// started for a file that cannot be served.
func (p *project) readFiles(f *fileDeployment, files []string) ([]sourceDocument, error) {
	if len(files) == 0 {
		if f.stage != "" || len(f.variables) > 0 || len(f.parameters) > 0 || f.template != "" || f.http {
			return nil, usageError{"apigen local", errors.New("--stage, --http, --var, --param and --template are for the files that are to be served; name them")}
		}
		return nil, nil
	}
	env, err := p.Environment(config.Local)
	if err != nil {
		return nil, err
	}
	var all []sourceDocument
	for _, file := range files {
		found, err := f.documents(file, env.Parameters)
		if err != nil {
			return nil, err
		}
		for _, d := range found {
			d.values.Local = true
			if d.document, err = d.resolved(); err != nil {
				return nil, err
			}
			if d.document.Root.At("info", "title").StringOr("") == "" {
				nameAfter(d.document, file)
			}
			d.http = d.http || f.http || apigw.IsHTTP(d.document)
			all = append(all, d)
		}
	}
	return all, nil
}

// nameAfter gives a document without a title the name of its file.
func nameAfter(doc *openapi.Document, file string) {
	info := doc.Root.Get("info")
	if !info.Is(openapi.Object) {
		info = openapi.Obj()
		doc.Root.Set("info", info)
	}
	info.Set("title", openapi.Str(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))))
}

// deployFiles imports the documents into the gateway, deploys them, and gives a line
// for each that says where.
func (p *project) deployFiles(ctx context.Context, std stdio, gw *gateway.Gateway, f *fileDeployment, documents []sourceDocument, docs *docsPage) error {
	env, err := p.Environment(config.Local)
	if err != nil {
		return err
	}
	variables, err := assignments(env.StageVariables, "var", f.variables)
	if err != nil {
		return err
	}
	live, err := connectLocal(ctx, gw.URL(), env.Region)
	if err != nil {
		return err
	}
	for i, d := range documents {
		var api *control.Replaced
		if d.http {
			api, err = live.ReplaceHTTP(ctx, d.document, cmp.Or(f.stage, d.stage), variables)
		} else {
			api, err = live.Replace(ctx, d.document, cmp.Or(f.stage, d.stage, env.Stage), variables)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", d.document.File, err)
		}
		if i == 0 {
			docs.tryAt(api.InvokeURL)
		}
		printServed(std, api)
	}
	return nil
}

func printServed(std stdio, api *control.Replaced) {
	for _, w := range api.Warnings {
		fmt.Fprintf(std.err, "warning: %s: %s\n", api.Name, w)
	}
	fmt.Fprintf(std.out, "%s\t%s\n", api.InvokeURL, api.Name)
}

// followFiles deploys the files anew whenever one of them has changed. What cannot
// be read or deployed is told, and the version before goes on.
func (p *project) followFiles(ctx context.Context, std stdio, gw *gateway.Gateway, f *fileDeployment, files []string, docs *docsPage) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	sources := slices.Clone(files)
	if f.template != "" {
		sources = append(sources, f.template)
	}
	seen := fingerprintOf(sources)
	var all sync.WaitGroup
	all.Go(func() {
		tick := time.NewTicker(watchPause)
		defer tick.Stop()
		for last := seen; ; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			now := fingerprintOf(sources)
			stands := now == last // else somebody is still writing
			last = now
			if !stands || now == seen {
				continue
			}
			seen = now
			documents, err := p.readFiles(f, files)
			if err == nil {
				err = p.deployFiles(ctx, std, gw, f, documents, docs)
			}
			if err != nil {
				fmt.Fprintf(std.err, "not deployed, the version before goes on: %v\n", err)
				continue
			}
			docs.show(documents[0].document)
			fmt.Fprintf(std.err, "deployed %s anew\n", strings.Join(files, ", "))
		}
	})
	return func() { cancel(); all.Wait() }
}
