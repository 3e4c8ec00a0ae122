package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func newPlan(std stdio) *cobra.Command {
	var o liveOptions
	var exitCode bool
	c := &cobra.Command{
		Use:   "plan",
		Short: "Show what an import would add, change and delete",
		Long: `plan reads the live API through the control plane and compares its meaning with
the document: methods, integrations, authorizers, models, validators, gateway
responses, settings, and the permissions of Lambda functions; of HTTP APIs routes,
integrations, authorizers, CORS and settings. It changes nothing
and needs read access only.`,
		Example: `  apigen plan                            # against the local gateway
  apigen plan --env prod --format json
  apigen plan --env prod --exit-code     # 1 when there are changes`,
	}
	o.flags(c)
	c.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 1 when an import would change something")
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		changes, warnings, err := v.Plan(ctx, v.cfg)
		if err != nil {
			return err
		}
		for _, w := range warnings {
			fmt.Fprintf(std.err, "warning: %s\n", w)
		}
		if err := changes.Write(std.out, o.format); err != nil {
			return err
		}
		if exitCode && changes.Changes() > 0 {
			return errFindings
		}
		return nil
	})
	return c
}
