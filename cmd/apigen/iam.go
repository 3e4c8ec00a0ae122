package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/control"
)

func newIAM(std stdio) *cobra.Command {
	var o liveOptions
	var role string
	c := &cobra.Command{
		Use:   "iam",
		Short: "Print the least-privilege policies for plan and import",
		Long: `iam derives from the document what the credentials of apigen must be allowed:
one policy for the verbs that read (plan, status, drift, export), one for those
that change (import, deploy, rollback). It makes no call. With the id of the API,
--id or id in apigen.yaml, the policies name that API alone; without it they take
every API of the account and region, because a new one has no id yet.

The role integrations is what the roles that API Gateway assumes for integrations
and authorizers need, by the role's ARN: the actions that their calls name, on the
resources that templates and parameters name. A statement called NarrowResource is
one whose resource the request decides.`,
		Example: `  apigen iam --env prod --role plan > plan-policy.json
  apigen iam --env prod --role apply --id a1b2c3d4e5
  apigen iam --env prod --role integrations`,
	}
	o.flags(c)
	c.Flags().StringVar(&role, "role", "", "plan, apply or integrations; all when empty")
	c.RunE = func(*cobra.Command, []string) error {
		p, err := loadProject(*o.configFile)
		if err != nil {
			return err
		}
		env, err := p.liveEnvironment(&o)
		if err != nil {
			return err
		}
		cfg, err := p.controlConfig(std, &o, env)
		if err != nil {
			return err
		}
		policies, err := control.PoliciesFor(cfg, cmp.Or(env.Region, "*"), cmp.Or(env.Account, "*"))
		if err != nil {
			return err
		}
		switch role {
		case "":
			return o.print(std, policies, func() error { o.format = "json"; return o.print(std, policies, nil) })
		case "plan":
			o.format = "json"
			return o.print(std, policies.Plan, nil)
		case "apply":
			o.format = "json"
			return o.print(std, policies.Apply, nil)
		case "integrations":
			o.format = "json"
			return o.print(std, policies.Integrations, nil)
		}
		return usageError{c.CommandPath(), fmt.Errorf("unknown role %q: want plan, apply or integrations", role)}
	}
	return c
}
