package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newDeploy(std stdio) *cobra.Command {
	var o liveOptions
	c := &cobra.Command{
		Use:   "deploy",
		Short: "Deploy the live definition to the stage, without importing",
		Long: `deploy makes a deployment of the live definition and points the stage to it:
what import does last. The definition must be what the document says; --force
deploys it as it is. A stage that serves it already is left alone.`,
		Example: `  apigen import --env prod --no-deploy && apigen deploy --env prod
  apigen deploy --env prod --force       # with what was edited by hand`,
	}
	o.flags(c)
	o.confirmFlags(c)
	c.Flags().BoolVar(&o.force, "force", false, "deploy a definition that is not what the document says")
	c.Flags().IntVar(&o.keep, "keep", 0, "how many deployments that no stage serves are kept (default 10)")
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		result, err := v.Deploy(ctx, v.cfg)
		if err != nil {
			return err
		}
		v.hideKey(result)
		return o.print(std, result, func() error { return printResult(std, result) })
	})
	return c
}
