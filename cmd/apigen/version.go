package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/generate"
)

func newVersion(std stdio) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  apigen version",
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(std.out, "apigen %s %s %s/%s\n", generate.Release, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
