package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/config"
)

func newPackage(std stdio) *cobra.Command {
	c := &cobra.Command{
		Use:   "package [BOOTSTRAP ZIP]",
		Short: "Build functions and put them into zip files for Lambda",
		Long: `package builds the Go functions of apigen.yaml for Lambda, each for its
architecture, and writes dist/NAME.zip, the file that apigen stack --format
terraform deploys. Of a function that is a bootstrap executable it packs the folder.
With two arguments it puts an executable that was built otherwise into a zip file.

A zip file holds the executable as "bootstrap", as the provided.al2023 runtime wants
it. The same executable gives the same bytes.`,
		Example: `  apigen package
  apigen package dist/directory/bootstrap dist/directory.zip`,
		Args: noneOrTwo,
	}
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 2 {
			return packageInto(std, args[0], args[1])
		}
		p, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		return p.packageAll(c.Context(), std)
	}
	return c
}

func noneOrTwo(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return cobra.ExactArgs(2)(c, args)
}

func packageInto(std stdio, bootstrap, target string) error {
	size, err := packageFunction(bootstrap, target)
	if err != nil {
		return fmt.Errorf("package %s: %w", bootstrap, err)
	}
	_, err = fmt.Fprintf(std.out, "%s: %.1f MB\n", target, float64(size)/1e6)
	return err
}

// packageAll writes a zip file for every function of the project that is code.
func (p *project) packageAll(ctx context.Context, std stdio) error {
	packed := 0
	for _, f := range p.Functions {
		if strings.Contains(f.Run, "://") {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p.zip(f.Name)), 0o755); err != nil {
			return err
		}
		info, err := os.Stat(p.path(f.Run))
		switch {
		case err != nil:
			err = fmt.Errorf("run: %w", err)
		case info.IsDir():
			err = p.packageOne(ctx, std, f)
		default:
			err = packageInto(std, filepath.Dir(p.path(f.Run)), p.zip(f.Name))
		}
		if err != nil {
			return fmt.Errorf("function %s: %w", f.Name, err)
		}
		packed++
	}
	if packed == 0 {
		return errors.New("apigen.yaml has no function with code")
	}
	return nil
}

// packageOne builds a function as small as the go command makes it.
func (p *project) packageOne(ctx context.Context, std stdio, f *config.Function) error {
	work, err := os.MkdirTemp("", "apigen-package-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	bootstrap, arch := filepath.Join(work, "bootstrap"), "arm64"
	if f.Architecture == "x86_64" {
		arch = "amd64"
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", bootstrap, localPackage(f.Run))
	cmd.Dir, cmd.Env = p.root, append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", f.Run, err, bytes.TrimSpace(out))
	}
	return packageInto(std, bootstrap, p.zip(f.Name))
}

// packageFunction writes the zip beside its place and renames it, so that a
// stop in between leaves no half a file. A folder is packed as it is, an executable
// as bootstrap.
func packageFunction(code, target string) (size int64, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(target), ".package-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if err := writeZip(tmp, code); err != nil {
		return 0, err
	}
	info, err := tmp.Stat()
	if err != nil {
		return 0, err
	}
	if err := tmp.Chmod(0o644); err != nil {
		return 0, err
	}
	if err := tmp.Close(); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(tmp.Name(), target)
}

// writeZip packs an executable, or all files of a folder in the order of their
// names.
func writeZip(w io.Writer, code string) error {
	z := zip.NewWriter(w)
	err := filepath.WalkDir(code, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		name, mode := "bootstrap", fs.FileMode(0o755)
		if path != code {
			if name, err = filepath.Rel(code, path); err != nil {
				return err
			}
			if info.Mode()&0o111 == 0 {
				mode = 0o644
			}
		}
		return addToZip(z, filepath.ToSlash(name), mode, path)
	})
	if err != nil {
		return err
	}
	return z.Close()
}

func addToZip(z *zip.Writer, name string, mode fs.FileMode, file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	header := &zip.FileHeader{
		Name:     name,
		Method:   zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // the first a zip file can say
	}
	header.SetMode(mode)
	entry, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(entry, in)
	return err
}
