// Package httpapi serves the stages of HTTP APIs as API Gateway does: one
// pipeline of steps, one step per file, in the service's order.
//
//	path.go       decodes the path, finds stage and route (route.go)
//	cors.go       preflights that no route takes; CORS headers of all answers
//	limits.go     reads the body within the service's limits; throttling
//	authorize.go  JWT authorizers (jwt.go), functions (lambdaauthorizer.go), IAM
//	integrate.go  the integration: function.go with the payloads of event1.go,
//	              event2.go and functionanswer.go, backend.go and service.go, on
//	              what parametermapping.go makes of the request
//	respond.go    headers of every answer, access log
//
// A stage serves the snapshot its deployment holds, which is compiled once. What
// the service would refuse in a definition is listed by [Check].
package httpapi

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/authorizer"
	"github.com/apigen-go/apigen/gateway/internal/awsservice"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// DefaultStage is the name of the stage that is served without a prefix.
const DefaultStage = "$default"

// A Config says what a [Server] works with. Every field but AccessLog and
// VPCLinks must be set.
type Config struct {
	Store     *state.Store
	Functions Functions
	IDs       *ids.Source
	Now       func() time.Time
	Log       *slog.Logger
	AccessLog io.Writer // a line for each request; nil writes none
	Traces    *trace.Recorder
	AccountID string
	Region    string
	// OpenFunctions lets every API invoke every function. Otherwise a function
	// needs a permission, as on AWS.
	OpenFunctions bool
	// Callers knows who signs requests to routes with IAM authorization.
	Callers Callers
	// Services are the endpoints of AWS services by name (sqs, states).
	Services map[string]*url.URL
	// VPCLinks are where VPC links lead, by id: URLs, of which scheme, host and
	// port count.
	VPCLinks map[string]*url.URL
	// Issuers gives the issuers that the local identity provider stands in for,
	// and how to reach them and all others.
	Issuers Issuers
}

// Functions invokes Lambda functions.
type Functions interface {
	Invoke(ctx context.Context, inv lambda.Invocation) (lambda.Result, error)
}

// A Server answers requests to stages.
type Server struct {
	Config

	verifying   *http.Client
	services    *awsservice.Client
	authorizers *authorizer.Cache
	verifiers   sync.Map // verifierKey -> *verifier
	compiled    sync.Map // *state.HTTPDeployment -> *API
	buckets     buckets
	accessMu    sync.Mutex // keeps lines of the access log whole
}

// New makes a server. Close it when it is done.
func New(c Config) *Server {
	s := &Server{Config: c, verifying: newClient(), authorizers: authorizer.NewCache(c.Now)}
	s.services = &awsservice.Client{Endpoints: c.Services, HTTP: s.verifying, Region: c.Region, Now: c.Now}
	return s
}

// Close ends the connections to backends and issuers.
func (s *Server) Close() {
	s.verifying.CloseIdleConnections()
	s.Issuers.Client.CloseIdleConnections()
}

// A step does its part of a request, or fails it.
type step struct {
	name string
	do   func(*exchange) (decision string, f *failure)
}

// steps are in the service's order: the first failure is the answer.
var steps = []step{
	{"path", (*exchange).readPath},
	{"stage", (*exchange).findStage},
	{"route", (*exchange).findRoute},
	{"limits", (*exchange).readBody},
	{"throttle", (*exchange).throttle},
	{"authorizer", (*exchange).authorize},
	{"integration", (*exchange).integrate},
}

// A Target is the API a request is for.
type Target struct {
	APIID string
	// Path is the raw path of the request behind what names the API.
	Path string
	// Stage and BasePath are of a custom domain name, whose mapping takes the place
	// of the stage in the path. Stage is empty without one.
	Stage    string
	BasePath string // state.NoBasePath without one
}

// Serve answers a request to an API.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, t Target) {
	x := s.newExchange(r, t)
	x.run()
	x.respond(w)
}

// run takes a request through the pipeline until a step has the answer.
func (x *exchange) run() {
	for _, st := range steps {
		began := time.Now()
		decision, f := st.do(x)
		if f != nil {
			decision = fmt.Sprintf("%d %s: %s", f.status, f.message, f.cause)
		}
		x.record(st.name, decision, began)
		if f != nil {
			x.fail(f)
			return
		}
		if x.answer != nil {
			return
		}
	}
}

// findStage finds API, stage and deployment. A first segment that names a stage
// is one; else the $default stage takes the whole path.
func (x *exchange) findStage() (string, *failure) {
	x.api = x.data.HTTPAPIs[x.target.APIID]
	if x.api == nil {
		return "", notFound("no API " + x.target.APIID)
	}
	name := x.target.Stage
	if name == "" {
		name = x.stageOfPath()
	} else {
		x.routed = strings.TrimPrefix(x.path, "/"+strings.TrimSuffix(x.target.BasePath, state.NoBasePath))
		x.routed = "/" + strings.TrimPrefix(x.routed, "/")
	}
	x.stage = x.api.Stages[name]
	if x.stage == nil {
		return "", notFound("no stage takes " + x.path)
	}
	x.traced.Stage = name
	x.deployment = x.api.Deployments[x.stage.DeploymentID]
	if x.deployment == nil {
		return "", notFound("stage " + name + " has no deployment")
	}
	x.compiled = x.server.compile(x.deployment)
	if x.compiled.definition.DisableExecuteAPIEndpoint && x.target.Stage == "" {
		return "", notFound("the API's default endpoint is disabled")
	}
	return "stage " + name + " serves deployment " + x.deployment.ID, nil
}
