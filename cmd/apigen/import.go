package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/control"
)

func newImport(std stdio) *cobra.Command {
	var o liveOptions
	c := &cobra.Command{
		Use:   "import",
		Short: "Create or update the API from the document, and deploy it",
		Long: `import finds the API by its name or creates it, shows what would change,
imports the document, lets API Gateway invoke the functions, deploys the stage
and asks it for an answer. A second run changes nothing.

merge, the default, adds and replaces; what the document does not have stays,
and is listed. overwrite makes the API what the document says, and refuses to
delete anything without --allow-delete. What somebody changed since the last
import is replaced with --force only. The live definition is backed up first.

A document of an HTTP API is imported as one: a reimport replaces all of it.

The environment "local" is the local gateway. When none is running, its state in
.apigen/gateway is changed, and apigen local serves it.`,
		Example: `  apigen import                         # into the local gateway
  apigen import --env prod
  apigen import --env prod --mode overwrite --allow-delete --yes`,
	}
	o.flags(c)
	o.confirmFlags(c)
	flags := c.Flags()
	flags.BoolVar(&o.allowDelete, "allow-delete", false, "let an overwrite delete what the document does not have")
	flags.BoolVar(&o.force, "force", false, "replace what somebody changed since the last import")
	flags.BoolVar(&o.noDeploy, "no-deploy", false, "import only; the stage keeps what it serves")
	flags.IntVar(&o.keep, "keep", 0, "how many deployments that no stage serves are kept (default 10)")
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		result, err := v.Import(ctx, v.cfg)
		if err != nil {
			return err
		}
		v.hideKey(result)
		return o.print(std, result, func() error { return printResult(std, result) })
	})
	return c
}

func printResult(std stdio, r *control.Result) error {
	for _, w := range r.Warnings {
		fmt.Fprintf(std.err, "warning: %s\n", w)
	}
	if err := r.Plan.Write(std.out, "text"); err != nil {
		return err
	}
	switch {
	case r.Unchanged:
		fmt.Fprintf(std.out, "\n%s (%s): nothing has changed, nothing was deployed\n", r.Name, r.ID)
	case r.Created:
		fmt.Fprintf(std.out, "\n%s (%s) created\n", r.Name, r.ID)
	default:
		fmt.Fprintf(std.out, "\n%s (%s) updated\n", r.Name, r.ID)
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(std.out, "  %-11s %s\n", name, value)
		}
	}
	for _, file := range r.Backup {
		line("backup", file)
	}
	switch n := len(r.Permissions); n {
	case 0:
	case 1:
		line("permission", r.Permissions[0])
	default:
		line("permissions", fmt.Sprintf("%s and %d more", r.Permissions[0], n-1))
	}
	if n := len(r.Revoked); n > 0 {
		line("revoked", fmt.Sprintf("%d permissions that nothing needs any more", n))
	}
	if n := len(r.Pruned); n > 0 {
		line("pruned", fmt.Sprintf("%d old deployments", n))
	}
	if r.DeploymentID != "" {
		line("deployment", r.DeploymentID+" to stage "+r.Stage)
	}
	line("verified", r.Verified)
	line("invoke URL", r.InvokeURL)
	if r.Key != nil {
		line("API key", cmp.Or(r.Key.Value, r.Key.ID+" (aws apigateway get-api-key --include-value shows its value)"))
	}
	return nil
}
