package control

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// An httpPreparation is all that is known before an HTTP API is changed.
type httpPreparation struct {
	account  account
	body     string // the document as it is sent
	hash     string
	want     *apigw.HTTPAPI
	live     *apigw.HTTPAPI // nil when the API does not exist
	exported []byte         // the live API as a document
	plan     *plan.Plan
	grants   []grant
	served   bool // the stage serves this very document
	warnings []string
}

func (c *Control) prepareHTTP(ctx context.Context, cfg Config) (*httpPreparation, error) {
	tree, err := withParameters(cfg) // first: it needs no call
	if err != nil {
		return nil, err
	}
	prep := &httpPreparation{}
	if prep.account, err = c.whoami(ctx, cfg.Account); err != nil {
		return nil, err
	}
	if err := prep.document(c.expand(tree, prep.account)); err != nil {
		return nil, err
	}
	if err := checkVariables(prep.want, cfg); err != nil {
		return nil, err
	}
	if err := c.locateHTTP(ctx, cfg, prep); err != nil {
		return nil, err
	}
	prep.plan = plan.CompareHTTP(prep.live, prep.want)
	if prep.live != nil {
		if err := c.settleHTTP(ctx, cfg, prep); err != nil {
			return nil, err
		}
	}
	id := newID
	if prep.live != nil {
		id = prep.live.ID
	}
	missing, warnings, err := c.missingHTTPGrants(ctx, prep.want, id, prep.account, cfg.StageVariables)
	if err != nil {
		return nil, err
	}
	prep.grants, prep.warnings = missing, append(prep.warnings, warnings...)
	prep.plan.Items = append(prep.plan.Items, permissionItems(missing, id)...)
	return prep, nil
}

// document reads the tree as the service will, and refuses what it would refuse
// with failOnWarnings.
func (p *httpPreparation) document(tree *openapi.Document) error {
	want, found := apigw.ReadHTTP(tree, apigw.ReadOptions{})
	if _, ok := apigw.ImportFailure(found, true); !ok {
		return &RefusedError{Findings: slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })}
	}
	if want.Name == "" {
		return errors.New("the document has no title, so its API could not be found again")
	}
	body, err := tree.Root.MarshalJSON()
	if err != nil {
		return fmt.Errorf("write the document: %w", err)
	}
	p.body, p.want, p.hash = string(body), want, shortHash(body)
	return nil
}

// locateHTTP finds the live API, if there is one, and reads it by its export,
// which makes the same API again.
func (c *Control) locateHTTP(ctx context.Context, cfg Config, prep *httpPreparation) (err error) {
	id := cfg.ID
	if id == "" {
		id, err = c.FindHTTP(ctx, prep.want.Name)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	prep.live, prep.exported, err = c.readHTTP(ctx, id)
	return err
}

func (c *Control) readHTTP(ctx context.Context, id string) (*apigw.HTTPAPI, []byte, error) {
	out, err := c.HTTPGateway.ExportApi(ctx, &apigatewayv2.ExportApiInput{
		ApiId: &id, OutputType: aws.String("JSON"), Specification: aws.String("OAS30"), IncludeExtensions: aws.Bool(true),
	})
	if err != nil {
		return nil, nil, fmt.Errorf("export HTTP API %s: %w", id, err)
	}
	doc, err := openapi.Parse("export of HTTP API "+id, out.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("read the export of HTTP API %s: %w", id, err)
	}
	live, _ := apigw.ReadHTTP(doc, apigw.ReadOptions{})
	live.ID = id
	own, err := c.HTTPGateway.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: &id})
	if err != nil {
		return nil, nil, fmt.Errorf("read HTTP API %s: %w", id, err)
	}
	// An export makes up a version, and tags are not in every one.
	live.Version, live.Tags = aws.ToString(own.Version), own.Tags
	return live, out.Body, nil
}

// settleHTTP finds out what the stage serves, by the description of its
// deployment.
func (c *Control) settleHTTP(ctx context.Context, cfg Config, prep *httpPreparation) error {
	if cfg.Stage == "" {
		return nil
	}
	id := &prep.live.ID
	stage, err := c.HTTPGateway.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: id, StageName: &cfg.Stage})
	if notFound(err) || err == nil && aws.ToString(stage.DeploymentId) == "" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read stage %s of HTTP API %s: %w", cfg.Stage, *id, err)
	}
	d, err := c.HTTPGateway.GetDeployment(ctx, &apigatewayv2.GetDeploymentInput{ApiId: id, DeploymentId: stage.DeploymentId})
	if err != nil {
		return fmt.Errorf("read deployment %s of HTTP API %s: %w", *stage.DeploymentId, *id, err)
	}
	prep.served = readDescription(aws.ToString(d.Description)).document == prep.hash &&
		len(outdated(stage.StageVariables, cfg.StageVariables)) == 0
	return nil
}

// missingHTTPGrants lists what an HTTP API must be allowed and is not.
func (c *Control) missingHTTPGrants(ctx context.Context, api *apigw.HTTPAPI, id string, acc account, variables map[string]string) ([]grant, []string, error) {
	calls := newCalls(variables)
	for _, r := range api.Routes {
		if in := api.Integration(r.Integration); in != nil && in.Subtype == "" {
			caller := "*/" + apigw.DefaultRoute
			if r.Key != apigw.DefaultRoute {
				caller = "*/" + verb(r.Verb()) + pattern(r.Path())
			}
			calls.use(in.URI, in.Credentials, r.Key, caller)
		}
	}
	for _, a := range api.Authorizers {
		calls.use(a.URI, a.Credentials, "authorizer "+a.Name, "authorizers/*")
	}
	return c.notGranted(ctx, calls.grants(id, c.Region, acc), calls.warnings, acc)
}

// importHTTP does for HTTP APIs what [Control.Import] does: the same steps, with
// a reimport that replaces all of the API in the place of a put.
func (c *Control) importHTTP(ctx context.Context, cfg Config) (*Result, error) {
	prep, err := c.prepareHTTP(ctx, cfg)
	if err != nil {
		return nil, err
	}
	im := &httpImporter{c: c, cfg: cfg, prep: prep, res: &Result{
		Name: prep.want.Name, Region: c.Region, Account: prep.account.id, Stage: cfg.Stage, Plan: prep.plan, Warnings: prep.warnings,
	}}
	if prep.live != nil {
		im.res.ID = prep.live.ID
	}
	steps := im.steps()
	if len(steps) == 0 {
		im.res.Unchanged = true
		im.finish()
		return im.res, nil
	}
	if deletes := prep.plan.Only(plan.Delete); len(deletes) > 0 && !cfg.AllowDelete {
		return nil, &DeleteError{Items: deletes}
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
	for i, s := range steps {
		if err := s.do(ctx); err != nil {
			left := []string{}
			for _, later := range steps[i+1:] {
				left = append(left, later.name)
			}
			return im.res, &StepError{Step: s.name, Done: im.done, Left: left, Back: im.back, Err: err}
		}
	}
	// A permission for a function that does not exist yet is tried every time.
	im.res.Unchanged = !im.res.Imported && im.res.DeploymentID == "" && len(im.res.Permissions) == 0
	im.finish()
	return im.res, nil
}

// An httpImporter carries one import out.
type httpImporter struct {
	c    *Control
	cfg  Config
	prep *httpPreparation
	res  *Result
	done []string
	back string
}

// steps lists what has to be done, in order; nothing when all is as wanted.
func (im *httpImporter) steps() []step {
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
	if im.cfg.Stage != "" && (definition > 0 || im.prep.live == nil || !im.prep.served) {
		steps = append(steps, step{"deploy stage " + im.cfg.Stage, im.deploy}, step{"verify stage " + im.cfg.Stage, im.verify})
	}
	return steps
}

// recheck refuses when the live API is not the one that was planned for.
func (im *httpImporter) recheck(ctx context.Context) error {
	live, _, err := im.c.readHTTP(ctx, im.prep.live.ID)
	if err != nil {
		return err
	}
	if now := plan.CompareHTTP(im.prep.live, live); now.Changes() > 0 {
		return fmt.Errorf("HTTP API %s: %w", live.ID, ErrChanged)
	}
	return nil
}

// backup keeps the export of the live API.
func (im *httpImporter) backup(context.Context) error {
	dir := im.cfg.BackupDir
	if dir == "" {
		dir = defaultBackupDir
	}
	file := filepath.Join(dir, im.prep.live.ID+"-"+time.Now().UTC().Format("20060102T150405.000Z")+".oas30.json")
	if err := writeFile(file, im.prep.exported); err != nil {
		return err
	}
	im.res.Backup = []string{file}
	im.back = "import " + file
	return nil
}

// put creates the API or changes the one that is there.
func (im *httpImporter) put(ctx context.Context) error {
	body, strict := &im.prep.body, aws.Bool(true)
	if im.prep.live != nil {
		out, err := im.c.HTTPGateway.ReimportApi(ctx, &apigatewayv2.ReimportApiInput{ApiId: &im.res.ID, Body: body, FailOnWarnings: strict})
		if err != nil {
			return fmt.Errorf("reimport HTTP API %s: %w", im.res.ID, err)
		}
		im.res.Warnings = append(im.res.Warnings, out.Warnings...)
		im.done = append(im.done, "imported the document into HTTP API "+im.res.ID)
	} else {
		out, err := im.c.HTTPGateway.ImportApi(ctx, &apigatewayv2.ImportApiInput{Body: body, FailOnWarnings: strict}, onceHTTP)
		if err != nil {
			return fmt.Errorf("import HTTP API %s: %w", im.prep.want.Name, err)
		}
		im.res.ID, im.res.Created = aws.ToString(out.ApiId), true
		im.res.Warnings = append(im.res.Warnings, out.Warnings...)
		im.done = append(im.done, "created HTTP API "+im.res.ID)
		im.back = "delete HTTP API " + im.res.ID
	}
	im.res.Imported = true
	return nil
}

// permissions adds what is missing, now that the API has an id.
func (im *httpImporter) permissions(ctx context.Context) error {
	grants, _, err := im.c.missingHTTPGrants(ctx, im.prep.want, im.res.ID, im.prep.account, im.cfg.StageVariables)
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

func (im *httpImporter) deploy(ctx context.Context) error {
	if err := im.c.settleStage(ctx, im.res.ID, im.cfg.Stage, im.cfg.StageVariables); err != nil {
		return err
	}
	live, _, err := im.c.readHTTP(ctx, im.res.ID)
	if err != nil {
		return err
	}
	stored, err := digestOf(live)
	if err != nil {
		return err
	}
	made := madeFrom{document: im.prep.hash, stored: stored, revision: im.cfg.Revision}
	out, err := im.c.HTTPGateway.CreateDeployment(ctx, &apigatewayv2.CreateDeploymentInput{
		ApiId: &im.res.ID, StageName: &im.cfg.Stage, Description: aws.String(made.describe()),
	}, onceHTTP)
	if err != nil {
		return fmt.Errorf("deploy HTTP API %s to stage %s: %w", im.res.ID, im.cfg.Stage, err)
	}
	im.res.DeploymentID = aws.ToString(out.DeploymentId)
	im.done = append(im.done, "deployed "+im.res.DeploymentID+" to stage "+im.cfg.Stage)
	return nil
}

func (im *httpImporter) verify(ctx context.Context) (err error) {
	if im.prep.want.DisableExecuteAPIEndpoint {
		im.res.Verified = "not verified: the API's default endpoint is disabled"
		return nil
	}
	im.res.Verified, err = im.c.verifyAt(ctx, im.c.httpStageURL(im.res.ID, im.cfg.Stage)+"/")
	return err
}

// finish adds the invoke URL. HTTP APIs have no API keys, so none is made.
func (im *httpImporter) finish() {
	if im.cfg.Stage != "" {
		im.res.InvokeURL = im.c.httpStageURL(im.res.ID, im.cfg.Stage)
	}
}
