package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/openapi"
)

func newRollback(std stdio) *cobra.Command {
	var o liveOptions
	var back control.Return
	var document string
	c := &cobra.Command{
		Use:   "rollback",
		Short: "Bring stage and definition back to an earlier deployment",
		Long: `rollback points the stage back to the deployment before, or to the one named
with --to, imports the document that deployment was made from, and adds the
Lambda permissions it needs. Without the document the next deployment would bring
back what was rolled back.

The document is looked for in .apigen/history, which every import on this machine
adds to, and then in git, at the revision the deployment's description names; its
hash must be the one of the description.

A stage of an HTTP API that deploys every change at once goes back with the
definition: it has no --stage-only.`,
		Example: `  apigen rollback --env prod
  apigen rollback --env prod --to a1b2c3
  apigen rollback --env prod --stage-only    # leaves the definition`,
	}
	o.flags(c)
	o.confirmFlags(c)
	flags := c.Flags()
	flags.StringVar(&back.To, "to", "", "id of the deployment; apigen status lists them")
	flags.StringVar(&document, "document", "", "the document of that deployment")
	flags.BoolVar(&back.StageOnly, "stage-only", false, "point the stage back, and leave the definition as it is")
	flags.BoolVar(&o.force, "force", false, "replace what somebody changed since the last import")
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		if document != "" {
			data, err := os.ReadFile(document)
			if err != nil {
				return err
			}
			if back.Document, err = openapi.Parse(document, data); err != nil {
				return err
			}
		}
		back.Revision = v.project.atRevision(ctx)
		result, err := v.Rollback(ctx, v.cfg, back)
		if err != nil {
			return err
		}
		return o.print(std, result, func() error {
			fmt.Fprintf(std.err, "the contract still says what was rolled back: change it, too, before the next import\n")
			return printResult(std, result)
		})
	})
	return c
}

// atRevision gives the project's document of a git revision, or nil where git
// does not have it.
func (p *project) atRevision(ctx context.Context) func(string) (*openapi.Document, error) {
	return func(revision string) (*openapi.Document, error) {
		data, err := gitShow(ctx, p.root, revision, p.Document)
		if err != nil {
			return nil, nil //nolint:nilerr // a revision this clone does not have is no failure
		}
		return openapi.Parse(revision+":"+p.Document, data)
	}
}

// gitShow gives a file of the folder at a revision.
func gitShow(ctx context.Context, dir, revision, file string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", "show", revision+":./"+filepath.ToSlash(filepath.Clean(file)))
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("read %s at revision %s: %s", file, revision, bytes.TrimSpace(stderr.Bytes()))
	}
	return out, nil
}
