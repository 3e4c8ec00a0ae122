package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
)

// devPause is how long dev waits between two looks. A change counts when it has
// stood still for one pause.
const devPause = 60 * time.Millisecond

func newDev(std stdio) *cobra.Command {
	o := upOptions{follow: true}
	command := &cobra.Command{
		Use:   "dev",
		Short: "Like up, and take every change into the running gateway",
		Long: `dev starts what apigen up starts. Whenever a file of the contract or of a function
is saved, it generates, builds the functions, and imports and deploys the
document if it has changed.

An error is printed, and shown at the top of the API reference and of the
inspector, and what was there before keeps being served. A change of the document
alone is served before the functions are built; --verbose tells what took how long. The id of the API, its invoke URL and its key
stay the same, whatever changes; what functions keep in ${data} stays, too.
A change of apigen.yaml needs a new start.`,
		Example: `  apigen dev
  apigen dev --listen 127.0.0.1:0 --web ""`,
	}
	o.prepare(command, std)
	return command
}

// A follower takes changes of a project's sources into a gateway.
type follower struct {
	project    *project
	std        stdio
	configFile string
	sources    []string // files and folders that count
	made       []string // files in them that generate writes
	seen       uint64   // the sources as they were taken
	config     uint64   // the configuration as it was read
	document   []byte   // as it was imported
	others     []string // sources outside the contract's package
	seenOthers uint64   // those as they were taken

	timing sync.Mutex
	phases []string // what the parts of the last change took
}

// newFollower looks at the project as it stands now.
func newFollower(p *project, std stdio, configFile string) *follower {
	f := &follower{project: p, std: std, configFile: configFile}
	for _, name := range []string{p.Document, p.Public} {
		if name, err := filepath.Abs(p.path(name)); err == nil {
			f.made = append(f.made, name)
		}
	}
	f.document, _ = os.ReadFile(p.path(p.Document)) // deploying tells
	f.config = fingerprintOf([]string{configFile})
	f.sources = f.contract()
	f.seen = f.look()
	return f
}

func (f *follower) look() uint64 { return fingerprintOf(f.sources, f.made...) }

// contract gives the folders of the contract's package, which may hold files that
// it names.
func (f *follower) contract() []string {
	var folders []string
	root, err := filepath.Abs(f.project.path(f.project.Package))
	if err != nil {
		return nil
	}
	_ = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			folders = append(folders, name)
		}
		return nil
	})
	return folders
}

// find brings the sources up to date: those of the contract and of the functions,
// without what is generated. While go list cannot tell, the known ones stay.
func (f *follower) find(ctx context.Context) {
	all := f.contract()
	for _, function := range f.project.built {
		of, err := f.project.sources(ctx, function.pkg)
		if err != nil {
			return
		}
		all = append(all, of...)
	}
	generated, err := filepath.Abs(f.project.path(f.project.Generated))
	if err != nil {
		return
	}
	all = slices.DeleteFunc(all, func(name string) bool {
		return name == generated || strings.HasPrefix(name, generated+string(filepath.Separator))
	})
	slices.Sort(all)
	contract := f.contract()
	others := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return slices.Contains(contract, name) })
	if f.others == nil || !slices.Equal(others, f.others) {
		f.others, f.seenOthers = others, fingerprintOf(others, f.made...)
	}
	unchanged := f.look() == f.seen
	f.sources = slices.Compact(all)
	f.seen = 0 // stands for something to do
	if unchanged {
		f.seen = f.look()
	}
}

// run follows changes until ctx ends. It begins with what was changed while the
// gateway started.
func (f *follower) run(ctx context.Context, gw *gateway.Gateway, o upOptions, facts upFacts) {
	f.find(ctx)
	news := o.docs.follow()
	tick := time.NewTicker(devPause)
	defer tick.Stop()
	last := f.seen
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := fingerprintOf([]string{f.configFile}); now != f.config {
			f.config = now
			fmt.Fprintf(f.std.err, "%s has changed: start apigen dev again to use it\n", f.configFile)
		}
		now := f.look()
		if now == f.seen || now != last {
			last = now
			continue
		}
		f.seen = now // what is saved from here on is the next change
		start := time.Now()
		served := func(said string) {
			fmt.Fprintf(f.std.err, "%s %s, after %.1f s\n", start.Format(time.TimeOnly), said, time.Since(start).Seconds())
			news.done()
		}
		err := f.take(ctx, gw, o, &facts, served)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			news.failed(err)
			fmt.Fprintf(f.std.err, "%s %v\nwhat was there before keeps running\n", start.Format(time.TimeOnly), err)
		}
		if o.verbose {
			fmt.Fprintf(f.std.err, "%s %s\n", start.Format(time.TimeOnly), strings.Join(f.phases, ", "))
		}
		f.find(ctx)
		last = f.seen
	}
}

// take takes the sources as they stand into the gateway, and tells served what is.
// A change that the functions have a part in is served when they could be built, so
// that both are of one contract; one of the document alone is served at once, and
// the functions, which hold the contract's package, follow.
func (f *follower) take(ctx context.Context, gw *gateway.Gateway, o upOptions, facts *upFacts, served func(said string)) error {
	f.phases = nil
	start := time.Now()
	alone, err := f.generate(ctx)
	f.phase("generate", start)
	if err != nil {
		return err
	}
	document, err := os.ReadFile(f.project.path(f.project.Document))
	if err != nil {
		return err
	}
	changed := !bytes.Equal(document, f.document)
	built := make(chan error, 1)
	go func() { built <- f.build(ctx) }()
	if !alone || !changed {
		if err := <-built; err != nil {
			f.seenOthers = 0 // whatever comes next has to mend it
			return err
		}
		built <- nil
	}
	said := "the functions are built anew"
	if changed {
		if said, err = f.deploy(ctx, gw, o, facts, document); err != nil {
			return errors.Join(err, <-built)
		}
	}
	served(said)
	if err := <-built; err != nil {
		f.seenOthers = 0
		return fmt.Errorf("the document is deployed, the functions are not built: %w", err)
	}
	return nil
}

// deploy imports the document and deploys it.
func (f *follower) deploy(ctx context.Context, gw *gateway.Gateway, o upOptions, facts *upFacts, document []byte) (said string, err error) {
	defer f.phase("deploy", time.Now())
	now, result, err := f.project.deployLocal(ctx, f.std, gw, facts.RestAPIID)
	if err != nil {
		return "", fmt.Errorf("deploy: %w", err)
	}
	f.document = document
	now.WebURL = facts.WebURL
	if now.Token != "" && facts.Token != "" && now.Issuer == facts.Issuer {
		now.Token = facts.Token // shells have it
	}
	if now != *facts {
		*facts = now
		if err := facts.save(o.work); err != nil {
			return "", err
		}
	}
	o.docs.tryAt(facts.InvokeURL)
	return "deployed: " + strings.TrimSuffix(result.Plan.Summary(), "."), nil
}

// phase notes how long a part of the work took.
func (f *follower) phase(name string, start time.Time) {
	f.timing.Lock()
	defer f.timing.Unlock()
	f.phases = append(f.phases, fmt.Sprintf("%s %.2f s", name, time.Since(start).Seconds()))
}

// generate writes what the contract says now, or gives its errors. alone tells that
// nothing has changed but the contract, and nothing of it in generated code.
func (f *follower) generate(ctx context.Context) (alone bool, err error) {
	result, err := f.project.generate(ctx)
	if err != nil {
		return false, err
	}
	if result.Diagnostics.HasErrors() {
		// Whoever mends an error does not want to read advice.
		wrong := slices.DeleteFunc(slices.Clone(result.Diagnostics), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
		var text strings.Builder
		if err := diag.Write(&text, "text", wrong); err != nil {
			return false, err
		}
		return false, fmt.Errorf("the contract has %s:\n%s", count(len(wrong), "error"), strings.TrimSpace(text.String()))
	}
	changes, err := generate.Write(f.project.root, result.Files, code.Owned(f.project.codeFolders()))
	if err != nil {
		return false, err
	}
	others := fingerprintOf(f.others, f.made...)
	alone = others == f.seenOthers && len(changes.Removed) == 0
	for _, name := range changes.Written {
		alone = alone && !strings.HasSuffix(name, ".go")
	}
	f.seenOthers = others
	return alone, nil
}

// build builds every function, all of them at once.
func (f *follower) build(ctx context.Context) error {
	defer f.phase("build", time.Now())
	errs := make([]error, len(f.project.built))
	var all sync.WaitGroup
	for i, function := range f.project.built {
		all.Go(func() {
			if _, err := f.project.build(ctx, function.name, function.pkg, function.work); err != nil {
				errs[i] = fmt.Errorf("function %s: %w", function.name, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
