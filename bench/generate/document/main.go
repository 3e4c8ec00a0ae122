// Command document writes the document of the contract in ./api of a folder: what
// apigen generate does without the Go code, as a process of its own.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/apigen-go/apigen/internal/generate"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "document:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	res, err := generate.Run(ctx, generate.Config{Dir: dir})
	if err != nil {
		return err
	}
	if res.Diagnostics.HasErrors() {
		return fmt.Errorf("%v", res.Diagnostics)
	}
	return os.WriteFile(filepath.Join(dir, "openapi.yaml"), res.Document, 0o600)
}
