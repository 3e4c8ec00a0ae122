package dataplane

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/iam"
	"github.com/apigen-go/apigen/gateway/internal/identity"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
	"github.com/apigen-go/apigen/internal/apigw"
)

const (
	testAPI     = "api1234567"
	testAccount = "123456789012"
	functionURI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:directory/invocations"
)

// A world is a data plane with one API, whose stage dev is deployed, and one
// function.
type world struct {
	t        testing.TB
	server   *Server
	def      *apigw.RestAPI
	access   bytes.Buffer
	executed bytes.Buffer
	random   float64
	now      time.Time

	answer string // of the function; empty echoes the event as a body
	failed string // FunctionError
	err    error
	block  bool          // until the caller leaves
	stream io.ReadCloser // answers whoever asks for a stream
	event  []byte

	claims map[string]any // of every token

	guard  string // answer of the function "guard", an authorizer
	broken string // its FunctionError
	asked  int    // how often
	ask    []byte // its event
}

// newWorld makes an API of lines such as "/a/{id}: GET POST".
func newWorld(t testing.TB, lines ...string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 7, 10, 19, 19, 4, 0, time.UTC)}
	w.def = &apigw.RestAPI{ID: testAPI, Name: "test", APIKeySource: "HEADER"}
	for _, line := range lines {
		path, verbs, _ := strings.Cut(line, ": ")
		r := &apigw.Resource{ID: "res" + strings.Trim(path, "/{}+"), Path: path}
		for _, verb := range strings.Fields(verbs) {
			r.Methods = append(r.Methods, &apigw.Method{
				HTTPMethod: verb, AuthorizationType: apigw.AuthorizationNone,
				Responses:   map[string]*apigw.MethodResponse{"200": {StatusCode: "200"}},
				Integration: &apigw.Integration{Type: apigw.IntegrationAWSProxy, HTTPMethod: "POST", URI: functionURI},
			})
		}
		w.def.Resources = append(w.def.Resources, r)
	}
	store, err := state.Open("")
	if err != nil {
		t.Fatal(err)
	}
	callers, err := iam.New(testAccount, "us-east-1", func() time.Time { return w.now }, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.server, err = New(Config{
		Callers: callers, Random: func() float64 { return w.random }, ExecutionLog: &w.executed,
		Store: store, Functions: w, Tokens: w, IDs: ids.New(nil), Now: func() time.Time { return w.now },
		Log: slog.New(slog.DiscardHandler), AccessLog: &w.access, Traces: trace.NewRecorder(5),
		AccountID: testAccount, Region: "us-east-1", OpenFunctions: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.server.Close)
	return w
}

// method gives the first method of a path, to change it before the first call.
func (w *world) method(path string) *apigw.Method { return w.def.Resource(path).Methods[0] }

// mock makes a method a mock that answers 200 with the given response.
func (w *world) mock(path string, resp *apigw.IntegrationResponse) *apigw.Integration {
	in := &apigw.Integration{
		Type: apigw.IntegrationMock, PassthroughBehavior: "WHEN_NO_MATCH",
		RequestTemplates: map[string]string{"application/json": `{"statusCode": 200}`},
		Responses:        []*apigw.IntegrationResponse{resp},
	}
	w.method(path).Integration = in
	return in
}

func (w *world) change(f func(*state.Data)) {
	w.t.Helper()
	if err := w.server.Store.Update(func(d *state.Data) error { f(d); return nil }); err != nil {
		w.t.Fatal(err)
	}
}

// deploy puts the definition behind the stage dev, once.
func (w *world) deploy() {
	w.t.Helper()
	if w.server.Store.Load().APIs[testAPI] != nil {
		return
	}
	w.change(func(d *state.Data) {
		d.APIs[testAPI] = &state.API{
			Definition:  w.def,
			Deployments: map[string]*state.Deployment{"dep123": {ID: "dep123", Definition: w.def}},
			Stages:      map[string]*state.Stage{"dev": {Name: "dev", DeploymentID: "dep123", Variables: map[string]string{"function": "directory"}}},
		}
	})
}

// call makes a request; headers come as name and value in turn, spelt as given.
func (w *world) call(verb, target, body string, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	w.deploy()
	r := httptest.NewRequestWithContext(context.Background(), verb, target, strings.NewReader(body))
	r.Host = testAPI + ".execute-api.localhost:4567"
	lines := []HeaderLine{}
	for i := 0; i < len(headers); i += 2 {
		lines = append(lines, HeaderLine{headers[i], headers[i+1]})
		r.Header.Add(headers[i], headers[i+1])
	}
	path, _, _ := strings.Cut(target, "?")
	rec := httptest.NewRecorder()
	w.server.Serve(rec, r.WithContext(WithWireHeader(r.Context(), lines)), testAPI, path)
	return rec
}

func (w *world) Invoke(ctx context.Context, inv lambda.Invocation) (lambda.Result, error) {
	if inv.Function == "guard" {
		w.asked++
		w.ask = inv.Payload
		return lambda.Result{Payload: []byte(w.guard), FunctionError: w.broken, RequestID: "guard-1"}, w.err
	}
	w.event = inv.Payload
	if w.block {
		if inv.Within > 0 {
			within, cancel := context.WithTimeout(ctx, inv.Within)
			defer cancel()
			ctx = within
		}
		<-ctx.Done()
		return lambda.Result{}, ctx.Err()
	}
	if w.err != nil {
		return lambda.Result{}, w.err
	}
	if inv.Stream && w.stream != nil {
		return lambda.Result{Stream: &lambda.Stream{ContentType: lambda.TypeStream, ReadCloser: w.stream}}, nil
	}
	if w.answer == "" {
		b, err := json.Marshal(map[string]any{"body": string(inv.Payload)})
		return lambda.Result{Payload: b, RequestID: "f-1"}, err
	}
	return lambda.Result{Payload: []byte(w.answer), FunctionError: w.failed, RequestID: "f-1"}, nil
}

func (w *world) InvokeEvent(inv lambda.Invocation) error {
	w.event = inv.Payload
	return w.err
}

func (w *world) Verify(token string, _ []string) (map[string]any, error) {
	switch token {
	case "good":
		return w.claims, nil
	case "old":
		return nil, identity.ErrExpired
	}
	return nil, errors.New("bad token")
}

// body gives an answer's body on one line with its status.
func body(r *httptest.ResponseRecorder) string {
	return http.StatusText(r.Code) + " " + r.Body.String()
}

type apiState = state.API

// edit changes the API's state.
func (w *world) edit(f func(*apiState)) {
	w.t.Helper()
	w.change(func(d *state.Data) { f(d.Edit(testAPI)) })
}
