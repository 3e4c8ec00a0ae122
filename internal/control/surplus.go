package control

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/plan"
)

// A stale permission is one that apigen added and that neither the document nor
// the definition before it needs.
type stale struct {
	function apigw.LambdaFunction
	sid      string
	source   string
}

// planSurplus adds to the plan the permissions that this deployment takes away.
//
// A permission outlives the operation that needed it by one deployment, so that
// pointing the stage back to the deployment before still works. While another
// stage serves an older definition, nothing is taken away at all. Statements that
// apigen did not add are never touched.
func (c *Control) planSurplus(ctx context.Context, cfg Config, prep *preparation) error {
	if prep.live == nil || prep.stage == nil || cfg.Stage == "" || !prep.deploys(cfg) {
		return nil
	}
	served, err := prep.served(cfg)
	if err != nil {
		return err
	}
	if served == nil { // an import stopped before its deployment, on another machine
		prep.releases = prep.stage.made.releases
		return nil
	}
	before, _ := grantsOf(served, prep.id(), c.Region, prep.account, cfg.StageVariables)
	want, _ := grantsOf(prep.want, prep.id(), c.Region, prep.account, cfg.StageVariables)
	needed := slices.Concat(before, want)
	functions := prep.released(c.Region)
	for _, g := range needed {
		functions = append(functions, g.function)
	}
	functions = unique(functions)
	prep.releases = c.releases(before, want, prep)
	for _, stage := range prep.standing.stages {
		if stage.name != cfg.Stage && stage.made.stored != prep.stage.made.stored {
			return nil
		}
	}
	for _, f := range functions {
		if f.Region != c.Region {
			continue
		}
		statements, err := c.policy(ctx, f, prep.account)
		if err != nil {
			if unsupported(err) {
				return nil // missingGrants has said so
			}
			return fmt.Errorf("read the policy of function %s: %w", f.Name, err)
		}
		for _, s := range statements {
			if !strings.HasPrefix(s.Sid, "apigen-"+prep.id()+"-") || slices.ContainsFunc(needed, func(g grant) bool {
				return g.function == f && g.statement(prep.id()) == s.Sid
			}) {
				continue
			}
			prep.stale = append(prep.stale, stale{f, s.Sid, s.source()})
		}
	}
	for _, s := range prep.stale {
		_, caller, _ := strings.Cut(s.source, ":"+prep.id()+"/")
		prep.plan.Items = append(prep.plan.Items, plan.Item{Action: plan.Delete, Kind: plan.Permission, Name: qualified(s.function),
			Details: []string{"invoke from " + caller + ", unused since the deployment before"}})
	}
	return nil
}

// served gives the definition that the stage serves, or nil when it is not known
// here.
func (p *preparation) served(cfg Config) (definition, error) {
	if p.stage.auto || p.stage.made.stored == p.digest {
		return p.live, nil
	}
	r, err := cfg.History.find(p.id(), p.stage.made.stored)
	if err != nil || r == nil {
		return nil, err
	}
	return r.definition(p.plane)
}

// qualified names a function as permissions and descriptions do.
func qualified(f apigw.LambdaFunction) string {
	if f.Qualifier == "" {
		return f.Name
	}
	return f.Name + ":" + f.Qualifier
}

func unique(functions []apigw.LambdaFunction) []apigw.LambdaFunction {
	var out []apigw.LambdaFunction
	for _, f := range functions {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// deploys reports whether the import will make a deployment.
func (p *preparation) deploys(cfg Config) bool {
	return p.plan.Changes()-beside(p.plan) > 0 || !p.stage.serves(p.hash, cfg.StageVariables)
}

// released gives the functions that the deployment before stopped calling.
func (p *preparation) released(region string) []apigw.LambdaFunction {
	var out []apigw.LambdaFunction
	for name := range strings.SplitSeq(p.stage.made.releases, ",") {
		if name == "" {
			continue
		}
		f := apigw.LambdaFunction{Partition: p.account.partition, Region: region, AccountID: p.account.id, Name: name}
		f.Name, f.Qualifier, _ = strings.Cut(name, ":")
		out = append(out, f)
	}
	return out
}

// mostReleased is how many functions a description names.
const mostReleased = 20

// releases lists the functions that this deployment stops calling, for the
// description: the next import has no other way to know them.
func (c *Control) releases(before, want []grant, p *preparation) string {
	var names []string
	for _, g := range before {
		own := g.function.AccountID == p.account.id && g.function.Region == c.Region
		used := slices.ContainsFunc(want, func(w grant) bool { return w.function == g.function })
		if name := qualified(g.function); own && !used && !slices.Contains(names, name) && len(names) < mostReleased {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// revoke takes the stale permissions away. What is gone already is as wanted.
func (im *importer) revoke(ctx context.Context) error {
	for _, s := range im.prep.stale {
		_, err := im.c.Functions.RemovePermission(ctx, &lambda.RemovePermissionInput{
			FunctionName: functionName(s.function, im.prep.account), Qualifier: qualifier(s.function), StatementId: aws.String(s.sid),
		})
		switch {
		case err == nil:
			im.res.Revoked = append(im.res.Revoked, s.function.Name+" from "+s.source)
		case notFound(err):
		default:
			return fmt.Errorf("take a permission of function %s away: %w", s.function.Name, err)
		}
	}
	im.done = append(im.done, fmt.Sprintf("took %d Lambda permissions away", len(im.res.Revoked)))
	return nil
}

// defaultKeep is how many deployments that no stage serves are kept.
const defaultKeep = 10

// prune deletes the oldest deployments that apigen made and no stage serves,
// beyond those to keep. What cannot be deleted is a warning: it is in nobody's
// way.
func (im *importer) prune(ctx context.Context) error {
	now, err := im.prep.plane.standing(ctx, im.res.ID)
	if err != nil {
		return err
	}
	kept := 0
	for _, d := range now.deployments {
		if d.made.document == "" || len(now.users(d.id)) > 0 {
			continue
		}
		if kept++; kept <= im.keep() {
			continue
		}
		err := im.prep.plane.deleteDeployment(ctx, im.res.ID, d.id)
		switch {
		case err == nil:
			im.res.Pruned = append(im.res.Pruned, d.id)
		case notFound(err):
		default:
			im.res.Warnings = append(im.res.Warnings, fmt.Sprintf("deployment %s could not be deleted: %v", d.id, err))
		}
	}
	return nil
}

func (im *importer) keep() int {
	if im.cfg.Keep > 0 {
		return im.cfg.Keep
	}
	return defaultKeep
}
