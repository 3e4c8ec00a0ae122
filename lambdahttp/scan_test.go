package lambdahttp

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The scanner reads what encoding/json reads of aws-lambda-go's event types.
func TestScannerAgainstEncodingJSON(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no events: %v", err)
	}
	for _, file := range files {
		if strings.Contains(file, "refused-") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			payload, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !compare(t, payload) {
				t.Error("the scanner took nothing of it")
			}
		})
	}
}

// eventFiles are the recorded events, from which fuzzing starts.
func eventFiles(tb testing.TB) (events [][]byte) {
	tb.Helper()
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no events: %v", err)
	}
	for _, file := range files {
		event, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		events = append(events, event)
	}
	return events
}

func FuzzScanner(f *testing.F) {
	for _, event := range eventFiles(f) {
		f.Add(event)
	}
	f.Add([]byte(`{"httpMethod":"GET","path":"\ud83d\ude00\ud83d\u0041\ude00` + "\xff\xe2\x80" + `","headers":{"a":"\/"},"requestContext":{}}`))
	h := New(nopHandler{}, Options{})
	f.Fuzz(func(t *testing.T, payload []byte) {
		_, _ = h.Invoke(t.Context(), payload)
		compare(t, payload)
	})
}

// compare holds an event that the scanner takes against encoding/json; it is
// false when the scanner does not take it.
func compare(t *testing.T, payload []byte) bool {
	t.Helper()
	e := event{scanner: newScanner(string(payload))}
	if e.parse() != nil {
		return false
	}
	if !json.Valid(payload) {
		t.Errorf("the scanner took what is not JSON: %q", payload)
	}
	if e.format == formatV2 {
		compareV2(t, &e, payload)
	} else {
		compareV1(t, &e, payload)
	}
	return true
}

// seen is what both readers are compared by.
type seen struct {
	Method, Path, Query, Resource, Body        string
	RequestID, Stage, SourceIP, APIKey, Domain string
	Headers                                    map[string][]string
	QueryValues                                url.Values
	StageVariables, PathParameters             map[string]string
	Cookies                                    []string
	Base64                                     bool
	Epoch                                      int64
}

func compareV1(t *testing.T, e *event, payload []byte) {
	t.Helper()
	var v events.APIGatewayProxyRequest
	if json.Unmarshal(payload, &v) != nil || folded(payload) {
		return // it is stricter with members the adapter does not read
	}
	want := seen{Method: v.HTTPMethod, Path: v.Path, Resource: v.Resource, Body: v.Body,
		RequestID: v.RequestContext.RequestID, Stage: v.RequestContext.Stage, SourceIP: v.RequestContext.Identity.SourceIP,
		APIKey: v.RequestContext.Identity.APIKeyID, Domain: v.RequestContext.DomainName,
		Headers: v.MultiValueHeaders, QueryValues: v.MultiValueQueryStringParameters,
		StageVariables: v.StageVariables, PathParameters: v.PathParameters, Base64: v.IsBase64Encoded, Epoch: v.RequestContext.RequestTimeEpoch}
	got := see(e)
	got.Headers, got.QueryValues = e.lists(e.multi), e.lists(e.multiQ)
	check(t, want, got)
}

func compareV2(t *testing.T, e *event, payload []byte) {
	t.Helper()
	var v events.APIGatewayV2HTTPRequest
	if json.Unmarshal(payload, &v) != nil || folded(payload) {
		return
	}
	want := seen{Method: v.RequestContext.HTTP.Method, Path: v.RawPath, Query: v.RawQueryString, Resource: v.RouteKey, Body: v.Body,
		RequestID: v.RequestContext.RequestID, Stage: v.RequestContext.Stage, SourceIP: v.RequestContext.HTTP.SourceIP, Domain: v.RequestContext.DomainName,
		Cookies: v.Cookies, StageVariables: v.StageVariables, PathParameters: v.PathParameters, Base64: v.IsBase64Encoded, Epoch: v.RequestContext.TimeEpoch,
		Headers: map[string][]string{}}
	for name, value := range v.Headers {
		want.Headers[name] = []string{value}
	}
	got := see(e)
	got.Headers = e.lists(e.headers)
	check(t, want, got)
}

func check(t *testing.T, want, got seen) {
	t.Helper()
	// Nil and empty are the same to whoever reads them.
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("encoding/json (-) and the scanner (+) differ:\n%s", diff)
	}
}

func see(e *event) seen {
	body := e.raw(e.body)
	if !e.plainBody {
		body = string(e.unescape(e.body))
	}
	s := seen{Method: e.method, Path: e.path, Query: e.rawQuery, Resource: e.ctx.Resource, Body: body,
		RequestID: e.ctx.RequestID, Stage: e.ctx.Stage, SourceIP: e.ctx.SourceIP, APIKey: e.ctx.APIKeyID, Domain: e.ctx.DomainName,
		StageVariables: e.ctx.StageVariables(), PathParameters: e.ctx.PathParameters(), Base64: e.base64, Epoch: e.ctx.epoch}
	if !e.cookies.empty() {
		sc := e.at(e.cookies)
		sc.each(func(c string) { s.Cookies = append(s.Cookies, c) })
	}
	return s
}

func (e *event) lists(sp span) map[string][]string {
	if sp.empty() {
		return nil
	}
	m := make(map[string][]string)
	sc := e.at(sp)
	sc.object(func(name string) {
		m[name] = nil
		sc.each(func(v string) { m[name] = append(m[name], v) })
	})
	return m
}

// folded tells whether names differ from the event's own by case alone or occur
// more than once, which encoding/json merges.
func folded(payload []byte) bool {
	d := json.NewDecoder(strings.NewReader(string(payload)))
	names := map[string]bool{}
	for {
		tok, err := d.Token()
		if err != nil {
			return false
		}
		if s, ok := tok.(string); ok {
			low := strings.ToLower(s)
			name := known[low]
			if name != "" && (name != s || names[low]) {
				return true
			}
			names[low] = names[low] || name != ""
		}
	}
}

// known are the names an event has, by their spelling in lower case.
var known = func() map[string]string {
	m := map[string]string{}
	for _, n := range []string{"httpMethod", "path", "rawPath", "rawQueryString", "resource", "routeKey", "headers", "multiValueHeaders",
		"queryStringParameters", "multiValueQueryStringParameters", "cookies", "stageVariables", "pathParameters", "requestContext", "body",
		"isBase64Encoded", "requestId", "stage", "domainName", "identity", "http", "sourceIp", "apiKeyId", "method", "requestTimeEpoch", "timeEpoch", "version"} {
		m[strings.ToLower(n)] = n
	}
	return m
}()
