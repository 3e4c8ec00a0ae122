package load

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/cache"
)

// A snapshot is what the go command said of a package, with everything its
// answers depend on. Asking it takes longer than reading a contract, and the
// answers stay the same while only the contract's own files change.
//
// A snapshot is used when nothing it depends on is other than it was:
//
//   - the environment, the go command, go.mod, go.sum, go.work and what they
//     name, by content;
//   - the source of imported packages that can be edited, by content; packages of
//     the standard library and of the module cache never change;
//   - export data, which the go command keeps under a hash of what it was made
//     from: it is there, or it is not;
//   - the imports, which are those of the contract's files under the same build
//     constraints.
//
// Whatever is unusual has no snapshot: findings of the go command, cgo, overlays,
// a go command that is a script.
type snapshot struct {
	Inputs  string // hash
	Context buildContext
	Root    *listed
	Imports map[string]*listed
	Local   map[string]string // folders of packages that can be edited: hash of their Go files
	Exports map[string]int64  // files of export data: size
}

// buildContext is what build constraints ask for.
type buildContext struct {
	GOOS, GOARCH, Compiler           string
	CgoEnabled                       bool
	BuildTags, ToolTags, ReleaseTags []string
}

// store is the place of one snapshot. A nil store keeps nothing.
type store struct {
	folder cache.Folder
	dir    string // of the package, absolute
	inputs string
	opened time.Time
}

// snapshotVersion changes with what go list is asked for.
const snapshotVersion = "1"

// openStore gives the place for the package a configuration names, nil when there
// is none.
func openStore(config Config) *store {
	folder := cache.In(config.CacheDir, "load")
	if config.ExportPatience < 0 || folder.IsOff() || !isFolder(config.Pattern) {
		return nil
	}
	dir, err := filepath.Abs(filepath.Join(config.Dir, filepath.FromSlash(config.Pattern)))
	if err != nil {
		return nil
	}
	inputs, err := inputsOf(config, dir)
	if err != nil {
		return nil
	}
	return &store{folder: folder, dir: dir, inputs: inputs, opened: time.Now()}
}

// isFolder reports whether a pattern is the path of a folder.
func isFolder(pattern string) bool {
	return (pattern == "." || strings.HasPrefix(pattern, "./") || strings.HasPrefix(pattern, "../")) && !strings.Contains(pattern, "...")
}

// hashFolder hashes the Go files of a folder, without its tests.
func hashFolder(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			if _, err := hashFile(h, filepath.Join(dir, name)); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// load gives what the snapshot says, when it still holds.
func (s *store) load() (root *listed, imports map[string]*listed, ok bool) {
	if s == nil {
		return nil, nil, false
	}
	var snap snapshot
	if json.Unmarshal(s.folder.Get(s.dir), &snap) != nil || snap.Inputs != s.inputs || snap.Root == nil {
		return nil, nil, false
	}
	for dir, want := range snap.Local {
		if got, err := hashFolder(dir); err != nil || got != want {
			return nil, nil, false
		}
	}
	for file, size := range snap.Exports {
		if info, err := os.Stat(file); err != nil || info.Size() != size {
			return nil, nil, false
		}
	}
	if !snap.refresh(s.dir) {
		return nil, nil, false
	}
	return snap.Root, snap.Imports, true
}

// refresh looks at the contract's own files, as go list would.
func (snap *snapshot) refresh(dir string) bool {
	c := build.Default
	c.GOOS, c.GOARCH, c.Compiler, c.CgoEnabled = snap.Context.GOOS, snap.Context.GOARCH, snap.Context.Compiler, snap.Context.CgoEnabled
	c.BuildTags, c.ToolTags, c.ReleaseTags = snap.Context.BuildTags, snap.Context.ToolTags, snap.Context.ReleaseTags
	p, err := c.ImportDir(dir, 0)
	if err != nil || len(p.CgoFiles)+len(p.InvalidGoFiles)+len(p.EmbedPatterns) > 0 {
		return false
	}
	for _, path := range p.Imports {
		if !slices.Contains(snap.Root.Imports, path) {
			return false
		}
	}
	snap.Root.Name, snap.Root.GoFiles, snap.Root.Imports = p.Name, p.GoFiles, p.Imports
	return true
}

// save keeps what the go command said. Without it the next run asks again, so
// nothing that goes wrong is told.
func (s *store) save(ctx context.Context, config Config, root *listed, imports map[string]*listed) {
	if s == nil || root.Error != nil || len(root.CgoFiles)+len(root.EmbedPatterns) > 0 || root.Dir != s.dir {
		return
	}
	snap := snapshot{Inputs: s.inputs, Root: root, Imports: imports, Local: map[string]string{}, Exports: map[string]int64{}}
	for _, l := range imports {
		if l.Error != nil || len(l.CgoFiles) > 0 && !l.Standard || l.Export == "" && !l.Shallow && l.ImportPath != "unsafe" {
			return
		}
		if l.Export != "" && slices.Contains(root.Imports, l.ImportPath) {
			info, err := os.Stat(l.Export)
			if err != nil {
				return
			}
			snap.Exports[l.Export] = info.Size()
		}
		if l.Standard || l.isImmutable() {
			continue
		}
		sum, err := hashFolder(l.Dir)
		if err != nil || s.isYounger(l.Dir) {
			return
		}
		snap.Local[l.Dir] = sum
	}
	var err error
	if snap.Context, err = askContext(ctx, config); err != nil {
		return
	}
	// What was edited while go list ran is not what it has seen.
	if again, err := inputsOf(config, s.dir); err != nil || again != s.inputs {
		return
	}
	if data, err := json.Marshal(&snap); err == nil {
		s.folder.Put(s.dir, data)
	}
}

// clockStep is how coarse the time of a file may be: a clock tick, or two
// seconds in file systems that keep no fractions.
func clockStep(t time.Time) time.Duration {
	if t.Nanosecond() == 0 {
		return 2 * time.Second
	}
	return 50 * time.Millisecond
}

// isYounger reports whether a Go file of a folder, or the folder, may have been
// changed after go list looked at it.
func (s *store) isYounger(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return true
	}
	names := []string{dir}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	return slices.ContainsFunc(names, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || info.ModTime().Add(clockStep(info.ModTime())).After(s.opened)
	})
}

// isImmutable reports whether a package comes from the module cache.
func (l *listed) isImmutable() bool {
	m := l.Module
	return m != nil && m.Dir != "" && (m.Replace == nil && m.Version != "" || m.Replace != nil && m.Replace.Version != "")
}

const contextFormat = `{{with context}}{"GOOS":"{{.GOOS}}","GOARCH":"{{.GOARCH}}","Compiler":"{{.Compiler}}","CgoEnabled":{{.CgoEnabled}},` +
	`"BuildTags":[{{range $i, $t := .BuildTags}}{{if $i}},{{end}}"{{$t}}"{{end}}],` +
	`"ToolTags":[{{range $i, $t := .ToolTags}}{{if $i}},{{end}}"{{$t}}"{{end}}],` +
	`"ReleaseTags":[{{range $i, $t := .ReleaseTags}}{{if $i}},{{end}}"{{$t}}"{{end}}]}{{end}}`

// askContext asks the go command for its build context.
func askContext(ctx context.Context, config Config) (buildContext, error) {
	out, err := runGo(ctx, config, "-e", "-find", "-f", contextFormat, "--", config.Pattern)
	if err != nil {
		return buildContext{}, err
	}
	var c buildContext
	err = json.Unmarshal(bytes.TrimSpace(out), &c)
	return c, err
}
