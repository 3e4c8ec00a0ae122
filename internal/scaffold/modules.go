package scaffold

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// Apigen is the module of the tool, which projects import and run.
const Apigen = "github.com/apigen-go/apigen"

// command is the package a project runs as go tool apigen.
const command = Apigen + "/cmd/apigen"

// A Source is where a project takes apigen from: a release, or a checkout.
type Source struct {
	Version string // such as v1.2.3
	Dir     string // of the checkout; empty for a release
}

// ModuleFiles gives go.mod and go.sum of a project. They require what apigen
// requires, at its versions, with its checksums: whoever could build apigen can
// build the project, without asking for anything else. [Prune] leaves of it
// what the project uses.
func ModuleFiles(ctx context.Context, p Project, s Source) ([]File, error) {
	dir, sums := s.Dir, []byte(nil)
	if dir == "" {
		var err error
		if dir, sums, err = download(ctx, s.Version); err != nil {
			return nil, err
		}
	}
	file := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the module of apigen: %w", err)
	}
	theirs, err := modfile.Parse(file, data, nil)
	if err != nil {
		return nil, fmt.Errorf("read the module of apigen: %w", err)
	}
	if theirs.Module == nil || theirs.Module.Mod.Path != Apigen {
		return nil, fmt.Errorf("%s is not the module %s", file, Apigen)
	}
	checksums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil {
		return nil, fmt.Errorf("read the module of apigen: %w", err)
	}
	mod, err := goMod(p, s, theirs)
	if err != nil {
		return nil, err
	}
	return []File{{"go.mod", mod}, {"go.sum", append(checksums, sums...)}}, nil
}

func goMod(p Project, s Source, theirs *modfile.File) ([]byte, error) {
	var f modfile.File
	if err := f.AddModuleStmt(p.Module); err != nil {
		return nil, err
	}
	if theirs.Go != nil {
		if err := f.AddGoStmt(theirs.Go.Version); err != nil {
			return nil, err
		}
	}
	if err := f.AddTool(command); err != nil {
		return nil, err
	}
	f.AddNewRequire(Apigen, s.Version, false)
	for _, r := range theirs.Require {
		f.AddNewRequire(r.Mod.Path, r.Mod.Version, true)
	}
	if s.Dir != "" {
		if err := f.AddReplace(Apigen, "", s.Dir, ""); err != nil {
			return nil, err
		}
	}
	f.Cleanup()
	return f.Format()
}

// download has the go command fetch a release, unless it has it already, and
// gives its folder and its lines for go.sum.
func download(ctx context.Context, version string) (dir string, sums []byte, err error) {
	at := module.Version{Path: Apigen, Version: version}
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", at.String())
	cmd.Dir = os.TempDir() // in no module
	out, err := cmd.Output()
	var got struct{ Dir, Sum, GoModSum, Error string }
	if jsonErr := json.Unmarshal(out, &got); jsonErr == nil && got.Error != "" {
		return "", nil, fmt.Errorf("go mod download %s: %s", at, got.Error)
	}
	if err != nil {
		return "", nil, fmt.Errorf("go mod download %s: %w", at, err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\n%s %s/go.mod %s\n", at.Path, at.Version, got.Sum, at.Path, at.Version, got.GoModSum)
	return got.Dir, b.Bytes(), nil
}

// systems are those that a project's go.mod is right for.
var systems = []string{"linux", "darwin", "windows"}

// listing has go list print, for each package, M and its module, and for those of
// the project a line I for each import, tests among them.
const listing = `{{with .Module}}M {{.Path}}{{"\n"}}{{if .Main}}` +
	`{{range $.Imports}}I {{.}}{{"\n"}}{{end}}{{range $.TestImports}}I {{.}}{{"\n"}}{{end}}{{range $.XTestImports}}I {{.}}{{"\n"}}{{end}}` +
	`{{end}}{{end}}`

// Prune leaves in go.mod what the packages of the project, their tests and the
// tool are built from, as go mod tidy does, which would ask the network for the
// tests of everything else, too. go.sum keeps a line or two more.
func Prune(ctx context.Context, dir string) error {
	file := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	f, err := modfile.Parse(file, data, nil)
	if err != nil {
		return err
	}
	used, imports := map[string]bool{}, map[string]bool{}
	for _, system := range systems {
		if err := listUsed(ctx, dir, system, used, imports); err != nil {
			return err
		}
	}
	var keep []*modfile.Require
	for _, r := range f.Require {
		if !used[r.Mod.Path] {
			continue
		}
		direct := r.Mod.Path == Apigen
		for name := range imports {
			direct = direct || name == r.Mod.Path || strings.HasPrefix(name, r.Mod.Path+"/")
		}
		keep = append(keep, &modfile.Require{Mod: r.Mod, Indirect: !direct})
	}
	f.SetRequireSeparateIndirect(keep)
	f.Cleanup()
	pruned, err := f.Format()
	if err != nil {
		return err
	}
	return os.WriteFile(file, pruned, 0o644)
}

// listUsed adds the modules that are built for a system, and what the project's
// own packages import.
func listUsed(ctx context.Context, dir, system string, used, imports map[string]bool) error {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "-f", listing, "./...", command)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("list what the project is built from: %w\n%s", err, bytes.TrimSpace(complaint.Bytes()))
	}
	for line := range strings.Lines(string(out)) {
		switch kind, name, _ := strings.Cut(strings.TrimSpace(line), " "); kind {
		case "M":
			used[name] = true
		case "I":
			imports[name] = true
		}
	}
	return nil
}
