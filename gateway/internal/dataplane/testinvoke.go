package dataplane

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// A TestRequest is a call of a method as TestInvokeMethod makes it: of the
// working definition, without a stage, an authorizer or a key.
type TestRequest struct {
	API            string
	Definition     *apigw.RestAPI
	Resource       *apigw.Resource
	Verb           string
	Target         string // path and query; empty is the resource's own path
	Header         []HeaderLine
	Body           string
	StageVariables map[string]string
	Certificate    string // id of the client certificate for the backend
}

// A TestResult is the answer with the execution log.
type TestResult struct {
	Status  int
	Header  []HeaderLine
	Body    string
	Log     string
	Latency time.Duration
}

// testStage is the stage a test call shows in $context.
const testStage = "test-invoke-stage"

// TestInvoke calls a method. The definition is compiled for this call alone.
func (s *Server) TestInvoke(ctx context.Context, q TestRequest) (TestResult, error) {
	compiled, err := Compile(q.Definition)
	if err != nil {
		return TestResult{}, err
	}
	if q.Target == "" {
		q.Target = q.Resource.Path
	}
	path, query, _ := strings.Cut(q.Target, "?")
	r, err := http.NewRequestWithContext(ctx, q.Verb, "http://testPrefix.testDomainName/", strings.NewReader(q.Body))
	if err != nil {
		return TestResult{}, err
	}
	r.URL.RawQuery, r.RemoteAddr = query, "127.0.0.1:0"
	x := s.newExchange(r.WithContext(WithWireHeader(ctx, q.Header)), q.API, "/"+testStage+path)
	x.asConsole(q.Header)
	x.api, x.compiled, x.body = &state.API{Definition: q.Definition}, compiled, []byte(q.Body)
	x.stage = &state.Stage{Name: testStage, Variables: q.StageVariables, ClientCertificateID: q.Certificate}
	x.match = compiled.testMatch(q.Resource, q.Verb, path)
	if x.match == nil {
		return TestResult{}, fmt.Errorf("resource %s has no method %s", q.Resource.Path, q.Verb)
	}
	x.verbose, x.dataTrace = true, true
	begin := x.logMethodRequest(q.Verb, path, q.Body, q.Header)
	ans := x.testAnswer()
	if err := ans.collect(); err != nil {
		x.traced.Log = append(x.traced.Log, "The stream was cut off: "+err.Error())
	}
	log := x.executionLog(ans, begin)
	return TestResult{
		Status: ans.status, Header: ans.header.lines(), Body: string(ans.body),
		Log: x.writeLog(log), Latency: s.Now().Sub(x.start),
	}, nil
}

// asConsole makes the request that of a test: nobody has added headers to those
// it names, and who calls has names of the console's own (event-payloads,
// captured from the console).
func (x *exchange) asConsole(lines []HeaderLine) {
	x.header = nil
	for _, line := range lines {
		if kind := kindOf(line.Name); kind != hidden && kind != unlisted {
			x.header.add(line.Name, line.Value)
		}
	}
	x.sourceIP, x.domainName = "test-invoke-source-ip", "testPrefix.testDomainName"
	x.key = &state.APIKey{ID: "test-invoke-api-key-id", Value: "test-invoke-api-key"}
}

// testMatch gives the method with the parameters a path has of its resource;
// one that is not of the resource has none (recorded, test_invoke_test_method).
func (a *API) testMatch(r *apigw.Resource, verb, path string) *match {
	res := &resource{id: r.ID, path: r.Path, methods: map[string]*method{}}
	for _, m := range r.Methods {
		compiled, err := a.compileMethod(r.Path, m)
		if err != nil {
			return nil
		}
		res.methods[m.HTTPMethod] = compiled
	}
	root := &node{}
	if root.add(res) != nil {
		return nil
	}
	if m, ok := root.find(path, verb); ok {
		return &m
	}
	if m := res.method(verb); m != nil {
		return &match{resource: res, method: m}
	}
	return nil
}

// testAnswer runs what a test call runs of the pipeline.
func (x *exchange) testAnswer() *answer {
	for _, do := range []func(*exchange) (string, *failure){(*exchange).validate, (*exchange).integrate} {
		if _, f := do(x); f != nil {
			x.failure = f
			x.logFailure(f)
			return x.render(f)
		}
	}
	return x.result
}

// writeLog writes the execution log in the service's form.
func (x *exchange) writeLog(lines []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Execution log for request %s\n", x.requestID)
	at := x.start.UTC().Format("Mon Jan 02 15:04:05 MST 2006")
	for _, line := range lines {
		fmt.Fprintf(&b, "%s : %s\n", at, line)
	}
	return b.String()
}
