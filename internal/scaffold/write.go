package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Write puts files into the folder dir, which is made when it is not there, and
// gives the paths of all it wrote, from dir. It writes beside dir first, where
// finish may add files and change them, and moves everything to its place when
// finish has succeeded. When a file is in the way, nothing is written and the
// error, which wraps [ErrExists], names every such file.
func Write(ctx context.Context, dir string, files []File, finish func(ctx context.Context, stage string) error) (written []string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := free(dir, files); err != nil { // before the work
		return nil, err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	// The same file system as dir, so that files can be moved.
	stage, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+"-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	for _, f := range files {
		name := filepath.Join(stage, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return nil, err
		}
	}
	if err := finish(ctx, stage); err != nil {
		return nil, err
	}
	all, err := list(stage)
	if err != nil {
		return nil, err
	}
	if err := free(dir, all); err != nil { // of what finish made, too
		return nil, err
	}
	return move(stage, dir, all)
}

// list gives the files below a folder, without what they hold.
func list(dir string) ([]File, error) {
	var all []File
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		all = append(all, File{Path: filepath.ToSlash(rel)})
		return err
	})
	return all, err
}

// free tells that none of the files is in dir.
func free(dir string, files []File) error {
	var there []string
	for _, f := range files {
		_, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path)))
		switch {
		case err == nil:
			there = append(there, f.Path)
		case !errors.Is(err, fs.ErrNotExist):
			return err // dir, or a folder in it, is a file
		}
	}
	if len(there) > 0 {
		return fmt.Errorf("%w %s in %s", ErrExists, strings.Join(there, ", "), dir)
	}
	return nil
}

// move moves the files from one folder to another. What was moved before
// something went wrong is taken away again.
func move(from, to string, files []File) (moved []string, err error) {
	defer func() {
		if err == nil {
			return
		}
		for _, name := range moved {
			err = errors.Join(err, os.Remove(filepath.Join(to, name)))
		}
	}()
	for _, f := range files {
		name := filepath.FromSlash(f.Path)
		place := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return moved, err
		}
		if err := os.Rename(filepath.Join(from, name), place); err != nil {
			return moved, err
		}
		moved = append(moved, name)
	}
	return moved, nil
}
