// Package dataplane serves the stages of REST APIs as API Gateway does: one
// pipeline of steps, one step per file, in the service's order.
//
//	request.go    reads the request within the service's limits
//	route.go      resource and method
//	authorize.go  who calls: cognito.go, lambdaauthorizer.go, iam.go
//	resourcepolicy.go  the API's resource policy with the caller's own
//	apikey.go     API keys, usage plans, throttling, quotas
//	validate.go   required parameters, then the body against its model
//	integrate.go  the integration: proxy.go and http.go pass the request on;
//	              mapped.go maps it (requestmapping.go) and the answer of its
//	              backend (response.go): mock.go, http.go, lambdabackend.go,
//	              service.go
//	failure.go    gateway responses, which any step may end in
//	testinvoke.go the last steps alone, for TestInvokeMethod
//	respond.go    standard headers, access log
//
// A stage serves the snapshot its deployment holds. A deployment is compiled
// once: router, schemas, expressions, templates; a request parses nothing of
// the definition. What a definition asks for and is not served is listed by
// [Unserved], which the control plane prints when the document is imported.
package dataplane

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/authorizer"
	"github.com/apigen-go/apigen/gateway/internal/iam"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// A Config says what a [Server] works with. Every field but AccessLog,
// ExecutionLog, Services, VPCLinks, VPCEndpoints and Account must be set.
type Config struct {
	Store     *state.Store
	Functions Functions
	Tokens    Tokens
	IDs       *ids.Source
	Now       func() time.Time
	Log       *slog.Logger
	AccessLog io.Writer // a line a request, as JSON or in the stage's format; nil writes none
	// ExecutionLog takes what happened to a request, line by line, where the
	// stage's setting for the method wants it; nil writes none.
	ExecutionLog io.Writer
	Traces       *trace.Recorder
	AccountID    string
	Region       string
	// OpenFunctions lets every API invoke every function. Otherwise a function
	// needs a permission, as on AWS.
	OpenFunctions bool
	// Services are the endpoints of AWS services by name (dynamodb, sqs): URLs.
	Services map[string]string
	// VPCLinks are where VPC links lead, by id: URLs, of which scheme, host and
	// port count.
	VPCLinks map[string]string
	// VPCEndpoints are the VPCs of VPC endpoints, by the endpoint's id: what
	// aws:SourceVpc is for requests through it.
	VPCEndpoints map[string]string
	// Random gives a number from 0 to 1, which decides whether a request goes to a
	// canary.
	Random func() float64
	// Account limits all requests of all stages; nil does not.
	Account *state.Throttle
	// Callers are the identities of IAM authorization.
	Callers *iam.Account
}

// Functions invokes Lambda functions.
type Functions interface {
	// Invoke waits for the answer.
	Invoke(ctx context.Context, inv lambda.Invocation) (lambda.Result, error)
	// InvokeEvent does not wait; the error is that of a function there is not.
	InvokeEvent(inv lambda.Invocation) error
}

// Tokens verifies tokens of user pools.
type Tokens interface {
	// Verify checks a token against the pools (their ARNs) and gives its claims.
	// The error is identity.ErrExpired for a token that is good but for its age.
	Verify(token string, providerARNs []string) (map[string]any, error)
}

// A Server answers requests to stages.
type Server struct {
	Config

	services  map[string]*url.URL
	vpcLinks  map[string]*url.URL
	clients   clients
	certified sync.Map // presented -> *http.Client
	compiled  sync.Map // *state.Deployment -> *compilation

	authorizers *authorizer.Cache
	cache       responseCache
	callers     tokenCallers
	formats     sync.Map // of access logs: text -> accesslog.Format
	limits      limits
	times       timeText
	domains     lastText   // of APIs
	functions   lastText   // their addresses
	plans       lastText   // what is said of requests within a usage plan
	accessMu    sync.Mutex // keeps lines of the access log whole
	exchanges   sync.Pool  // that are over
}

// New makes a server. Close it when it is done.
func New(c Config) (*Server, error) {
	s := &Server{Config: c, clients: newClients(), authorizers: authorizer.NewCache(c.Now)}
	var err error
	if s.services, err = endpoints("service", c.Services); err != nil {
		return nil, err
	}
	if s.vpcLinks, err = endpoints("VPC link", c.VPCLinks); err != nil {
		return nil, err
	}
	return s, nil
}

func endpoints(what string, addresses map[string]string) (map[string]*url.URL, error) {
	all := map[string]*url.URL{}
	for _, name := range sortedKeys(addresses) {
		u, err := url.Parse(addresses[name])
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("%s %s: want a URL such as http://127.0.0.1:8000, got %q", what, name, addresses[name])
		}
		all[name] = u
	}
	return all, nil
}

// ServiceEndpoints are the endpoints of AWS services by name.
func (s *Server) ServiceEndpoints() map[string]*url.URL { return s.services }

// VPCLinkTargets are where VPC links lead, by id.
func (s *Server) VPCLinkTargets() map[string]*url.URL { return s.vpcLinks }

// Close ends the connections to backends.
func (s *Server) Close() {
	s.clients.close()
	s.closeCertified()
}

// A step does its part of a request, or fails it.
type step struct {
	name string
	do   func(*exchange) (decision string, f *failure)
}

// steps are in the service's order: the first failure is the answer. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
var steps = []step{
	{"limits", (*exchange).checkLimits},
	{"route", (*exchange).route},
	{"authorizer", (*exchange).authorize},
	{"policy", (*exchange).checkPolicy},
	{"api key", (*exchange).checkAPIKey},
	{"throttle", (*exchange).throttle},
	{"cache", (*exchange).lookUp},
	{"decompression", (*exchange).decompress},
	{"validation", (*exchange).validate},
	{"integration", (*exchange).integrate},
}

// Serve answers a request to an API. The path is the raw request path, which
// begins with the stage.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, apiID, path string) {
	x := s.newExchange(r, apiID, path)
	s.respond(w, x, x.answer())
	x.end()
}

// answer takes a request through the pipeline.
func (x *exchange) answer() *answer {
	if ans := x.findStage(); ans != nil {
		return ans
	}
	for _, st := range steps {
		if x.result != nil {
			break // the cache had it
		}
		decision, f := st.do(x)
		if f != nil {
			decision = string(f.kind) + ": " + f.cause
		}
		x.record(st.name, decision)
		if f != nil {
			x.failure = f
			x.logFailure(f)
			return x.render(f)
		}
	}
	x.remember()
	return x.result
}

// findStage finds API, stage and deployment. Without one there is nothing to
// customise the answer with: 403 Forbidden, whatever the path.
func (x *exchange) findStage() *answer {
	x.api = x.data.APIs[x.apiID]
	if x.api == nil {
		// On AWS the host name of an unknown API does not exist.
		x.record("stage", "no API "+x.apiID)
		return plainAnswer(404, "NotFoundException", "The API id '"+x.apiID+"' does not correspond to a deployed API Gateway API")
	}
	x.stage = x.api.Stages[x.target.stage]
	if x.stage == nil || x.api.Deployments[x.stage.DeploymentID] == nil {
		x.record("stage", "no stage "+x.target.stage)
		return plainAnswer(403, "ForbiddenException", "Forbidden")
	}
	x.chooseCanary()
	x.deployment = x.api.Deployments[x.stage.DeploymentID]
	compiled, err := x.server.Compiled(x.deployment)
	if err != nil {
		x.server.Log.Error("compile deployment", "api", x.apiID, "deployment", x.deployment.ID, "error", err)
		x.record("stage", err.Error())
		return plainAnswer(500, "InternalServerErrorException", "Internal server error")
	}
	if compiled.definition.DisableExecuteAPIEndpoint && !x.ofDomain {
		x.record("stage", "the API's default endpoint is disabled; its custom domains are open")
		return plainAnswer(403, "ForbiddenException", "Forbidden")
	}
	x.compiled = compiled
	x.record("stage", compiled.serves.of(x.stage.Name, func() string {
		return "stage " + x.stage.Name + " serves deployment " + x.deployment.ID
	}))
	return nil
}

func plainAnswer(status int, errorType, message string) *answer {
	ans := &answer{status: status, body: []byte(`{"message":` + quote(message) + `}`)}
	ans.header.set("Content-Type", "application/json")
	ans.header.set("x-amzn-ErrorType", errorType)
	return ans
}

// A compilation is a deployment that is compiled when it is first needed.
type compilation struct {
	once sync.Once
	api  *API
	err  error
}

// Compiled gives the compiled form of a deployment.
func (s *Server) Compiled(d *state.Deployment) (*API, error) {
	v, ok := s.compiled.Load(d)
	if !ok {
		s.forgetDeleted()
		v, _ = s.compiled.LoadOrStore(d, &compilation{})
	}
	c := v.(*compilation)
	c.once.Do(func() {
		if c.api, c.err = Compile(d.Definition); c.err != nil {
			return
		}
		for _, err := range c.api.broken {
			s.Log.Warn("mapping template cannot be parsed; requests that need it get a 500", "api", d.Definition.ID, "deployment", d.ID, "error", err)
		}
	})
	return c.api, c.err
}

// forgetDeleted drops the compiled form of deployments that are gone.
func (s *Server) forgetDeleted() {
	live := map[*state.Deployment]bool{}
	for _, a := range s.Store.Load().APIs {
		for _, d := range a.Deployments {
			live[d] = true
		}
	}
	s.compiled.Range(func(key, _ any) bool {
		if !live[key.(*state.Deployment)] {
			s.compiled.Delete(key)
		}
		return true
	})
}

// FlushAuthorizers forgets the answers of a stage's Lambda authorizers.
func (s *Server) FlushAuthorizers(apiID, stage string) { s.authorizers.Flush(apiID, stage) }
