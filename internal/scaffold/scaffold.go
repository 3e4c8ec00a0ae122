// Package scaffold makes a new project: a small contract that runs, its
// handlers and their tests, its programs and what builds, checks and describes
// them. It writes into an empty or new folder, all of it or nothing, and never
// over a file. Generating from the contract is left to its caller.
package scaffold

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"golang.org/x/mod/module"
)

// A Project says what is made.
type Project struct {
	Module string // path of the Go module
	HTTP   bool   // an HTTP API; otherwise a REST API
	// Adopted tells of the contract that the project is made around; nil makes the
	// small one that every new project begins with.
	Adopted *Adopted
}

// Flags are those that the project's Makefile gives apigen up and dev.
func (p Project) Flags() string {
	if p.Adopted == nil || len(p.Adopted.Flags) == 0 {
		return ""
	}
	return " " + strings.Join(p.Adopted.Flags, " ")
}

// Serves reports whether the project has a service of its own.
func (p Project) Serves() bool { return p.Adopted == nil || p.Adopted.Serves() }

// A File is one of a project's, its path with slashes from the root.
type File struct {
	Path string
	Data []byte
}

// project holds the templates. Folders and files whose names start with a dot
// stand without it: see places.
//
//go:embed project
var project embed.FS

// adopted holds the templates that stand in place of others in a project made
// around a contract.
//
//go:embed adopted
var adopted embed.FS

// places are where files go that are not named as they stand.
var places = map[string]string{
	"gitignore":      ".gitignore",
	"github/ci.yaml": ".github/workflows/ci.yaml",
}

// Name is the project's name, which is also its API's and its function's: the
// last element of the module's path that is no major version.
func (p Project) Name() string {
	prefix, _, ok := module.SplitPathVersion(p.Module)
	if !ok {
		prefix = p.Module
	}
	return path.Base(prefix)
}

// named is what a Lambda function may be called, less capitals, which file
// systems may not tell apart. See
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
var named = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// Check tells what is wrong with the project's module path, if anything.
func (p Project) Check() error {
	if err := module.CheckImportPath(p.Module); err != nil {
		return fmt.Errorf("module path: %w", err)
	}
	if !named.MatchString(p.Name()) {
		return fmt.Errorf("module path %q: its last element names the API and its function, so it has to be lower case letters, digits, - and _, and start with a letter", p.Module)
	}
	return nil
}

// unnamed is everything a name cannot hold.
var unnamed = regexp.MustCompile(`[^a-z0-9_-]+`)

// ModuleFor gives the path of a module for a project in a folder of that name:
// example.com/demo for demo. It is empty when nothing of the name can be used.
func ModuleFor(folder string) string {
	name := strings.Trim(unnamed.ReplaceAllString(strings.ToLower(folder), "-"), "-_")
	if !named.MatchString(name) {
		return ""
	}
	return "example.com/" + name
}

// Files gives the files of the project except go.mod and go.sum, sorted by path.
func Files(p Project) ([]File, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	var files []File
	for _, from := range p.templates() {
		data, err := from.fill(p)
		if err != nil {
			return nil, fmt.Errorf("make the files of a project: %w", err)
		}
		files = append(files, File{from.place, data})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// A source is a template with the place its file goes to.
type source struct {
	files embed.FS
	name  string
	place string
}

// templates are those of the project.
func (p Project) templates() []source {
	all := gather(project, "project")
	if p.Adopted == nil {
		return all
	}
	own := gather(adopted, "adopted")
	all = slices.DeleteFunc(all, func(s source) bool {
		// The small contract, its handlers, and what has another one beside.
		return strings.HasPrefix(s.place, "api/") || strings.HasPrefix(s.place, "handlers/") ||
			slices.ContainsFunc(own, func(o source) bool { return o.place == s.place })
	})
	return slices.DeleteFunc(append(all, own...), func(s source) bool {
		return !p.Serves() && (strings.HasPrefix(s.place, "cmd/") || strings.HasPrefix(s.place, "handlers/"))
	})
}

// gather lists the templates of an embedded folder, which can be read for sure.
func gather(files embed.FS, root string) []source {
	var all []source
	_ = fs.WalkDir(files, root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			place := strings.TrimSuffix(strings.TrimPrefix(name, root+"/"), ".tmpl")
			all = append(all, source{files, name, cmp.Or(places[place], place)})
		}
		return err
	})
	return all
}

// fill makes the file of a template. Go code is formatted.
func (s source) fill(p Project) ([]byte, error) {
	text, err := s.files.ReadFile(s.name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(s.name).Option("missingkey=error").Parse(string(text))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, p); err != nil {
		return nil, err
	}
	if strings.HasSuffix(s.place, ".go") {
		return format.Source(out.Bytes())
	}
	return out.Bytes(), nil
}

// ErrExists is wrapped by the error of [Write] about files that are there.
var ErrExists = errors.New("nothing was written, since there already is")
