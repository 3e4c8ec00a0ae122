package load

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

var errUnusual = errors.New("nothing is kept of it")

// inputsOf hashes what decides how the go command reads a package in dir, besides
// the packages themselves.
func inputsOf(config Config, dir string) (string, error) {
	h := sha256.New()
	env := config.Env
	if env == nil {
		env = os.Environ()
	}
	fmt.Fprintf(h, "%s %s\n", snapshotVersion, runtime.Version())
	for _, pair := range slices.Sorted(slices.Values(env)) {
		name, value, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_") || slices.Contains([]string{"CC", "CXX", "HOME", "XDG_CONFIG_HOME", "AppData"}, name) {
			fmt.Fprintf(h, "%s\n", pair)
		}
		if name == "GOFLAGS" && isUnusual(value) || name == "GO111MODULE" && value == "off" {
			return "", errUnusual
		}
	}
	if err := hashCommand(h); err != nil {
		return "", err
	}
	settings := lookup(env, "GOENV") // where go env -w writes
	if own, err := os.UserConfigDir(); settings == "" && err == nil {
		settings = filepath.Join(own, "go", "env")
	}
	if data, err := hashFile(h, settings); err != nil || isUnusual(string(data)) {
		return "", errUnusual
	}
	if err := hashModules(h, dir, lookup(env, "GOWORK")); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func lookup(env []string, name string) string {
	for _, pair := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// isUnusual looks for flags of the go command that name further files.
func isUnusual(flags string) bool {
	return strings.Contains(flags, "-overlay") || strings.Contains(flags, "-modfile") || strings.Contains(flags, "-toolexec")
}

// hashCommand identifies the go command, and the C compiler, without which there
// is no cgo.
func hashCommand(h hash.Hash) error {
	name, err := exec.LookPath("go")
	if err != nil {
		return err
	}
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, 2)
	if _, err := f.Read(head); err != nil || string(head) == "#!" {
		return errUnusual // it may call another go command tomorrow
	}
	fmt.Fprintf(h, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	for _, compiler := range []string{"gcc", "clang"} {
		path, err := exec.LookPath(compiler)
		fmt.Fprintf(h, "%s %t\n", path, err == nil)
	}
	return nil
}

// hashModules adds the files that say which modules there are.
func hashModules(h hash.Hash, dir, work string) error {
	root := findUp(dir, "go.mod")
	if root == "" {
		return errUnusual
	}
	for _, name := range []string{"go.sum", "vendor/modules.txt"} {
		if _, err := hashFile(h, filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	mod, err := hashFile(h, filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	parsed, err := modfile.ParseLax("go.mod", mod, nil)
	if err != nil {
		return err
	}
	folders := localReplacements(root, parsed.Replace)
	switch {
	case work == "off":
	case work != "":
		return errUnusual
	default:
		if top := findUp(dir, "go.work"); top != "" {
			used, err := hashWork(h, top)
			if err != nil {
				return err
			}
			folders = append(folders, used...)
		}
	}
	for _, folder := range folders {
		if _, err := hashFile(h, filepath.Join(folder, "go.mod")); err != nil {
			return err
		}
	}
	return nil
}

// hashWork adds a workspace and gives the folders of its modules.
func hashWork(h hash.Hash, top string) ([]string, error) {
	if _, err := hashFile(h, filepath.Join(top, "go.work.sum")); err != nil {
		return nil, err
	}
	data, err := hashFile(h, filepath.Join(top, "go.work"))
	if err != nil {
		return nil, err
	}
	parsed, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return nil, err
	}
	folders := localReplacements(top, parsed.Replace)
	for _, use := range parsed.Use {
		folders = append(folders, absolute(top, use.Path))
	}
	return folders, nil
}

func localReplacements(root string, list []*modfile.Replace) []string {
	var folders []string
	for _, r := range list {
		if r.New.Version == "" {
			folders = append(folders, absolute(root, r.New.Path))
		}
	}
	return folders
}

func absolute(root, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(root, filepath.FromSlash(path))
}

// findUp gives the folder, dir or one above, that holds a file.
func findUp(dir, name string) string {
	for {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// hashFile adds the name and content of a file that may be absent.
func hashFile(h hash.Hash, name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	fmt.Fprintf(h, "%s %t %d\n", name, err == nil, len(data))
	h.Write(data)
	return data, nil
}
