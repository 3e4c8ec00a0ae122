package main

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

func newPackage(std stdio) *cobra.Command {
	return &cobra.Command{
		Use:   "package BOOTSTRAP ZIP",
		Short: "Put a built function into a zip file for Lambda",
		Long: `package writes a zip file that holds the executable as "bootstrap", as the
provided.al2023 runtime wants it. The same executable gives the same bytes.`,
		Example: "  apigen package dist/directory/bootstrap dist/directory.zip",
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			size, err := packageFunction(args[0], args[1])
			if err != nil {
				return fmt.Errorf("package %s: %w", args[0], err)
			}
			_, err = fmt.Fprintf(std.out, "%s: %.1f MB\n", args[1], float64(size)/1e6)
			return err
		},
	}
}

// packageFunction writes the zip beside its place and renames it, so that a
// stop in between leaves no half a file.
func packageFunction(bootstrap, target string) (size int64, err error) {
	in, err := os.Open(bootstrap)
	if err != nil {
		return 0, err
	}
	defer in.Close()
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
	if err := writeZip(tmp, in); err != nil {
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

func writeZip(w io.Writer, bootstrap io.Reader) error {
	z := zip.NewWriter(w)
	header := &zip.FileHeader{
		Name:     "bootstrap",
		Method:   zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), // the first a zip file can say
	}
	header.SetMode(0o755)
	entry, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	if _, err := io.Copy(entry, bootstrap); err != nil {
		return err
	}
	return z.Close()
}
