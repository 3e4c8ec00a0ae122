package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listed is what go list tells of a package.
type listed struct {
	Dir        string
	ImportPath string
	Name       string
	Export     string // file with export data
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
	ImportMap  map[string]string // import path in the source -> vendored path
	Module     *module
	Standard   bool

	EmbedPatterns []string
	Error         *struct {
		Pos string
		Err string
	}

	// Shallow tells that the imports of the package were not asked for, so that
	// what it takes from them is not known.
	Shallow bool
}

// module is what go list tells of a module.
type module struct {
	Path, Version, Dir string
	Replace            *module
}

func (l *listed) files() []string {
	return append(append([]string{}, l.GoFiles...), l.CgoFiles...)
}

// list asks for the package and for its imports. A run of go list takes tens of
// milliseconds, so the second does not wait for the first: the imports are
// guessed from the files of the folder, and asked for again when the build
// constraints show that some are missing.
func list(ctx context.Context, config Config) (root *listed, imports map[string]*listed, err error) {
	kept := openStore(config)
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if root, imports, ok := kept.load(); ok {
		return root, imports, nil
	}
	defer func() {
		if err == nil {
			kept.save(ctx, config, root, imports)
		}
	}()
	guess := guessImports(filepath.Join(config.Dir, config.Pattern))
	var guessErr error
	done := make(chan struct{})
	go func() {
		defer close(done)
		imports, guessErr = listImports(ctx, config, guess)
	}()
	root, err = listRoot(ctx, config)
	<-done
	if err != nil {
		return nil, nil, err
	}
	missing := func(path string) bool { return imports[path] == nil && path != "unsafe" && path != "C" }
	if guessErr == nil && !slices.ContainsFunc(root.Imports, missing) {
		return root, imports, nil
	}
	imports, err = listImports(ctx, config, root.Imports)
	if err != nil {
		return nil, nil, fmt.Errorf("its imports: %w", err)
	}
	return root, imports, nil
}

// guessImports gives the imports of all files of a folder but its tests,
// whatever their build constraints say.
func guessImports(dir string) []string {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil
	}
	var paths []string
	fset := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ImportsOnly)
		if err != nil {
			continue // listRoot and parse will tell
		}
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err == nil && path != "C" && path != "unsafe" && !strings.HasPrefix(path, "-") {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// listRoot asks for the one package the pattern names: its files under the
// build constraints, tests left out.
func listRoot(ctx context.Context, config Config) (*listed, error) {
	packages, err := goList(ctx, config, "-e", "-json=Dir,ImportPath,Name,GoFiles,CgoFiles,EmbedPatterns,Imports,ImportMap,Module,Error", "--", config.Pattern)
	if err != nil {
		return nil, err
	}
	if len(packages) != 1 {
		return nil, fmt.Errorf("the pattern names %d packages, want 1", len(packages))
	}
	root := packages[0]
	if len(root.files()) == 0 {
		if root.Error != nil {
			return nil, errors.New(strings.TrimSpace(root.Error.Err))
		}
		return nil, fmt.Errorf("no Go files in %s", root.Dir)
	}
	return root, nil
}

// listImports asks for the imports of the contract and what they depend on,
// with export data where the go command can give it in time.
func listImports(ctx context.Context, config Config, imports []string) (map[string]*listed, error) {
	if len(imports) == 0 {
		return map[string]*listed{}, nil
	}
	const fields = "-json=Dir,ImportPath,Name,GoFiles,CgoFiles,Imports,ImportMap,Module,Standard,Error"
	imports, shallow := apart(imports)
	var problem []*listed
	var problemErr error
	done := make(chan struct{})
	go func() {
		defer close(done)
		if len(shallow) > 0 {
			problem, problemErr = goList(ctx, config, append([]string{"-e", "-find", "-json=Dir,ImportPath,Name,GoFiles,Module,Error", "--"}, shallow...)...)
		}
	}()
	args := append([]string{"-e", "-deps", "--"}, imports...)
	patience, cancel := context.WithTimeout(ctx, config.ExportPatience)
	defer cancel()
	var packages []*listed
	err := patience.Err()
	if err == nil {
		packages, err = goList(patience, config, append([]string{"-export", fields + ",Export"}, args...)...)
	}
	if err != nil && ctx.Err() == nil {
		packages, err = goList(ctx, config, append([]string{fields}, args...)...)
	}
	<-done
	if err = errors.Join(err, problemErr); err != nil {
		return nil, err
	}
	for _, l := range problem {
		l.Shallow = true
		packages = append(packages, l)
	}
	byPath := make(map[string]*listed, len(packages))
	for _, l := range packages {
		byPath[l.ImportPath] = l
	}
	return byPath, nil
}

// apart takes the package of problems out of the imports. A contract needs its
// struct and nothing of net/http, which it imports, and export data of those
// hundred packages takes the go command longer than all others. When other
// modules are imported, one of them may have a problem in its types, and then
// there must be one package of them.
func apart(imports []string) (others, shallow []string) {
	for _, path := range imports {
		first, _, _ := strings.Cut(path, "/")
		switch {
		case path == ProblemPath:
			shallow = append(shallow, path)
			continue
		case path != GenPath && strings.Contains(first, "."), strings.HasPrefix(path, "net/http"):
			return imports, nil
		}
		others = append(others, path)
	}
	if len(others) == 0 {
		return imports, nil
	}
	return others, shallow
}

// goList runs go list and decodes the packages it prints.
func goList(ctx context.Context, config Config, args ...string) ([]*listed, error) {
	out, err := runGo(ctx, config, args...)
	if err != nil {
		return nil, err
	}
	var packages []*listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		l := new(listed)
		if err := dec.Decode(l); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the answer of go list: %w", err)
		}
		packages = append(packages, l)
	}
}

// runGo runs go list and gives what it prints.
func runGo(ctx context.Context, config Config, args ...string) ([]byte, error) {
	if config.trace != nil {
		config.trace(args)
	}
	cmd := exec.CommandContext(ctx, "go", append([]string{"list"}, args...)...)
	cmd.Dir = config.Dir
	cmd.Env = config.Env
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			return nil, fmt.Errorf("go list: %s: %w", text, err)
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	return stdout.Bytes(), nil
}

// syntaxErrors takes the parser's error apart. A file that cannot be read at
// all gives one error without a position.
func syntaxErrors(err error) scanner.ErrorList {
	var list scanner.ErrorList
	if errors.As(err, &list) {
		list.RemoveMultiples()
		return list
	}
	return scanner.ErrorList{{Msg: err.Error()}}
}
