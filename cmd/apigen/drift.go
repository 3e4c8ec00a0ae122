package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/control"
)

func newDrift(std stdio) *cobra.Command {
	var o liveOptions
	c := &cobra.Command{
		Use:   "drift",
		Short: "Find what was changed behind the document's back; exits with 1 if anything was",
		Long: `drift compares the live API with the document and apigen.yaml: edits of the
definition, a stage that serves something older or foreign, stage variables, and
Lambda permissions that are missing or that somebody else added. It changes
nothing and needs read access only. Each finding says how to mend it.`,
		Example: `  apigen drift --env prod || echo "look at it"
  apigen drift --env prod --format json`,
	}
	o.flags(c)
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		status, err := v.Status(ctx, v.cfg)
		if err != nil {
			return err
		}
		found := status.Drift(v.cfg.Stage)
		if found == nil {
			found = []control.Drift{}
		}
		if err := o.print(std, found, func() error { return printDrift(std, status, found) }); err != nil {
			return err
		}
		if len(found) > 0 {
			return errFindings
		}
		return nil
	})
	return c
}

func printDrift(std stdio, status *control.Status, found []control.Drift) error {
	for _, w := range status.Warnings {
		fmt.Fprintf(std.err, "warning: %s\n", w)
	}
	if len(found) == 0 {
		fmt.Fprintf(std.out, "%s (%s): no drift\n", status.Name, status.ID)
		return nil
	}
	w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	for _, d := range found {
		fmt.Fprintf(w, "%s\t%s\t%s\t(mend: %s)\n", d.Kind, d.Name, d.Text, d.Mend)
	}
	return w.Flush()
}
