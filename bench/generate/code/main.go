// Command code writes the document, the server and the client of the contract in
// ./api of a folder: what apigen generate does, as a process of its own.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "code:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	folders := code.Folders{Go: "generated"}
	res, err := generate.Run(ctx, generate.Config{Dir: dir, Code: code.In(folders)})
	if err != nil {
		return err
	}
	if res.Diagnostics.HasErrors() {
		return fmt.Errorf("%v", res.Diagnostics)
	}
	_, err = generate.Write(dir, res.Files, code.Owned(folders))
	return err
}
