package control

import (
	"context"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// A definition is an API, as a document or a control plane tells it.
type definition interface {
	identity() (id, name string)
	StageVariables() []string
	// digest is a hash of what the API is. Order that the service does not
	// promise is taken out, and so are ids and positions that it makes up.
	digest() (string, error)
	// Invocations lists the functions that the API invokes without a role.
	Invocations(variables map[string]string) (all []apigw.Invocation, warnings []string)
	// Accesses lists what roles that API Gateway assumes must be allowed.
	Accesses() []apigw.Access
	// roles lists the roles that API Gateway assumes; some may be empty.
	roles() []string
	// unasked says why a stage cannot be asked from here; empty is that it can.
	unasked() string
}

// A plane is the control plane of one kind of API: what REST APIs and HTTP APIs
// do each in its own way. The verbs are the same for both.
type plane interface {
	noun() string // REST API
	find(ctx context.Context, name string) (id string, err error)
	read(ctx context.Context, id string) (live definition, warnings []string, err error)
	// parse reads a document as the service will.
	parse(*openapi.Document) (definition, diag.List)
	// remembered reads a definition that the history has.
	remembered([]byte) (definition, error)
	// compare plans an import; a nil live is an API that does not exist.
	compare(live, want definition, mode plan.Mode) *plan.Plan
	// adapt makes what is wanted fit the live API before they are compared.
	adapt(*preparation, plan.Mode)
	// checkSettings refuses stages and settings that APIs of this kind do not have.
	checkSettings(Config) error
	standing(ctx context.Context, api string) (*standing, error)

	create(context.Context, Config, *preparation) (id string, warnings []string, err error)
	put(context.Context, *preparation) (warnings []string, err error)
	// backup writes the live definition to files that begin with name.
	backup(ctx context.Context, cfg Config, name string, live definition, stage *stageState) (files, warnings []string, err error)
	// deploy makes a deployment and has the stage, which may be new, serve it.
	deploy(ctx context.Context, api string, cfg Config, made madeFrom, before *stageState) (id string, err error)
	deleteDeployment(ctx context.Context, api, id string) error
	// point has a stage serve a deployment that exists, and sets variables.
	point(ctx context.Context, api, stage, deployment string, variables map[string]string) error
	// stageSettings reads the settings of a stage.
	stageSettings(ctx context.Context, api, stage string) (stageSettings, error)
	patchStage(ctx context.Context, api, stage string, settings []StageSetting) error
	export(ctx context.Context, id string, cfg Config, o ExportOptions) ([]byte, error)
	stageURL(api, stage string) string

	// mapping finds what a path of a domain leads to; nil is nothing.
	mapping(ctx context.Context, domain, basePath string) (*domainMapping, error)
	mapDomain(ctx context.Context, m *domainMapping, api, stage string) error

	// paths are those of the kind's resources in IAM policies.
	paths() policyPaths
}

// planeOf gives the control plane of a document's kind.
func (c *Control) planeOf(doc *openapi.Document) plane {
	if apigw.IsHTTP(doc) {
		return httpPlane{c}
	}
	return restPlane{c}
}
