package dataplane

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A stub is an HTTP backend that keeps the request it got.
type stub struct {
	*httptest.Server
	got  *http.Request
	body string
}

func newStub(t *testing.T, answer http.HandlerFunc) *stub {
	t.Helper()
	s := &stub{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		s.got, s.body = r, string(b)
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *stub) host() string { return strings.TrimPrefix(s.URL, "http://") }

// integration replaces that of the first method of a path.
func (w *world) integration(path string, in *apigw.Integration) *apigw.Integration {
	if in.PassthroughBehavior == "" {
		in.PassthroughBehavior = "WHEN_NO_MATCH"
	}
	if in.Responses == nil {
		in.Responses = []*apigw.IntegrationResponse{{StatusCode: "200"}}
	}
	w.method(path).Integration = in
	return in
}

func teapot(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("X-Brew", "green")
	w.Header().Set("Server", "pot")
	w.WriteHeader(http.StatusTeapot)
	_, _ = io.WriteString(w, `{"tea": "green"}`)
}

// Easily wrong, lines 12 and 17; setup-http-integrations.
func TestHTTP(t *testing.T) {
	t.Parallel()
	s := newStub(t, teapot)
	w := newWorld(t, "/a/{id}: POST")
	in := w.integration("/a/{id}", &apigw.Integration{
		Type: apigw.IntegrationHTTP, HTTPMethod: "PUT", URI: s.URL + "/base/${stageVariables.function}/{id}/{other}?own=1",
		RequestParameters: map[string]string{
			"integration.request.path.id":            "method.request.path.id",
			"integration.request.querystring.q":      "method.request.multivaluequerystring.q",
			"integration.request.header.X-Tenant":    "'a, b'",
			"integration.request.header.X-Body":      "method.request.body.name",
			"integration.request.querystring.absent": "method.request.querystring.absent",
			"integration.request.header.Via":         "'never arrives'",
		},
		RequestTemplates: map[string]string{jsonType: `#set($context.requestOverride.header.X-Tenant = "c")name is $input.path('$.name')`},
		Responses: []*apigw.IntegrationResponse{
			{StatusCode: "200", ResponseParameters: map[string]string{"method.response.header.X-Tea": "integration.response.body.tea", "method.response.header.X-Brewed": "integration.response.header.X-Brew"}},
			{StatusCode: "404", SelectionPattern: `4\d{2}`, ResponseTemplates: map[string]string{jsonType: "$input.json('$.tea')"}},
		},
	})
	w.method("/a/{id}").Responses["404"] = &apigw.MethodResponse{StatusCode: "404"}
	got := w.call(http.MethodPost, "/dev/a/x%20y?q=1&q=2", `{"name": "Jane"}`, "Cookie", "secret", "Content-Type", jsonType)
	if got.Code != 404 || got.Body.String() != `"green"` || got.Header()["X-Amzn-Trace-Id"] == nil {
		t.Errorf("got %d %s %v", got.Code, got.Body, got.Header())
	}
	if want := "/base/directory/x%20y/%7Bother%7D?own=1&q=1&q=2"; s.got.Method != "PUT" || s.got.RequestURI != want && s.got.RequestURI != strings.NewReplacer("%7B", "{", "%7D", "}").Replace(want) {
		t.Errorf("the backend got %s %s", s.got.Method, s.got.RequestURI)
	}
	for name, want := range map[string]string{
		"Cookie": "", "Via": "", "X-Tenant": "c", "X-Body": "Jane", "User-Agent": "AmazonAPIGateway_" + testAPI, "Accept": jsonType,
		"Content-Type": jsonType, "X-Amzn-Apigateway-Api-Id": testAPI,
	} {
		if v := s.got.Header.Get(name); v != want {
			t.Errorf("the backend got %s %q, want %q", name, v, want)
		}
	}
	if s.body != "name is Jane" || s.got.Host != s.host() {
		t.Errorf("the backend %s got %q", s.got.Host, s.body)
	}

	// With one default response, what failed becomes that.
	w = newWorld(t, "/a/{id}: POST")
	in.Responses = in.Responses[:1]
	w.method("/a/{id}").Integration = in
	got = w.call(http.MethodPost, "/dev/a/1", `{}`)
	if got.Code != 200 || got.Body.String() != `{"tea": "green"}` || got.Header()["X-Tea"][0] != "green" || got.Header()["X-Brewed"][0] != "green" || got.Header()["X-Brew"] != nil {
		t.Errorf("got %d %s %v", got.Code, got.Body, got.Header())
	}
}

// Easily wrong, lines 13 to 15.
func TestHTTPProxy(t *testing.T) {
	t.Parallel()
	s := newStub(t, teapot)
	w := newWorld(t, "/{proxy+}: ANY")
	w.integration("/{proxy+}", &apigw.Integration{
		Type: apigw.IntegrationHTTPProxy, HTTPMethod: "ANY", URI: s.URL + "/{proxy}?q=uri",
		RequestParameters: map[string]string{"integration.request.path.proxy": "method.request.path.proxy", "integration.request.querystring.m": "'1'"},
		RequestTemplates:  map[string]string{jsonType: "ignored"},
	})
	got := w.call(http.MethodPatch, "/dev/a/b%2Fc?q=in", `{"a": 1}`, "Cookie", "c=1", "User-Agent", "test", "Content-Type", "text/x")
	if got.Code != 418 || got.Body.String() != `{"tea": "green"}` {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
	for name, want := range map[string]string{"X-Brew": "green", "x-amzn-Remapped-Server": "pot", "x-amzn-Remapped-Content-Length": "16", "X-Amzn-Trace-Id": ""} {
		if v := strings.Join(got.Header()[name], "|"); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	if s.got.Method != http.MethodPatch || s.got.RequestURI != "/a/b%2Fc?q=uri&m=1&q=in" || s.body != `{"a": 1}` {
		t.Errorf("the backend got %s %s %s", s.got.Method, s.got.RequestURI, s.body)
	}
	for name, want := range map[string]string{"Cookie": "c=1", "User-Agent": "test", "Content-Type": "text/x", "Accept": jsonType} {
		if v := s.got.Header.Get(name); v != want {
			t.Errorf("the backend got %s %q, want %q", name, v, want)
		}
	}
}

func TestHTTPFailures(t *testing.T) {
	t.Parallel()
	gone := newStub(t, teapot)
	gone.Close()
	for _, tt := range []struct {
		name   string
		change func(*world, *apigw.Integration)
		status int
		want   string
		log    string
	}{
		{"slower than its time", func(_ *world, in *apigw.Integration) { in.TimeoutInMillis = 50 }, 504, `{"message": "Endpoint request timed out"}`, "took longer than 50ms"},
		{"not there", func(_ *world, in *apigw.Integration) { in.URI = gone.URL }, 504, `{"message": "Network error communicating with endpoint"}`, "refused"},
		{"no host", func(_ *world, in *apigw.Integration) { in.URI = "http://${stageVariables.none}/" }, 500, `{"message": "Internal server error"}`, "Invalid endpoint address"},
		{"a VPC link nobody knows", func(_ *world, in *apigw.Integration) { in.ConnectionType, in.ConnectionID = "VPC_LINK", "link1" }, 500, `{"message": "Internal server error"}`, "--vpc-link link1="},
	} {
		for _, kind := range []apigw.IntegrationType{apigw.IntegrationHTTP, apigw.IntegrationHTTPProxy} {
			t.Run(string(kind)+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				s := newStub(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
				w := newWorld(t, "/a: GET")
				tt.change(w, w.integration("/a", &apigw.Integration{Type: kind, HTTPMethod: "GET", URI: s.URL}))
				got := w.call(http.MethodGet, "/dev/a", "")
				if got.Code != tt.status || got.Body.String() != tt.want {
					t.Errorf("got %d %s, want %d %s", got.Code, got.Body, tt.status, tt.want)
				}
				if log := strings.Join(w.server.Traces.Latest()[0].Log, "\n"); !strings.Contains(log, tt.log) {
					t.Errorf("the log is %q, want %q in it", log, tt.log)
				}
			})
		}
	}
}

// The URI of an integration with a VPC link gives path and Host, the link the
// address.
func TestVPCLink(t *testing.T) {
	t.Parallel()
	s := newStub(t, teapot)
	w := newWorld(t, "/a: GET")
	w.server.vpcLinks = map[string]*url.URL{"directory": must(url.Parse(s.URL))}
	w.integration("/a", &apigw.Integration{
		Type: apigw.IntegrationHTTPProxy, HTTPMethod: "GET", URI: "https://internal.example.com/b",
		ConnectionType: "VPC_LINK", ConnectionID: "${stageVariables.function}",
	})
	if got := w.call(http.MethodGet, "/dev/a", ""); got.Code != 418 {
		t.Fatalf("got %d %s", got.Code, got.Body)
	}
	if s.got.Host != "internal.example.com" || s.got.RequestURI != "/b" {
		t.Errorf("the backend got %s of %s", s.got.RequestURI, s.got.Host)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func FuzzExpandPath(f *testing.F) {
	f.Add("http://x/{a}/{b", "v{a}")
	f.Add("{}{{a}}", "")
	f.Fuzz(func(t *testing.T, uri, value string) {
		if out := expandPath(uri, map[string]string{}); out != uri {
			t.Errorf("%q without values became %q", uri, out)
		}
		expandPath(uri, map[string]string{"a": value, "": value})
	})
}
