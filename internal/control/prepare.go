package control

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// A Config says what to import and where.
type Config struct {
	Document *openapi.Document
	// Name is the API's name, by which it is found and which it gets. Empty is
	// the document's title. With ID the name is not looked up.
	Name string
	ID   string
	// Account is the AWS account this must be; empty is that of the credentials.
	Account string
	// Parameters replace ${Name} in the document, and what its intrinsic functions
	// of CloudFormation refer to.
	Parameters map[string]string
	// Template decides intrinsic functions that Parameters do not; nil is none.
	Template *cloudformation.Template
	// Mode says what happens to live entities the document does not have. Empty
	// is merge, which keeps them.
	Mode plan.Mode
	// AllowDelete lets an overwrite delete.
	AllowDelete bool
	// Force lets an import replace what somebody changed since the last one.
	Force bool
	// EndpointType of a new API; empty is REGIONAL. An existing one keeps its own.
	EndpointType string

	// Stage is deployed to after the import; empty deploys nothing.
	Stage          string
	StageVariables map[string]string
	// Revision of the contract, e.g. of git, for the deployment's description.
	Revision string
	// Settings are what the stage gets beside its deployment.
	Settings []StageSetting
	// Domain is a custom domain whose BasePath leads to the stage; empty is none.
	Domain, BasePath string
	// MakeDomain makes the domain when it does not exist, for gateways that want no
	// certificate for it: the local one.
	MakeDomain bool
	// Limits are those of the usage plan of Key.
	Limits PlanLimits
	// Keep is how many deployments that no stage serves are kept; zero is ten.
	Keep int
	// Key names an API key and a usage plan that the stage gets; empty is none.
	Key string

	// BackupDir receives the live definition before it is changed. Empty is
	// .apigen/backup.
	BackupDir string
	// History remembers what was imported. The zero value remembers nothing.
	History History
	// Confirm is asked before anything is changed. Nil is yes.
	Confirm func(*plan.Plan) (bool, error)
}

// A preparation is all that is known before anything is changed.
type preparation struct {
	plane    plane
	account  account
	tree     *openapi.Document // the document as it is sent
	hash     string            // of the document with its parameters
	sent     []byte            // the document that has this hash
	want     definition        // what the service makes of body
	live     definition        // nil when the API does not exist
	plan     *plan.Plan
	grants   []grant     // permissions that are missing
	standing *standing   // nil when the API does not exist
	stage    *stageState // the one to deploy to; nil when it does not exist
	digest   string      // of the live API
	// edited is true when the live definition is none that apigen stored: it
	// was changed since, by hand or by another tool.
	edited bool
	// settled is true when importing the document gave the live definition.
	settled  bool
	settings []StageSetting // that the stage does not have
	mapping  *domainMapping // nil when the domain leads here, or there is none
	stale    []stale        // permissions to take away
	releases string         // functions that the deployment stops calling
	warnings []string
}

// Plan tells what an import would do. It changes nothing.
func (c *Control) Plan(ctx context.Context, cfg Config) (p *plan.Plan, warnings []string, err error) {
	prep, err := c.prepare(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	return prep.plan, prep.warnings, nil
}

func (c *Control) prepare(ctx context.Context, cfg Config) (*preparation, error) {
	prep := &preparation{plane: c.planeOf(cfg.Document)}
	tree, err := withParameters(cfg) // first: it needs no call
	if err != nil {
		return nil, err
	}
	if err := prep.plane.checkSettings(cfg); err != nil {
		return nil, err
	}
	if prep.account, err = c.whoami(ctx, cfg.Account); err != nil {
		return nil, err
	}
	if err := prep.document(c.expand(tree, prep.account)); err != nil {
		return nil, err
	}
	if err := checkVariables(prep.want, cfg); err != nil {
		return nil, err
	}
	if err := c.locate(ctx, cfg, prep); err != nil {
		return nil, err
	}
	if cfg.Key != "" && !prep.plane.paths().keys {
		prep.warnings = append(prep.warnings, prep.plane.noun()+"s have no API keys and no usage plans, so key "+cfg.Key+" is not made")
	}
	mode := cfg.Mode
	if mode == "" {
		mode = plan.Merge
	}
	if prep.live != nil {
		prep.plane.adapt(prep, mode)
	}
	prep.plan = prep.plane.compare(prep.live, prep.want, mode)
	if prep.live != nil {
		if err := c.settle(ctx, cfg, prep); err != nil {
			return nil, err
		}
	}
	if err := c.planMapping(ctx, cfg, prep); err != nil {
		return nil, err
	}
	prep.planSettings(cfg)
	if err := c.planPermissions(ctx, cfg, prep); err != nil {
		return nil, err
	}
	if err := c.planSurplus(ctx, cfg, prep); err != nil {
		return nil, err
	}
	return prep, nil
}

// id is that of the live API; empty when there is none.
func (p *preparation) id() string {
	if p.live == nil {
		return ""
	}
	id, _ := p.live.identity()
	return id
}

// name is that of the API of the document.
func (p *preparation) name() string {
	_, name := p.want.identity()
	return name
}

// expand fills in what CloudFormation calls pseudo parameters.
func (c *Control) expand(tree *openapi.Document, acc account) *openapi.Document {
	return apigw.ExpandAWS(tree, apigw.Environment{Region: c.Region, AccountID: acc.id, Partition: acc.partition})
}

// hash is that of the document of a configuration.
func (c *Control) hash(cfg Config, acc account) (string, error) {
	tree, err := withParameters(cfg)
	if err != nil {
		return "", err
	}
	other := &preparation{plane: c.planeOf(cfg.Document)}
	err = other.document(c.expand(tree, acc))
	return other.hash, err
}

// settle takes out of the plan what importing cannot bring about: when this very
// document was imported last, and the live API is as it was read back then, the
// differences left are the service's way to store the document. Whatever somebody
// changed since shows in the live API's digest.
func (c *Control) settle(ctx context.Context, cfg Config, p *preparation) (err error) {
	if p.standing, err = p.plane.standing(ctx, p.id()); err != nil {
		return err
	}
	p.stage = p.standing.stage(cfg.Stage)
	if p.digest, err = p.live.digest(); err != nil {
		return err
	}
	ours, remembered := p.standing.known(p.digest)
	if !ours && remembered {
		if ours, err = cfg.History.holds(p.id(), p.digest); err != nil {
			return err
		}
		p.edited = !ours
	}
	same := p.stage != nil && p.stage.made.document == p.hash && p.stage.made.stored == p.digest
	if !same {
		if same, err = cfg.History.pair(p.id(), p.hash, p.digest); err != nil || !same {
			return err
		}
	}
	p.settled = true
	p.plan.Items = slices.DeleteFunc(p.plan.Items, func(item plan.Item) bool {
		return item.Kind != plan.Tag && (item.Action == plan.Add || item.Action == plan.Change)
	})
	return nil
}

// withParameters gives the document with its name and parameters put in.
func withParameters(cfg Config) (*openapi.Document, error) {
	tree, left := cloudformation.Resolve(cfg.Document, cloudformation.Values{Given: cfg.Parameters, Template: cfg.Template})
	if len(left) > 0 {
		return nil, &cloudformation.UnresolvedError{Places: left}
	}
	if info := tree.Root.Get("info"); cfg.Name != "" && info != nil {
		info.Set("title", openapi.Str(cfg.Name))
	}
	return tree, nil
}

// document reads the tree as the service will, and refuses what it would refuse.
// Imports are made with failonwarnings, so a warning is as bad as an error.
func (p *preparation) document(tree *openapi.Document) error {
	want, found := p.plane.parse(tree)
	if _, ok := apigw.ImportFailure(found, true); !ok {
		return &RefusedError{Findings: found}
	}
	if _, name := want.identity(); name == "" {
		return errors.New("the document has no title, so its API could not be found again")
	}
	body, err := tree.Root.MarshalJSON()
	if err != nil {
		return fmt.Errorf("write the document: %w", err)
	}
	p.tree, p.want, p.hash, p.sent = tree, want, shortHash(body), body
	return nil
}

// checkVariables demands a value for every stage variable the document uses: a
// request that needs a missing one is answered 500.
func checkVariables(api interface{ StageVariables() []string }, cfg Config) error {
	if cfg.Stage == "" {
		return nil
	}
	var missing []string
	for _, name := range api.StageVariables() {
		if _, ok := cfg.StageVariables[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("stage %s needs values for the stage variables %s, which the document uses", cfg.Stage, strings.Join(missing, ", "))
	}
	return nil
}

// locate finds and reads the live API, if there is one.
func (c *Control) locate(ctx context.Context, cfg Config, prep *preparation) error {
	id := cfg.ID
	if id == "" {
		var err error
		id, err = prep.plane.find(ctx, prep.name())
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	live, warnings, err := prep.plane.read(ctx, id)
	if err != nil {
		return err
	}
	prep.live, prep.warnings = live, append(prep.warnings, warnings...)
	return nil
}

// ownPolicy writes the API's own ARN in a policy as the service's short form, as
// Read does.
func ownPolicy(policy []byte, id string) []byte {
	if policy == nil {
		return nil
	}
	return []byte(ownResource(string(policy), id))
}

func (restPlane) adapt(p *preparation, mode plan.Mode) {
	live, want := restOf(p.live), restOf(p.want)
	want.Policy = ownPolicy(want.Policy, live.ID)
	if mode == plan.Overwrite {
		p.keepSettings(live, want)
	}
}

// keepSettings adds to the document what an overwrite would reset although the
// document does not mention it: a policy set by hand is not dropped in passing.
// A document that wants them gone says so with an empty value.
func (p *preparation) keepSettings(live, want *apigw.RestAPI) {
	const ext = "x-amazon-apigateway-"
	root := p.tree.Root
	keep := func(key, what string, set bool, value func() *openapi.Node, apply func()) {
		if set && root.Get(ext+key) == nil {
			root.Set(ext+key, value())
			apply()
			p.warnings = append(p.warnings, "the live "+what+" is kept: the document does not mention it")
		}
	}
	keep("policy", "resource policy", live.Policy != nil, func() *openapi.Node {
		policy, err := openapi.Parse("policy.json", live.Policy)
		if err != nil {
			return nil
		}
		return policy.Root
	}, func() { want.Policy = live.Policy })
	keep("binary-media-types", "list of binary media types", len(live.BinaryMediaTypes) > 0,
		func() *openapi.Node { return openapi.Strs(live.BinaryMediaTypes...) },
		func() { want.BinaryMediaTypes = live.BinaryMediaTypes })
	keep("minimum-compression-size", "minimum compression size", live.MinimumCompressionSize != nil,
		func() *openapi.Node { return openapi.Int(*live.MinimumCompressionSize) },
		func() { want.MinimumCompressionSize = live.MinimumCompressionSize })
	keep("api-key-source", "API key source", live.APIKeySource == "AUTHORIZER",
		func() *openapi.Node { return openapi.Str(live.APIKeySource) },
		func() { want.APIKeySource = live.APIKeySource })
}

// body gives the document as JSON.
func (c *Control) body(prep *preparation) ([]byte, error) {
	root := prep.tree.Root
	if c.Endpoint != "" {
		root = spelledOut(root)
	}
	return root.MarshalJSON()
}
