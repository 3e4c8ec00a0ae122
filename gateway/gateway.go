// Package gateway is an Amazon API Gateway in your process: the control plane
// the AWS SDKs call, the data plane that serves deployed stages, Lambda
// functions, and an identity provider, behind one HTTP listener.
//
// In a test, one call starts it with an API deployed, in this process and
// without a port:
//
//	gw := gateway.Start(t, gateway.Document("api/openapi.yaml"), gateway.Function("directory", handler))
//	resp, err := gw.Client().Get(gw.URL() + "/personnel")
//
// [Open] starts one that listens, for the AWS SDKs and other programs: import and
// deploy with the SDK, its base endpoint set to [Gateway.URL], and call
// [Gateway.InvokeURL].
//
// What is where, on the one address:
//
//	/restapis, /apikeys, /usageplans, /tags, ...   control plane of REST APIs
//	/v2/apis, ...                                  control plane of HTTP APIs
//	/2015-03-31/functions/...                      Lambda: permissions, Invoke
//	/ (POST)                                       STS: GetCallerIdentity
//	API.execute-api.localhost:PORT/STAGE/...       a stage, by host
//	/_gateway/API/STAGE/...                        a stage, by path
//	/_gateway/                                     the inspector
//	/_idp/POOL/.well-known/...                     the identity provider: discovery, keys,
//	/_idp/POOL/oauth2/...                          sign-in, tokens
//	/_docs/                                        [Config.Docs]
//
// The gateway serves what its packages' documentation lists and refuses the
// rest: at the import by a warning, at a call by an error that names it.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/controlplane"
	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/httpapi"
	"github.com/apigen-go/apigen/gateway/internal/httpcontrol"
	"github.com/apigen-go/apigen/gateway/internal/iam"
	"github.com/apigen-go/apigen/gateway/internal/identity"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/inspector"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// A FunctionConfig is what answers for a Lambda function.
type FunctionConfig = lambda.Function

// A Throttle is a token bucket.
type Throttle = state.Throttle

// A User may sign in at the local identity provider.
type User = identity.User

// A Caller is an identity with an access key.
type Caller = iam.Identity

// A TokenRequest says which token is wanted of the identity provider.
type TokenRequest = identity.Request

// Seconds is how long a token is valid.
type Seconds = identity.Seconds

// A Config says how a gateway is set up. Its zero value is useful.
type Config struct {
	// Functions are the Lambda functions there are.
	Functions []FunctionConfig
	// OpenFunctions lets every API invoke every function. Without it a function
	// needs a permission for the API, as on AWS, or the request ends in a 500.
	OpenFunctions bool
	// Services are the endpoints of the AWS services that integrations call, by
	// the name a service has in an integration's URI: {"dynamodb":
	// "http://127.0.0.1:8000"}. Requests are signed, with credentials that open
	// nothing. A service without an endpoint ends in a 500. That of lambda has
	// every function that is not in Functions.
	Services map[string]string
	// VPCLinks are where VPC links lead, by id: {"abc123":
	// "http://127.0.0.1:9000"}. The integration's URI still gives path and Host.
	VPCLinks map[string]string
	// Dir is where APIs, stages and keys, and the identity provider's key, are
	// kept. One gateway at a time may have it. Empty keeps them in memory.
	Dir string
	// AccountID is the account the gateway plays. Empty is 123456789012.
	AccountID string
	// Region is the region the gateway plays. Empty is us-east-1.
	Region string
	// BaseURL is the address others reach the gateway at, which issuers and
	// invoke URLs begin with. Empty is the address of the listener, or
	// http://localhost when there is none.
	BaseURL string
	// Issuers are the issuers of JWT authorizers that the local identity provider
	// stands in for, each with the user pool whose tokens it takes then:
	// {"https://login.example.com/": "us-east-1_staff"}. Issuers of Cognito need
	// no entry. Others are asked for their keys.
	Issuers map[string]string
	// Docs serves /_docs/, with that prefix taken off. Nil serves nothing there.
	Docs http.Handler
	// Notice is shown at the top of the inspector's pages: why the last change is
	// not served. An empty text, or nil, is none.
	Notice func() string
	// Log takes what happens, the output of functions included. Nil discards it.
	Log *slog.Logger
	// AccessLog takes a line for each request to a stage: in the format of the
	// stage's access log settings, without one a JSON object. Nil writes none.
	AccessLog io.Writer
	// ExecutionLog takes what happened to requests, step by step, for methods whose
	// setting in the stage has a logging level. Nil writes none.
	ExecutionLog io.Writer
	// Throttle limits all requests, as an account's limit does: 10000 a second with
	// bursts of 5000 on AWS. Nil does not.
	Throttle *Throttle
	// Now is the clock. Nil is the time of day. Time-outs do not follow it.
	Now func() time.Time
	// Users may sign in at the identity provider. Empty lets anybody sign in, by
	// any name.
	Users []User
	// Callers are the identities that may sign requests to methods with IAM
	// authorization. Empty is one with the access key "local" and the secret
	// "local", which may call everything.
	Callers []Caller
	// VPCEndpoints are the VPCs of VPC endpoints, by the endpoint's id; resource
	// policies ask for them (aws:SourceVpc). A request comes through an endpoint
	// when its host is API-ENDPOINT.execute-api.localhost.
	VPCEndpoints map[string]string
	// ReadTimeout is how long a caller may take to send a request. Zero is a
	// minute.
	ReadTimeout time.Duration
	// Random is what ids are made from. Nil is the operating system's
	// randomness.
	Random io.Reader
	// Chance gives numbers from 0 to 1, by which requests go to a stage's canary or
	// not: to it when the number is below its part. Nil is chance.
	Chance func() float64

	// testKey signs tokens with a key that all gateways of this process have: to
	// make one takes longer than all the rest.
	testKey bool
}

func (c Config) withDefaults() Config {
	if c.AccountID == "" {
		c.AccountID = "123456789012"
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.ReadTimeout <= 0 {
		c.ReadTimeout = time.Minute
	}
	if c.Chance == nil {
		c.Chance = rand.Float64
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// remembered is how many requests the inspector shows.
const remembered = 100

// A Gateway is a local API Gateway. It is an http.Handler; [Gateway.Start] gives
// it a listener of its own.
type Gateway struct {
	config    Config
	store     *state.Store
	control   *controlplane.Server
	data      *dataplane.Server
	http      *httpapi.Server
	httpCalls *httpcontrol.Server
	functions *lambda.Host
	identity  *identity.Provider
	inspector *inspector.Page
	traces    *trace.Recorder

	mu       sync.Mutex
	server   *http.Server
	base     string
	loopback bool // the listener takes callers of this machine only
	served   chan struct{}
	closed   bool
}

// New makes a gateway that listens nowhere yet. Close it when it is done: it may
// have started processes.
func New(c Config) (*Gateway, error) {
	c = c.withDefaults()
	store, err := state.Open(c.Dir)
	if err != nil {
		return nil, err
	}
	source := ids.New(c.Random)
	functions, err := lambda.NewHost(lambda.Config{
		Functions: c.Functions, Elsewhere: c.Services["lambda"], Region: c.Region, AccountID: c.AccountID,
		Log: c.Log, Now: c.Now, NewID: source.UUID,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("set up functions: %w", err), store.Close())
	}
	g := &Gateway{config: c, store: store, functions: functions, base: c.BaseURL, traces: trace.NewRecorder(remembered)}
	if g.base == "" {
		g.base = "http://localhost"
	}
	g.identity = identity.New(identity.Config{
		Dir: c.Dir, SharedKey: c.testKey, Users: c.Users, Client: newIssuerClient(), Base: g.URL, Now: c.Now, NewID: source.UUID,
	})
	callers, err := iam.New(c.AccountID, c.Region, c.Now, c.Callers)
	if err != nil {
		functions.Close()
		return nil, errors.Join(err, store.Close())
	}
	g.data, err = dataplane.New(dataplane.Config{
		Callers: callers, VPCEndpoints: c.VPCEndpoints, Random: c.Chance, Account: c.Throttle, ExecutionLog: c.ExecutionLog,
		Store: store, Functions: functions, Tokens: g.identity, IDs: source, Now: c.Now, Log: c.Log,
		AccessLog: c.AccessLog, Traces: g.traces, AccountID: c.AccountID, Region: c.Region,
		OpenFunctions: c.OpenFunctions, Services: c.Services, VPCLinks: c.VPCLinks,
	})
	if err != nil {
		functions.Close()
		return nil, errors.Join(err, store.Close())
	}
	g.http = httpapi.New(httpapi.Config{
		Store: store, Functions: functions, IDs: source, Now: c.Now, Log: c.Log,
		AccessLog: c.AccessLog, Traces: g.traces, AccountID: c.AccountID, Region: c.Region,
		OpenFunctions: c.OpenFunctions, Callers: callers, Issuers: g.issuers(),
		Services: g.data.ServiceEndpoints(), VPCLinks: g.data.VPCLinkTargets(),
	})
	g.httpCalls = httpcontrol.New(httpcontrol.Config{
		Store: store, DataPlane: g.http, IDs: source, Now: c.Now, Log: c.Log,
		AccountID: c.AccountID, Region: c.Region, Endpoint: g.apiURL,
	})
	g.control = controlplane.New(controlplane.Config{
		Store: store, DataPlane: g.data, Functions: functions, IDs: source, Now: c.Now, Log: c.Log,
		AccountID: c.AccountID, Region: c.Region,
	})
	g.inspector = inspector.New(inspector.Config{Store: store, Traces: g.traces, InvokeURL: g.InvokeURL, URL: g.URL, Replay: g.replay, Notice: c.Notice})
	return g, nil
}

// Open makes a gateway and starts it on a free port of this machine.
func Open(ctx context.Context, c Config) (*Gateway, error) {
	g, err := New(c)
	if err != nil {
		return nil, err
	}
	if err := g.Start(ctx, ""); err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

// Start listens on an address and serves in the background until [Gateway.Close].
// An empty address is a free port of 127.0.0.1; an address without a host, such
// as ":4567", is of 127.0.0.1 too. Other machines are served only when the
// address says so, e.g. "0.0.0.0:4567". The context is for the listening alone.
func (g *Gateway) Start(ctx context.Context, addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if addr == "" {
		host, port, err = "", "0", nil
	}
	if err != nil {
		return fmt.Errorf("start gateway: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.server != nil {
		return errors.New("start gateway: it has been started before")
	}
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return fmt.Errorf("start gateway: %w", err)
	}
	bound := l.Addr().(*net.TCPAddr)
	g.loopback = bound.IP.IsLoopback()
	if g.config.BaseURL == "" {
		name := host
		if bound.IP.IsUnspecified() {
			name = "127.0.0.1"
		}
		g.base = "http://" + net.JoinHostPort(name, strconv.Itoa(bound.Port))
	}
	g.server = &http.Server{
		Handler:           g,
		ReadHeaderTimeout: min(g.config.ReadTimeout, 30*time.Second),
		ReadTimeout:       g.config.ReadTimeout,
		IdleTimeout:       310 * time.Second, // the service's
		MaxHeaderBytes:    64 << 10,          // the data plane refuses what is over the service's 10240 itself
		ErrorLog:          slog.NewLogLogger(g.config.Log.Handler(), slog.LevelDebug),
		ConnContext:       wireConnContext,
	}
	g.served = make(chan struct{})
	go func(server *http.Server, done chan struct{}) {
		defer close(done)
		if err := server.Serve(wireListener{l}); !errors.Is(err, http.ErrServerClosed) {
			g.config.Log.Error("serve gateway", "error", err)
		}
	}(g.server, g.served)
	return nil
}

// shutdownGrace is how long requests may take to end when the gateway closes.
// Connections that browsers open ahead of need count as requests.
const shutdownGrace = 2 * time.Second

// Close stops serving, ends functions' processes and waits for both.
func (g *Gateway) Close() error {
	g.mu.Lock()
	server, served, closed := g.server, g.served, g.closed
	g.closed = true
	g.mu.Unlock()
	if closed {
		return nil
	}
	g.inspector.Close()
	var err error
	if server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			err = server.Close() // who is still there has had the time
		}
		<-served
	}
	g.functions.Close()
	g.data.Close()
	g.http.Close()
	return errors.Join(err, g.store.Close())
}

// URL is the gateway's address: the endpoint for AWS SDKs, without a slash at
// its end.
func (g *Gateway) URL() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.base
}

// InvokeURL is the address of a stage, by path. The stage $default of an HTTP
// API is at the API's own address.
func (g *Gateway) InvokeURL(apiID, stage string) string {
	if stage == httpapi.DefaultStage {
		return g.apiURL(apiID)
	}
	return g.apiURL(apiID) + "/" + stage
}

func (g *Gateway) apiURL(apiID string) string { return g.URL() + stagePrefix + apiID }

// InspectorURL is the address of the page that shows APIs and requests.
func (g *Gateway) InspectorURL() string { return g.URL() + inspectorPath }

// DocsURL is the address below which [Config.Docs] is served.
func (g *Gateway) DocsURL() string { return g.URL() + docsPath }

// Issuer is the issuer of a user pool's tokens, by the pool's id.
func (g *Gateway) Issuer(pool string) string { return g.identity.Issuer(pool) }

// Token issues a token of the identity provider.
func (g *Gateway) Token(r TokenRequest) (string, error) { return g.identity.Token(r) }
