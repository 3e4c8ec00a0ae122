package gateway

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/trace"
	"github.com/apigen-go/apigen/lambdahttp"
)

// TB is what [Start] wants of a test: a *testing.T, *testing.B or *testing.F.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(f func())
}

// An Option says something about the gateway of a test.
type Option func(*setup) error

// A setup is what options make.
type setup struct {
	config    Config
	file      string
	document  []byte
	stage     string
	variables map[string]string
	at        time.Time // what the clock begins with; zero is the time of day
}

// Document names the file of the API's document. Without a document the gateway
// has no API yet.
func Document(file string) Option {
	return func(s *setup) error {
		text, err := os.ReadFile(file)
		s.file, s.document = file, text
		return err
	}
}

// DocumentText is the API's document itself.
func DocumentText(text string) Option {
	return func(s *setup) error { s.file, s.document = "document", []byte(text); return nil }
}

// Function lets a handler answer for a Lambda function. A handler is an
// http.Handler or its function, or a function as lambda.Start of aws-lambda-go takes it, the raw
// func(context.Context, []byte) ([]byte, error) included, which must not change
// the event. Every API may invoke it, unless [Permissions] says otherwise.
func Function(name string, handler any) Option {
	return func(s *setup) error {
		f := FunctionConfig{Name: name}
		switch h := handler.(type) {
		case nil:
			return fmt.Errorf("function %s has no handler", name)
		case func(context.Context, []byte) ([]byte, error):
			f.Handler = h
		case func(http.ResponseWriter, *http.Request):
			f.Handler = lambdahttp.New(http.HandlerFunc(h), lambdahttp.Options{}).Invoke
		case http.Handler:
			f.Handler = lambdahttp.New(h, lambdahttp.Options{}).Invoke
		case lambda.Handler:
			f.Handler = h.Invoke
		default:
			f.Handler = lambda.NewHandler(handler).Invoke
		}
		s.config.Functions = append(s.config.Functions, f)
		return nil
	}
}

// Stage names the stage the document is deployed to, with its variables. Without
// it the stage is test.
func Stage(name string, variables map[string]string) Option {
	return func(s *setup) error { s.stage, s.variables = name, variables; return nil }
}

// Permissions makes functions want a permission for the API, as on AWS.
func Permissions() Option {
	return func(s *setup) error { s.config.OpenFunctions = false; return nil }
}

// Time sets the gateway's clock, which then runs on.
func Time(at time.Time) Option {
	return func(s *setup) error { s.at = at; return nil }
}

// With changes whatever else the gateway's configuration has.
func With(change func(*Config)) Option {
	return func(s *setup) error { change(&s.config); return nil }
}

// A Running is a gateway in a test, with its document deployed.
type Running struct {
	*Gateway

	t     TB
	clock *Clock
	api   string
	stage string

	keyOnce sync.Once
	key     string
}

// Start starts a gateway for a test and deploys the document there is. It lives
// in this process, without a port: only [Running.Client] reaches it. It shares
// nothing with others, so tests may run in parallel, and ends with the test. What
// cannot be set up ends the test.
//
//	gw := gateway.Start(t, gateway.Document("api/openapi.yaml"), gateway.Function("directory", handler))
//	resp, err := gw.Client().Get(gw.URL() + "/personnel")
func Start(t TB, options ...Option) *Running {
	t.Helper()
	s := &setup{stage: "test", config: Config{OpenFunctions: true}}
	for _, option := range options {
		if err := option(s); err != nil {
			t.Fatalf("start gateway: %v", err)
		}
	}
	r := &Running{t: t, clock: &Clock{}, stage: s.stage}
	if !s.at.IsZero() {
		r.clock.Set(s.at)
	}
	if s.config.Now == nil {
		s.config.Now = r.clock.Now
	}
	s.config.testKey = s.config.Dir == ""
	gw, err := New(s.config)
	if err != nil {
		t.Fatalf("start gateway: %v", err)
	}
	r.Gateway = gw
	t.Cleanup(func() {
		if err := gw.Close(); err != nil {
			t.Fatalf("close gateway: %v", err)
		}
	})
	if s.document != nil {
		r.deploy(s)
	}
	return r
}

func (r *Running) deploy(s *setup) {
	r.t.Helper()
	var api struct {
		ID       string   `json:"id"`
		Warnings []string `json:"warnings"`
	}
	r.control("import "+s.file, "/restapis?mode=import&failonwarnings=false", s.document, &api)
	if len(api.Warnings) > 0 {
		r.t.Fatalf("import %s: %s", s.file, strings.Join(api.Warnings, "\n"))
	}
	r.api = api.ID
	in, err := json.Marshal(map[string]any{"stageName": s.stage, "variables": s.variables})
	if err != nil {
		r.t.Fatalf("deploy %s: %v", s.file, err)
	}
	r.control("deploy "+s.file, "/restapis/"+r.api+"/deployments", in, nil)
}

// control makes a call of the control plane, which all are POSTs.
func (r *Running) control(what, path string, body []byte, into any) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, r.Gateway.URL()+path, bytes.NewReader(body))
	if err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
	resp, err := r.Client().Do(req)
	if err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		r.t.Fatalf("%s: status %d: %s %v", what, resp.StatusCode, text, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
}

// APIID is the id of the API.
func (r *Running) APIID() string { return r.api }

// URL is the address of the stage the document is deployed to. Only
// [Running.Client] reaches it.
func (r *Running) URL() string { return r.InvokeURL(r.api, r.stage) }

// Client gives a client whose requests the gateway answers in this process; it
// reaches nothing else. Redirects are not followed.
func (r *Running) Client() *http.Client {
	return &http.Client{
		Transport:     &inProcess{handler: r.Gateway},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ClientFrom is a [Running.Client] whose requests seem to come from an IP
// address.
func (r *Running) ClientFrom(ip string) *http.Client {
	c := r.Client()
	c.Transport = &inProcess{handler: r.Gateway, from: ip}
	return c
}

// Token gives a token of the identity provider. Without a pool it is of the
// document's first one.
func (r *Running) Token(want TokenRequest) string {
	r.t.Helper()
	if want.Pool == "" {
		want.Pool = r.pool()
	}
	token, err := r.Gateway.Token(want)
	if err != nil {
		r.t.Fatalf("token: %v", err)
	}
	return token
}

// pool gives the first user pool of the API's authorizers.
func (r *Running) pool() string {
	if a := r.store.Load().APIs[r.api]; a != nil {
		for _, d := range a.Definition.Authorizers {
			for _, arn := range d.ProviderARNs {
				return arn[strings.LastIndexByte(arn, '/')+1:]
			}
		}
	}
	return "us-east-1_local"
}

// APIKey gives an API key that a usage plan lets use the stage. It is the same
// each time.
func (r *Running) APIKey() string {
	r.t.Helper()
	r.keyOnce.Do(func() {
		b := make([]byte, 20)
		_, _ = rand.Read(b) // it does not fail
		r.key = hex.EncodeToString(b)
		var key, plan struct {
			ID string `json:"id"`
		}
		r.control("API key", "/apikeys", []byte(`{"name":"test","enabled":true,"value":"`+r.key+`"}`), &key)
		r.control("usage plan", "/usageplans", []byte(`{"name":"test","apiStages":[{"apiId":"`+r.api+`","stage":"`+r.stage+`"}]}`), &plan)
		r.control("usage plan", "/usageplans/"+plan.ID+"/keys", []byte(`{"keyId":"`+key.ID+`","keyType":"API_KEY"}`), nil)
	})
	return r.key
}

// Clock gives the gateway's clock: tokens, caches, throttling and signatures go
// by it.
func (r *Running) Clock() *Clock { return r.clock }

// A Clock is the time of day, moved.
type Clock struct {
	mu    sync.Mutex
	moved time.Duration
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.moved)
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += d
}

// Set sets the clock.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = time.Until(t)
}

// A Trace is what happened to a request, step by step.
type Trace = trace.Request

// Trace gives what happened to the request of an answer. The gateway remembers
// the latest hundred.
func (r *Running) Trace(resp *http.Response) *Trace {
	r.t.Helper()
	for name, values := range resp.Header {
		if strings.EqualFold(name, "x-amzn-RequestId") || strings.EqualFold(name, "apigw-requestid") {
			if q := r.traces.Get(values[0]); q != nil {
				return q
			}
		}
	}
	r.t.Fatalf("the gateway does not remember the request of this answer: status %d, %v", resp.StatusCode, resp.Header)
	return nil
}

// inProcess answers requests by a handler of this process.
type inProcess struct {
	handler http.Handler
	from    string // empty is this machine
}

// RoundTrip is of http.RoundTripper.
func (p *inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	body := req.Body
	if body != nil {
		defer body.Close()
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	ctx, header := asRead(req.Context(), req.Header)
	in := req.Clone(ctx)
	in.Header = header
	in.RequestURI, in.RemoteAddr = req.URL.RequestURI(), "127.0.0.1:1"
	if p.from != "" {
		in.RemoteAddr = p.from + ":1"
		if strings.Contains(p.from, ":") {
			in.RemoteAddr = "[" + p.from + "]:1"
		}
	}
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := &buffered{header: http.Header{}}
	p.handler.ServeHTTP(w, in)
	if w.status == 0 {
		w.status = http.StatusOK
	}
	h := http.Header{}
	for name, values := range w.header {
		h[http.CanonicalHeaderKey(name)] = append(h[http.CanonicalHeaderKey(name)], slices.Clone(values)...)
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: req,
	}, nil
}

// asRead gives a header as net/http's server would have read it, with the spelling
// that was on the wire in the context.
func asRead(ctx context.Context, sent http.Header) (context.Context, http.Header) {
	header, spelt := http.Header{}, false
	for name, values := range sent {
		canonical := http.CanonicalHeaderKey(name)
		spelt = spelt || canonical != name
		header[canonical] = append(header[canonical], values...)
	}
	if spelt {
		ctx = dataplane.WithWireHeader(ctx, lines(sent))
	}
	return ctx, header
}

// buffered is an http.ResponseWriter in memory.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *buffered) Header() http.Header { return w.header }

func (w *buffered) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *buffered) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
