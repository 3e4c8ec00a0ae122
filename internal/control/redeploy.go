package control

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/internal/plan"
)

// An UnimportedError is a live definition that is not what the document says, so
// that a deployment would serve something else.
type UnimportedError struct{ Plan *plan.Plan }

func (e *UnimportedError) Error() string {
	return fmt.Sprintf("the live definition is not what the document says (%s): import it, or deploy it as it is with --force", e.Plan.Summary())
}

// Deploy makes a deployment of the live definition for the stage, without
// importing anything. The definition must be what the document says; with Force
// it is deployed as it is. A stage that serves it already is left alone.
func (c *Control) Deploy(ctx context.Context, cfg Config) (*Result, error) {
	if cfg.Stage == "" {
		return nil, fmt.Errorf("deploy: no stage is named")
	}
	prep, err := c.prepare(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if prep.live == nil {
		return nil, fmt.Errorf("%w: apigen import creates it", prep.absent(c.Region))
	}
	same := prep.plan.Changes()-beside(prep.plan) == 0
	if !same && !cfg.Force {
		return nil, &UnimportedError{prep.plan}
	}
	im := newImporter(c, cfg, prep)
	if !same {
		im.prep.hash = "" // the deployment is not of the document
		im.prep.grants, _, err = c.missingGrants(ctx, prep.live, prep.id(), prep.account, cfg.StageVariables)
		if err != nil {
			return nil, err
		}
		im.prep.want = prep.live
	}
	var steps []step
	if len(im.prep.grants) > 0 {
		steps = append(steps, step{"add Lambda permissions", im.permissions})
	}
	auto := prep.stage != nil && prep.stage.auto
	if !same && !auto || same && !prep.stage.serves(prep.hash, cfg.StageVariables) || same && prep.stage.made.stored != prep.digest {
		steps = append(steps, im.deploySteps()...)
	}
	if len(steps) == 0 {
		im.res.Unchanged = true
		return im.res, im.finish(ctx)
	}
	if cfg.Confirm != nil {
		yes, err := cfg.Confirm(prep.plan)
		if err != nil {
			return nil, err
		}
		if !yes {
			return nil, ErrDeclined
		}
	}
	if err := im.run(ctx, steps); err != nil {
		return im.res, err
	}
	im.res.Unchanged = im.res.DeploymentID == "" && len(im.res.Permissions) == 0
	return im.res, im.finish(ctx)
}
