package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A builtFunction is a function that apigen built from a main package.
type builtFunction struct {
	name, pkg string
	work      string // folder of built functions
}

// bootstrap is the program of a function.
func (f builtFunction) bootstrap() (string, error) {
	folder := strings.ReplaceAll(f.name, ":", "@") // of a function with its alias
	return filepath.Abs(filepath.Join(f.work, "functions", folder, "bootstrap"))
}

// reload builds functions anew when their sources change, until stop is called.
// The gateway sees that the program is another one and starts it for the next
// call. What does not compile is reported to out, and the last build stays.
func (p *project) reload(ctx context.Context, out io.Writer, pause time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	said := &sync.Mutex{}
	say := func(format string, args ...any) {
		said.Lock()
		defer said.Unlock()
		fmt.Fprintf(out, format+"\n", args...)
	}
	for _, f := range p.built {
		all.Go(func() {
			if err := p.follow(ctx, f, pause, say); err != nil && ctx.Err() == nil {
				say("function %s is not built anew when it changes: %v", f.name, err)
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

// follow builds one function anew whenever a source of it has changed and then
// stood still for a pause.
func (p *project) follow(ctx context.Context, f builtFunction, pause time.Duration, say func(string, ...any)) error {
	sources, err := p.sources(ctx, f.pkg)
	if err != nil {
		return err
	}
	seen := fingerprintOf(sources)
	last := seen
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now := fingerprintOf(sources)
		if now == seen || now != last {
			last = now
			continue
		}
		seen = now
		if _, err := p.build(ctx, f.name, f.pkg, f.work); err != nil {
			say("function %s: %v\nIts last build keeps running.", f.name, err)
			continue
		}
		say("function %s is built anew", f.name)
		if more, err := p.sources(ctx, f.pkg); err == nil && !slices.Equal(more, sources) {
			sources, seen = more, fingerprintOf(more)
			last = seen
		}
	}
}

// sourceList has go list print what a program of this module, and of modules
// that stand beside it, is built from: go.mod, folders of packages, and embedded
// files.
const sourceList = `{{if and (not .Standard) .Module}}{{if or .Module.Main (and .Module.Replace (not .Module.Replace.Version))}}` +
	`{{.Module.GoMod}}{{"\n"}}{{$dir := .Dir}}{{$dir}}{{range .EmbedFiles}}{{"\n"}}{{$dir}}/{{.}}{{end}}{{end}}{{end}}`

// sources are the files and folders a main package is built from.
func (p *project) sources(ctx context.Context, pkg string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-tags", "lambda.norpc", "-f", sourceList, localPackage(pkg))
	cmd.Dir = p.root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the sources of %s: %w", pkg, err)
	}
	found := slices.DeleteFunc(strings.Split(string(out), "\n"), func(s string) bool { return s == "" })
	slices.Sort(found)
	return slices.Compact(found), nil
}

// fingerprintOf is a number that changes when one of the files does, or one
// directly in one of the folders, except those files. What cannot be read counts
// as gone: the build will say so.
func fingerprintOf(sources []string, except ...string) uint64 {
	h := fnv.New64a()
	add := func(path string, info os.FileInfo) {
		if info.Mode().IsRegular() && !slices.Contains(except, path) {
			fmt.Fprintf(h, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		}
	}
	for _, path := range sources {
		entries, err := os.ReadDir(path)
		if err != nil { // a file
			if info, err := os.Stat(path); err == nil {
				add(path, info)
			}
			continue
		}
		for _, entry := range entries {
			if info, err := entry.Info(); err == nil {
				add(filepath.Join(path, entry.Name()), info)
			}
		}
	}
	return h.Sum64()
}
