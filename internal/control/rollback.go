package control

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// A Return says what a stage goes back to.
type Return struct {
	// To is a deployment; empty is the one the stage served before.
	To string
	// Document is the one of that deployment. Nil looks it up: in the history of
	// imports, then by Revision.
	Document *openapi.Document
	// Revision gives the document of a git revision. Nil, or a nil document,
	// when there is none.
	Revision func(revision string) (*openapi.Document, error)
	// StageOnly leaves the definition as it is.
	StageOnly bool
}

// A NoDocumentError is a deployment whose document is not known here.
type NoDocumentError struct{ Deployment, Hash string }

func (e *NoDocumentError) Error() string {
	if e.Hash == "" {
		return "deployment " + e.Deployment + " was not made by apigen, so its document is not known: give it with --document, or go back with the stage alone, --stage-only"
	}
	return "the document of deployment " + e.Deployment + " (hash " + e.Hash + ") is neither in the history of imports nor in git: give it with --document, or go back with the stage alone, --stage-only"
}

// Rollback brings a stage and the definition back to what a deployment was made
// from, and adds the permissions that it needs. It plans, asks and backs up as
// [Control.Import] does.
func (c *Control) Rollback(ctx context.Context, cfg Config, back Return) (*Result, error) {
	if cfg.Stage == "" {
		return nil, fmt.Errorf("roll back: no stage is named")
	}
	prep, err := c.prepare(ctx, cfg)
	if err != nil {
		return nil, err
	}
	target, err := prep.target(cfg, back.To)
	if err != nil {
		return nil, err
	}
	if back.StageOnly && prep.stage.auto {
		return nil, fmt.Errorf("stage %s serves every change of the definition at once, so it cannot go back alone: leave --stage-only out", cfg.Stage)
	}
	edited := prep.edited
	if !back.StageOnly {
		if cfg, err = c.past(cfg, prep, back, target); err != nil {
			return nil, err
		}
		noun := prep.plane.noun()
		if prep, err = c.prepare(ctx, cfg); err != nil {
			return nil, err
		}
		if prep.live == nil || prep.plane.noun() != noun {
			return nil, fmt.Errorf("roll back stage %s: the document of deployment %s is not one of this %s", cfg.Stage, target.id, noun)
		}
	} else {
		prep.plan = &plan.Plan{FormatVersion: plan.FormatVersion, Mode: prep.plan.Mode, Items: []plan.Item{}}
	}
	// What the deployments since then need stays allowed: they can be returned to.
	prep.stale = nil
	prep.plan.Items = slices.DeleteFunc(prep.plan.Items, func(item plan.Item) bool {
		return item.Kind == plan.Permission && item.Action == plan.Delete
	})
	prep.plan.Items = append(prep.plan.Items, plan.Item{Action: plan.Change, Kind: plan.Stage, Name: cfg.Stage,
		Details: []string{"deployment: " + prep.stage.current() + " -> " + target.id}})
	if edited && !cfg.Force && !back.StageOnly {
		return nil, &EditedError{Noun: prep.plane.noun(), ID: prep.id(), Items: prep.edits(cfg)}
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
	im := newImporter(c, cfg, prep)
	if err := im.run(ctx, im.returnSteps(target, back.StageOnly)); err != nil {
		return im.res, err
	}
	im.res.InvokeURL = prep.plane.stageURL(im.res.ID, cfg.Stage)
	return im.res, nil
}

// target finds the deployment to go back to.
func (p *preparation) target(cfg Config, id string) (*deployment, error) {
	if p.live == nil || p.stage == nil {
		return nil, fmt.Errorf("roll back stage %s of %s: %w", cfg.Stage, p.name(), &absence{noun: p.plane.noun()})
	}
	if id != "" {
		d := p.standing.deployment(id)
		switch {
		case d == nil:
			return nil, fmt.Errorf("%s %s has no deployment %s: apigen status lists them", p.plane.noun(), p.id(), id)
		case d.id == p.stage.current():
			return nil, fmt.Errorf("stage %s serves deployment %s already", cfg.Stage, id)
		}
		return d, nil
	}
	i := slices.IndexFunc(p.standing.deployments, func(d *deployment) bool { return d.id == p.stage.current() })
	older := p.standing.deployments[i+1:]
	for _, d := range older {
		if d.made.stage == cfg.Stage {
			return d, nil
		}
	}
	if len(older) > 0 && len(p.standing.stages) == 1 {
		return older[0], nil
	}
	return nil, fmt.Errorf("stage %s has no older deployment: apigen status lists those there are, --to takes one", cfg.Stage)
}

// past gives the configuration of an import of the target's document.
func (c *Control) past(cfg Config, prep *preparation, back Return, target *deployment) (Config, error) {
	made := target.made
	cfg.Mode, cfg.AllowDelete = plan.Overwrite, true // what came since goes; the plan names it
	if back.Document != nil {
		cfg.Document = back.Document
		return cfg, nil
	}
	if made.document == "" {
		return cfg, &NoDocumentError{Deployment: target.id}
	}
	r, err := cfg.History.find(prep.id(), made.document)
	if err != nil {
		return cfg, err
	}
	if r != nil {
		if len(r.Variables) > 0 && r.Stage == cfg.Stage {
			cfg.StageVariables = r.Variables
		}
		cfg.Document, err = r.document()
		return cfg, err
	}
	if back.Revision != nil && made.revision != "" && !strings.HasSuffix(made.revision, "-dirty") {
		doc, err := back.Revision(made.revision)
		if err != nil {
			return cfg, err
		}
		if doc != nil {
			cfg.Document = doc
			hash, err := c.hash(cfg, prep.account)
			if err != nil {
				return cfg, err
			}
			if hash == made.document {
				return cfg, nil
			}
		}
	}
	return cfg, &NoDocumentError{Deployment: target.id, Hash: made.document}
}

// returnSteps are those of an import, with the stage pointed back in place of a
// deployment.
func (im *importer) returnSteps(target *deployment, stageOnly bool) []step {
	var steps []step
	if !stageOnly {
		if definition := im.prep.plan.Changes() - beside(im.prep.plan); definition > 0 {
			steps = append(steps,
				step{"look whether the API is still as planned", im.recheck},
				step{"back up the live definition", im.backup},
				step{"import the document of deployment " + target.id, im.put})
		}
		if len(im.prep.grants) > 0 {
			steps = append(steps, step{"add Lambda permissions", im.permissions})
		}
	}
	return append(steps,
		step{"point stage " + im.cfg.Stage + " to deployment " + target.id, func(ctx context.Context) error { return im.point(ctx, target, stageOnly) }},
		step{"verify stage " + im.cfg.Stage, im.verify})
}

// point makes the stage serve a deployment that exists.
func (im *importer) point(ctx context.Context, target *deployment, stageOnly bool) error {
	p, stage := im.prep.plane, im.prep.stage
	if stage.auto { // it serves the definition; the deployment remembers what that is
		im.cfg.Revision = target.made.revision
		return im.deploy(ctx)
	}
	variables := map[string]string{}
	if !stageOnly {
		for _, name := range outdated(stage.variables, im.cfg.StageVariables) {
			variables[name] = im.cfg.StageVariables[name]
		}
	}
	if err := p.point(ctx, im.res.ID, im.cfg.Stage, target.id, variables); err != nil {
		return err
	}
	im.res.DeploymentID = target.id
	im.done = append(im.done, "pointed stage "+im.cfg.Stage+" to deployment "+target.id+" of "+target.created.UTC().Format(time.DateTime))
	im.back = fmt.Sprintf("point stage %s back to deployment %s; %s", im.cfg.Stage, im.prep.stage.deployment, im.back)
	im.back = strings.TrimSuffix(im.back, "; ")
	return nil
}
