package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/plan"
)

// ErrDeclined is an import that [Config.Confirm] did not agree to. Nothing was
// changed.
var ErrDeclined = errors.New("the import was declined; nothing was changed")

// A Result is what an import did.
type Result struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Region    string     `json:"region"`
	Account   string     `json:"account"`
	Stage     string     `json:"stage,omitempty"`
	InvokeURL string     `json:"invokeUrl,omitempty"`
	Plan      *plan.Plan `json:"plan"`
	Created   bool       `json:"created"`
	// Unchanged is true when the API and its stage were as the document says;
	// then nothing was imported and nothing was deployed.
	Unchanged    bool     `json:"unchanged"`
	Imported     bool     `json:"imported"`
	DeploymentID string   `json:"deploymentId,omitempty"` // empty when none was made
	Permissions  []string `json:"permissions,omitempty"`  // added
	Revoked      []string `json:"revoked,omitempty"`      // permissions taken away
	Pruned       []string `json:"pruned,omitempty"`       // deployments deleted
	Backup       []string `json:"backup,omitempty"`       // files
	Verified     string   `json:"verified,omitempty"`     // what the stage answered
	Key          *Key     `json:"key,omitempty"`
	Warnings     []string `json:"warnings,omitempty"`
}

// Import brings an API to what a document says: it finds the API by its name or
// creates it, imports the document, lets API Gateway invoke the functions, deploys
// and asks the stage for an answer. Imports are made with failonwarnings: a
// security scheme that the service ignores would make methods public.
//
// When the API, the permissions and the stage are already as wanted, nothing is
// called that changes anything. Errors before the first change are plain; later
// ones are a [*StepError], which says what was done and how to go back.
//
// A document for an HTTP API makes one; a reimport replaces all of it.
func (c *Control) Import(ctx context.Context, cfg Config) (*Result, error) {
	prep, err := c.prepare(ctx, cfg)
	if err != nil {
		return nil, err
	}
	im := newImporter(c, cfg, prep)
	steps := im.steps()
	if len(steps) == 0 {
		im.res.Unchanged = true
		return im.res, im.finish(ctx)
	}
	if err := prep.allowed(cfg); err != nil {
		return nil, err
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
	// A permission for a function that does not exist yet is tried every time.
	im.res.Unchanged = !im.res.Imported && im.res.DeploymentID == "" && len(im.res.Permissions) == 0
	return im.res, im.finish(ctx)
}

// allowed refuses what nobody has asked for: deletions, and to replace what
// somebody changed since the last import.
func (p *preparation) allowed(cfg Config) error {
	deletes := slices.DeleteFunc(p.plan.Only(plan.Delete), func(item plan.Item) bool { return item.Kind == plan.Permission })
	if p.edited && !cfg.Force && p.plan.Changes()-beside(p.plan) > 0 {
		return &EditedError{Noun: p.plane.noun(), ID: p.id(), Items: p.edits(cfg)}
	}
	if len(deletes) > 0 && !cfg.AllowDelete {
		return &DeleteError{Noun: p.plane.noun(), Items: deletes}
	}
	return nil
}

// edits names what was changed since the last import, when its definition is
// known: history has it, or it was made from this very document.
func (p *preparation) edits(cfg Config) []plan.Item {
	last := p.lastImport()
	if last == nil {
		return nil
	}
	if r, err := cfg.History.find(p.id(), last.stored); err == nil && r != nil {
		if before, err := r.definition(p.plane); err == nil && before != nil {
			return p.plane.compare(before, p.live, plan.Overwrite).Items
		}
	}
	if last.document != p.hash {
		return nil
	}
	// What only the live API has may have been kept by a merge.
	return slices.DeleteFunc(p.plane.compare(p.want, p.live, plan.Overwrite).Items, func(item plan.Item) bool {
		return item.Action == plan.Add && p.plan.Mode != plan.Overwrite
	})
}

// lastImport tells what the newest deployment of apigen was made from.
func (p *preparation) lastImport() *madeFrom {
	if p.standing == nil {
		return nil
	}
	for _, d := range p.standing.deployments {
		if d.made.document != "" {
			return &d.made
		}
	}
	return nil
}

// An importer carries one import out.
type importer struct {
	c    *Control
	cfg  Config
	prep *preparation
	res  *Result
	done []string
	back string
}

func newImporter(c *Control, cfg Config, prep *preparation) *importer {
	im := &importer{c: c, cfg: cfg, prep: prep, res: &Result{
		ID: prep.id(), Name: prep.name(), Region: c.Region, Account: prep.account.id, Stage: cfg.Stage,
		Plan: prep.plan, Warnings: prep.warnings,
	}}
	return im
}

type step struct {
	name string
	do   func(context.Context) error
}

// run does one step after the other, until one fails.
func (im *importer) run(ctx context.Context, steps []step) error {
	for i, s := range steps {
		if err := s.do(ctx); err != nil {
			var left []string
			for _, later := range steps[i+1:] {
				left = append(left, later.name)
			}
			return &StepError{Step: s.name, Done: im.done, Left: left, Back: im.back, Err: err}
		}
	}
	return nil
}

// steps lists what has to be done, in order; nothing when all is as wanted.
func (im *importer) steps() []step {
	var steps []step
	definition := im.prep.plan.Changes() - beside(im.prep.plan)
	if definition > 0 || im.prep.live == nil {
		if im.prep.live != nil {
			steps = append(steps, step{"look whether the API is still as planned", im.recheck}, step{"back up the live definition", im.backup})
		}
		steps = append(steps, step{"import the document", im.put})
	}
	if len(im.prep.grants) > 0 {
		steps = append(steps, step{"add Lambda permissions", im.permissions})
	}
	if im.cfg.Stage != "" && (definition > 0 || !im.prep.stage.serves(im.prep.hash, im.cfg.StageVariables)) {
		steps = append(steps, im.deploySteps()...)
	}
	if im.cfg.Stage != "" && (len(im.prep.settings) > 0 || im.prep.mapping != nil) {
		steps = append(steps, step{"set stage " + im.cfg.Stage + " up", im.setUp})
	}
	return steps
}

// deploySteps bring the live definition to the stage.
func (im *importer) deploySteps() []step {
	steps := []step{
		{"deploy stage " + im.cfg.Stage, im.deploy},
		{"verify stage " + im.cfg.Stage, im.verify},
	}
	if len(im.prep.stale) > 0 {
		steps = append(steps, step{"take unused Lambda permissions away", im.revoke})
	}
	if im.prep.standing != nil && len(im.prep.standing.deployments) > im.keep() {
		steps = append(steps, step{"delete old deployments", im.prune})
	}
	return steps
}

// beside counts the items that do not change the API itself: those of
// permissions and of the stage.
func beside(p *plan.Plan) int {
	n := 0
	for _, item := range p.Items {
		if item.Kind == plan.Permission || item.Kind == plan.Stage {
			n++
		}
	}
	return n
}

// recheck reads the live API again, because the plan may have waited for
// somebody's yes, and refuses when it is not the one that was planned for.
func (im *importer) recheck(ctx context.Context) error {
	p := im.prep.plane
	live, _, err := p.read(ctx, im.prep.id())
	if err != nil {
		return err
	}
	now, err := live.digest()
	if err != nil {
		return err
	}
	if now != im.prep.digest {
		return fmt.Errorf("%s %s: %w", p.noun(), im.prep.id(), ErrChanged)
	}
	return nil
}

func (im *importer) backup(ctx context.Context) error {
	files, warnings, err := im.prep.plane.backup(ctx, im.cfg, backupName(im.cfg, im.prep.id()), im.prep.live, im.prep.stage)
	if err != nil {
		return err
	}
	im.res.Backup, im.res.Warnings = files, append(im.res.Warnings, warnings...)
	im.back = "the definition before is in " + strings.Join(files, " and ")
	if strings.HasSuffix(files[0], ".oas30.json") {
		im.back = "import " + files[0] + " with mode overwrite"
	}
	return nil
}

// put creates the API or changes the one that is there.
func (im *importer) put(ctx context.Context) error {
	p := im.prep.plane
	if im.prep.live != nil {
		warnings, err := p.put(ctx, im.prep)
		if err != nil {
			return fmt.Errorf("put %s %s: %w", p.noun(), im.res.ID, err)
		}
		im.res.Warnings = append(im.res.Warnings, warnings...)
		im.done = append(im.done, "imported the document into "+p.noun()+" "+im.res.ID)
	} else {
		id, warnings, err := p.create(ctx, im.cfg, im.prep)
		if err != nil {
			return fmt.Errorf("import %s %s: %w", p.noun(), im.prep.name(), err)
		}
		im.res.ID, im.res.Created = id, true
		im.res.Warnings = append(im.res.Warnings, warnings...)
		im.done = append(im.done, "created "+p.noun()+" "+im.res.ID)
		im.back = "delete " + p.noun() + " " + im.res.ID
	}
	im.res.Imported = true
	if im.res.Created {
		// Two imports that both found no API have both made one by now.
		if _, err := p.find(ctx, im.prep.name()); errors.As(err, new(*AmbiguousError)) {
			return fmt.Errorf("somebody created an API of this name at the same time: %w", err)
		}
	}
	if err := im.compare(ctx); err != nil {
		return err
	}
	return im.remember()
}

// remember adds the import to the history.
func (im *importer) remember() error {
	stored, err := im.prep.live.digest()
	if err != nil {
		return err
	}
	definition, err := json.Marshal(im.prep.live)
	if err != nil {
		return fmt.Errorf("write the live definition: %w", err)
	}
	return im.cfg.History.add(im.res.ID, record{
		Document: im.prep.hash, Stored: stored, Time: time.Now(), Stage: im.cfg.Stage, Revision: im.cfg.Revision,
		Variables: im.cfg.StageVariables, Definition: definition, Body: im.prep.sent,
	})
}

// compare reads the API back, because what a service stores need not be what it
// was given. Differences are warnings.
func (im *importer) compare(ctx context.Context) error {
	stored, _, err := im.prep.plane.read(ctx, im.res.ID)
	if err != nil {
		return err
	}
	im.prep.live = stored
	if api := restOf(im.prep.want); api != nil {
		api.Policy = ownPolicy(api.Policy, im.res.ID)
	}
	left := im.prep.plane.compare(stored, im.prep.want, im.prep.plan.Mode)
	if n := left.Changes(); n > 0 {
		var named []string
		for _, item := range left.Items {
			if item.Action != plan.Keep && len(named) < 3 {
				named = append(named, string(item.Action)+" "+string(item.Kind)+" "+item.Name)
			}
		}
		im.res.Warnings = append(im.res.Warnings, fmt.Sprintf(
			"what the endpoint stored is not what it was given (%d of %d: %s)", len(named), n, strings.Join(named, ", ")))
	}
	return nil
}

// permissions adds what is missing, now that the API has an id.
func (im *importer) permissions(ctx context.Context) error {
	grants, _, err := im.c.missingGrants(ctx, im.prep.want, im.res.ID, im.prep.account, im.cfg.StageVariables)
	if err != nil {
		return err
	}
	added, warnings, err := im.c.grantAll(ctx, grants, im.res.ID, im.prep.account)
	im.res.Permissions, im.res.Warnings = added, append(im.res.Warnings, warnings...)
	if len(added) > 0 {
		im.done = append(im.done, fmt.Sprintf("added %d Lambda permissions", len(added)))
	}
	return err
}

func (im *importer) deploy(ctx context.Context) error {
	stored, err := im.prep.live.digest()
	if err != nil {
		return err
	}
	made := madeFrom{document: im.prep.hash, stored: stored, stage: im.cfg.Stage, releases: im.prep.releases, revision: im.cfg.Revision}
	id, err := im.prep.plane.deploy(ctx, im.res.ID, im.cfg, made, im.prep.stage)
	im.res.DeploymentID = id
	if id != "" {
		im.done = append(im.done, "deployed "+id+" to stage "+im.cfg.Stage)
		if im.prep.stage != nil && im.prep.stage.deployment != "" {
			im.back = fmt.Sprintf("point stage %s back to deployment %s; %s", im.cfg.Stage, im.prep.stage.deployment, im.back)
			im.back = strings.TrimSuffix(im.back, "; ")
		}
	}
	return err
}

func (im *importer) verify(ctx context.Context) error {
	verified, err := im.c.verify(ctx, im.prep.plane, im.prep.live, im.cfg.Stage)
	im.res.Verified = verified
	return err
}

// finish adds what every import ends with: the invoke URL and the API key.
func (im *importer) finish(ctx context.Context) error {
	if im.cfg.Stage == "" {
		return nil
	}
	im.res.InvokeURL = im.prep.plane.stageURL(im.res.ID, im.cfg.Stage)
	if im.cfg.Key == "" || !im.prep.plane.paths().keys {
		return nil
	}
	key, err := im.c.EnsureKey(ctx, im.res.ID, im.cfg.Stage, im.cfg.Key)
	if err != nil {
		return &StepError{Step: "set up the API key", Done: im.done, Back: im.back, Err: err}
	}
	im.res.Key = key
	if err := im.c.limitPlan(ctx, key.PlanID, im.cfg.Limits); err != nil {
		return &StepError{Step: "set up the usage plan", Done: im.done, Back: im.back, Err: err}
	}
	return nil
}
