package gateway_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// raw sends bytes over one connection and reads one answer after each.
func (w *world) raw(t *testing.T, requests ...string) []reply {
	t.Helper()
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", strings.TrimPrefix(w.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var out []reply
	in := bufio.NewReader(conn)
	for _, req := range requests {
		if _, err := io.WriteString(conn, req); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, reply{resp.StatusCode, resp.Header, string(b)})
	}
	return out
}

// Names reach functions as the caller spelt them, request after request on one
// connection (recorded, test_lambda_aws_proxy_integration).
func TestHeaderSpellingIsKept(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}, OpenFunctions: true})
	api := w.deploy(t, document(t, "directory.yaml"))
	host := "Host: " + api + ".execute-api.localhost\r\n"
	got := w.raw(t,
		"GET /dev/health HTTP/1.1\r\n"+host+"tEsT-HEADeR: aValUE\r\naUThorization: x\r\n\r\n",
		"GET //dev/health/?a=1 HTTP/1.1\r\n"+host+"second-Header:  2 \r\nsecond-Header: 3\r\n\r\n",
		"GET /dev/health HTTP/1.1\r\n"+host+"Content-Length: 200000\r\nwith-Body: 4\r\n\r\n"+strings.Repeat("x", 200000),
		"GET /dev/health HTTP/1.1\r\n"+host+"Transfer-Encoding: chunked\r\nchunked-Body: 5\r\n\r\n1\r\nx\r\n0\r\n\r\n",
		"GET /dev/health HTTP/1.1\r\n"+host+"Pragma: no-cache\r\nno-Cache: 6\r\n\r\n",
		"GET /dev/health HTTP/1.1\r\n"+host+"last-Header: 7\r\n\r\n",
	)
	for i, want := range []string{
		`"tEsT-HEADeR":["aValUE"]`, `"second-Header":["2","3"]`, `"with-Body":["4"]`, `"chunked-Body":["5"]`, `"no-Cache":["6"]`, `"last-Header":["7"]`,
	} {
		if !strings.Contains(got[i].body, want) {
			t.Errorf("request %d: %s is not in %.400s", i+1, want, got[i].body)
		}
	}
	if strings.Contains(got[4].body, "Cache-Control") {
		t.Errorf("a header nobody sent: %s", got[4].body)
	}
	if !strings.Contains(got[0].body, `"Authorization":["x"]`) || strings.Contains(got[0].body, "HEADeR\":\"aValUE\",\"Test-Header") {
		t.Errorf("first request: %s", got[0].body)
	}
}

// Pages of other origins and names that were made to point here must not steer
// the gateway; callers of a stage may come from anywhere.
func TestWebPagesCannotSteerTheGateway(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}, OpenFunctions: true})
	api := w.deploy(t, document(t, "directory.yaml"))
	stage := strings.TrimPrefix(w.InvokeURL(api, "dev"), w.URL()) + "/health"
	local := strings.TrimPrefix(w.URL(), "http://")
	for _, tt := range []struct {
		name, method, path string
		header             []string
		want               int
	}{
		{"the SDK", "GET", "/restapis", nil, 200},
		{"another origin", "GET", "/restapis", []string{"Origin", "https://evil.example"}, 403},
		{"an opaque origin", "POST", "/_idp/token", []string{"Origin", "null"}, 403},
		{"the gateway's own pages", "GET", "/restapis", []string{"Origin", "http://" + local}, 200},
		{"a rebound name", "GET", "/restapis", []string{"Host", "evil.example"}, 403},
		{"a rebound name at the inspector", "GET", "/_gateway/", []string{"Host", "evil.example"}, 403},
		{"localhost", "GET", "/restapis", []string{"Host", "localhost:1"}, 200},
		{"a name below localhost", "GET", "/restapis", []string{"Host", "gateway.localhost"}, 200},
		{"IPv6", "GET", "/restapis", []string{"Host", "[::1]:1"}, 200},
		{"a stage from another origin", "GET", stage, []string{"Origin", "https://directory.example.com"}, 200},
		{"public keys from another origin", "GET", "/_idp/us-east-1_x/.well-known/jwks.json", []string{"Origin", "https://directory.example.com"}, 200},
		{"nothing", "GET", "/favicon.ico", nil, 404},
	} {
		if got := w.call(t, tt.method, w.URL()+tt.path, "", tt.header...); got.status != tt.want {
			t.Errorf("%s: got %d %.100s, want %d", tt.name, got.status, got.body, tt.want)
		}
	}
}

func TestToken(t *testing.T) {
	w := open(t, gateway.Config{})
	got := w.call(t, "POST", w.URL()+"/_idp/token", `{"pool":"us-east-1_staff","scopes":["directory/read"]}`)
	var answer struct{ Token, Issuer string }
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || answer.Token == "" || answer.Issuer != w.Issuer(pool) {
		t.Errorf("got %d %s", got.status, got.body)
	}
	doc := w.call(t, "GET", w.Issuer(pool)+"/.well-known/openid-configuration", "")
	if !strings.Contains(doc.body, `"issuer":"`+w.Issuer(pool)+`"`) {
		t.Errorf("discovery: %s", doc.body)
	}
}

func TestDocsAndInspector(t *testing.T) {
	docs := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "docs of "+r.URL.Path) })
	w := open(t, gateway.Config{Docs: docs, Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}, OpenFunctions: true})
	if got := w.call(t, "GET", w.DocsURL()+"api", ""); got.body != "docs of /api" {
		t.Errorf("docs: %s", got.body)
	}
	api := w.deploy(t, document(t, "directory.yaml"))
	key := w.apiKey(t, api)
	missed := w.call(t, "GET", w.InvokeURL(api, "dev")+"/<script>", "")
	requestID := missed.header.Get("x-amzn-RequestId")

	page := w.call(t, "GET", w.InspectorURL(), "")
	for _, want := range []string{"Company directory", w.InvokeURL(api, "dev"), "MISSING_AUTHENTICATION_TOKEN", "requests/" + requestID} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the inspector does not show %s", want)
		}
	}
	if strings.Contains(page.body, key) || strings.Contains(page.body, "<script>") {
		t.Error("the inspector shows a key, or a path as markup")
	}
	if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("Content-Security-Policy: %s", csp)
	}
	one := w.call(t, "GET", w.InspectorURL()+"requests/"+requestID, "")
	if one.status != 200 || !strings.Contains(one.body, "no resource takes GET") {
		t.Errorf("request page: %d %s", one.status, one.body)
	}
	asJSON := w.call(t, "GET", w.InspectorURL()+"requests/"+requestID+".json", "")
	var trace struct {
		Status int
		Steps  []struct{ Name, Decision string }
	}
	if err := json.Unmarshal([]byte(asJSON.body), &trace); err != nil || trace.Status != 403 || len(trace.Steps) != 3 || trace.Steps[2].Name != "route" {
		t.Errorf("request as JSON: %v %s", err, asJSON.body)
	}
	index := w.call(t, "GET", w.InspectorURL()+"index.json", "")
	if !json.Valid([]byte(index.body)) || !strings.Contains(index.body, `"behind": false`) {
		t.Errorf("index as JSON: %s", index.body)
	}
	for path, want := range map[string]int{"requests/none": 404, "": 200} {
		if got := w.call(t, "GET", w.InspectorURL()+path, ""); got.status != want {
			t.Errorf("%s: got %d, want %d", path, got.status, want)
		}
	}
	if got := w.call(t, "POST", w.InspectorURL(), ""); got.status != 405 {
		t.Errorf("POST: got %d", got.status)
	}
}

// A bootstrap behind the gateway: a real Lambda binary answers a request.
func TestBootstrap(t *testing.T) {
	target := filepath.Join(t.TempDir(), "bootstrap")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", target, "./testdata/bootstrap").CombinedOutput()
	if err != nil {
		t.Fatalf("build the bootstrap: %v %s", err, out)
	}
	var log, access strings.Builder
	w := open(t, gateway.Config{
		Functions: []gateway.FunctionConfig{{Name: "directory", Target: target}}, OpenFunctions: true,
		Log: slog.New(slog.NewTextHandler(&log, nil)), AccessLog: &access,
	})
	api := w.deploy(t, document(t, "directory.yaml"))
	got := w.call(t, "GET", w.InvokeURL(api, "dev")+"/health", "")
	if got.status != 201 || got.header.Get("Location") != "/health" || got.body != "GET /health" {
		t.Errorf("got %+v", got)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "serving GET") {
		t.Errorf("the function's output is not in the log: %s", &log)
	}
	if !strings.Contains(access.String(), `"resourcePath":"/health","status":201`) {
		t.Errorf("access log: %s", &access)
	}
}

func TestStartAndClose(t *testing.T) {
	gw, err := gateway.New(gateway.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := gw.Start(t.Context(), ":0"); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(gw.URL(), "http://127.0.0.1:") {
		t.Errorf("an address without host must be of this machine: %s", gw.URL())
	}
	if err := gw.Start(t.Context(), ""); err == nil {
		t.Error("a second start must be refused")
	}
	for range 2 {
		if err := gw.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := gw.Start(t.Context(), ""); err == nil {
		t.Error("a start after the end must be refused")
	}
	other, err := gateway.New(gateway.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Start(t.Context(), "nowhere"); err == nil || !strings.Contains(err.Error(), "start gateway") {
		t.Errorf("a broken address: got %v", err)
	}
}

func TestNewFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		config gateway.Config
		want   string
	}{
		{gateway.Config{Dir: file}, "open gateway state"},
		{gateway.Config{Functions: []gateway.FunctionConfig{{Name: "x"}}}, "set up functions"},
	} {
		if _, err := gateway.New(tt.config); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New: got %v, want %q", err, tt.want)
		}
	}
}

// A gateway without a listener is a handler like others.
func TestHandler(t *testing.T) {
	gw, err := gateway.New(gateway.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer gw.Close()
	rec := httptest.NewRecorder()
	gw.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/restapis", nil))
	if rec.Code != 200 || rec.Body.String() != `{"item":[]}` {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	// Tokens are for callers of this machine; a test's request has another address.
	rec = httptest.NewRecorder()
	gw.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/_idp/token", strings.NewReader(`{"pool":"p"}`)))
	if rec.Code != 403 {
		t.Errorf("a token for another machine: got %d %s", rec.Code, rec.Body)
	}
}

func ExampleOpen() {
	handle := func(context.Context, []byte) ([]byte, error) { return []byte(`{"statusCode": 200}`), nil }
	gw, err := gateway.Open(context.Background(), gateway.Config{
		Functions: []gateway.FunctionConfig{{Name: "directory", Handler: handle}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer gw.Close()
	// AWS SDKs now take gw.URL() as their base endpoint.
	fmt.Println(strings.HasPrefix(gw.URL(), "http://127.0.0.1:"))
	// Output: true
}
