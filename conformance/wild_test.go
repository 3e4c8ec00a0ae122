package conformance

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

var documents = flag.String("documents", "", "folder of documents of others to import and serve, beside the project's own")

// TestWild imports, deploys and calls documents as they are found in the wild:
// each is served, or refused at a JSON pointer, and none breaks the gateway. The
// project's own are one construct each; what became of them is a table in
// docs/conformance.md.
func TestWild(t *testing.T) {
	files, err := filepath.Glob("testdata/wild/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents in testdata/wild: %v", err)
	}
	var table bytes.Buffer
	table.WriteString("| Document | What it holds | What becomes of it |\n| --- | --- | --- |\n")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		about, values := remarks(text)
		outcome := newWild(t).try(filepath.Base(file), text, values)
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", filepath.Base(file), about, strings.ReplaceAll(outcome, "|", `\|`))
	}
	const page = "../docs/conformance.md"
	doc, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(doc), wildBegin)
	_, tail, closed := strings.Cut(rest, wildEnd)
	if !found || !closed {
		t.Fatalf("%s has no place for the table", page)
	}
	golden.Check(t, page, []byte(head+wildBegin+"\n"+table.String()+wildEnd+tail))
}

const (
	wildBegin = "<!-- documents: written by go test ./conformance -run Wild -update -->"
	wildEnd   = "<!-- end of documents -->"
)

// TestDocuments does the same with a folder of real documents. What stands for a
// value gets one that fits its place.
func TestDocuments(t *testing.T) {
	if *documents == "" {
		t.Skip("-documents names no folder")
	}
	dir := *documents
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Join("..", dir) // as it is seen from the module
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range files {
		if ext := filepath.Ext(file); ext != ".json" && ext != ".yaml" && ext != ".yml" {
			continue
		}
		tried++
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, given := range []map[string]string{nil, madeUp(text)} {
				fmt.Printf("%s: %s\n", filepath.Base(file), newWild(t).try(filepath.Base(file), text, given))
			}
		})
	}
	if tried == 0 {
		t.Fatalf("no documents in %s", dir)
	}
}

// remarks reads the comments at the head of a document: what it is about, and
// values for its names.
func remarks(text []byte) (about string, values map[string]string) {
	values = map[string]string{}
	for line := range strings.SplitSeq(string(text), "\n") {
		comment, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		if given, ok := strings.CutPrefix(comment, "values: "); ok {
			for pair := range strings.SplitSeq(given, ", ") {
				name, value, _ := strings.Cut(pair, "=")
				values[name] = value
			}
			continue
		}
		about += strings.TrimSuffix(comment, ".")
	}
	if about == "" {
		about = "JSON"
	}
	return about, values
}

// madeUp gives a value to every name that waits for one.
func madeUp(text []byte) map[string]string {
	values := map[string]string{}
	doc, err := openapi.Parse("", text)
	if err != nil {
		return values
	}
	_, left := cloudformation.Resolve(doc, cloudformation.Values{})
	for _, u := range left {
		name, _, _ := strings.Cut(u.Name, " ")
		whole := u.Node.StringOr("") == "${"+name+"}"
		switch at := u.Pointer[strings.LastIndexByte(u.Pointer, '/')+1:]; {
		case strings.Contains(u.Name, "true or false"):
			values[name] = "true"
		case at == "uri" && whole:
			values[name] = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:wild/invocations"
		case strings.Contains(u.Pointer, "providerARNs"):
			values[name] = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_wild"
		case at == "issuer":
			values[name] = "https://issuer.test"
		case at == "credentials", at == "authorizerCredentials":
			values[name] = "arn:aws:iam::123456789012:role/wild"
		case strings.Contains(strings.ToLower(name), "region"):
			values[name] = "us-east-1"
		case strings.Contains(strings.ToLower(name), "account"):
			values[name] = "123456789012"
		case strings.HasSuffix(strings.ToLower(name), "arn"):
			values[name] = "arn:aws:lambda:us-east-1:123456789012:function:wild"
		default:
			values[name] = "wild"
		}
	}
	return values
}

// A wild is a gateway for one document, with something behind everything the
// document may call.
type wild struct {
	t    *testing.T
	url  string
	http *http.Client
	log  *sharedLog
	stub *httptest.Server
}

// A sharedLog takes the gateway's log while it is read: functions that are
// invoked without waiting log when they like.
type sharedLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *sharedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *sharedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var functionName = regexp.MustCompile(`:function:([A-Za-z0-9_-]+)`)

func newWild(t *testing.T) *wild {
	t.Helper()
	return &wild{t: t, http: &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, log: &sharedLog{}}
}

// start starts the gateway for a document's text.
func (w *wild) start(text string) {
	w.stub = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write([]byte(`{"statusCode": 200}`))
	}))
	w.t.Cleanup(w.stub.Close)
	services := map[string]string{}
	for _, name := range []string{"dynamodb", "events", "kinesis", "s3", "sns", "sqs", "states", "lambda"} {
		services[name] = w.stub.URL
	}
	var functions []gateway.FunctionConfig
	names := map[string]bool{}
	for _, m := range functionName.FindAllStringSubmatch(text, -1) {
		if !names[m[1]] {
			names[m[1]] = true
			functions = append(functions, gateway.FunctionConfig{Name: m[1], Target: w.stub.URL})
		}
	}
	gw, err := gateway.Open(w.t.Context(), gateway.Config{
		Functions: functions, OpenFunctions: true, Services: services,
		VPCLinks: map[string]string{"link1": w.stub.URL, "link2": w.stub.URL, "wild": w.stub.URL},
		Log:      slog.New(slog.NewTextHandler(w.log, nil)),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.url = gw.URL()
	w.t.Cleanup(func() {
		w.http.CloseIdleConnections()
		if err := gw.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

// try gives what becomes of a document.
func (w *wild) try(file string, text []byte, values map[string]string) string {
	doc, err := openapi.Parse(file, text)
	if err != nil {
		return "refused: " + err.Error()
	}
	resolved, left := cloudformation.Resolve(doc, cloudformation.Values{Given: values, Local: true})
	if len(left) > 0 {
		return fmt.Sprintf("refused: `%s`: no value for %s", left[0].Pointer, left[0].Name)
	}
	body, err := resolved.Root.MarshalJSON()
	if err != nil {
		return "refused: " + err.Error()
	}
	body = testHost.ReplaceAll(body, []byte("http://backend.test"))
	w.start(string(body))
	body = bytes.ReplaceAll(body, []byte("http://backend.test"), []byte(w.stub.URL))
	if isHTTP(resolved.Root) {
		return w.tryHTTP(resolved, body)
	}
	return w.tryREST(resolved, body)
}

var testHost = regexp.MustCompile(`https?://[a-z.]+\.test(:\d+)?`)

// isHTTP guesses whether a document is one of an HTTP API: by what only these
// have, unless an integration is of a type they do not.
func isHTTP(root *openapi.Node) bool {
	found := root.Get("x-amazon-apigateway-importexport-version") != nil
	rest := false
	root.Walk(func(path []string, n *openapi.Node) bool {
		if n.Get("integrationSubtype") != nil || n.Get("jwtConfiguration") != nil || n.Get("isDefaultRoute") != nil {
			found = true
		}
		if len(path) > 0 && path[len(path)-1] == "x-amazon-apigateway-integration" {
			switch strings.ToLower(n.Get("type").StringOr("")) {
			case "aws", "http", "mock":
				rest = true
			}
		}
		return true
	})
	return found && !rest
}

func (w *wild) tryREST(doc *openapi.Document, body []byte) string {
	r, err := w.send(http.MethodPost, "/restapis?mode=import", body)
	if err != nil {
		w.t.Error(err)
		return ""
	}
	if r.status != http.StatusCreated {
		return "refused: " + w.reasons(doc, r)
	}
	id, _ := r.member("id").(string)
	warnings, _ := r.member("warnings").([]any)
	deployed, err := w.send(http.MethodPost, "/restapis/"+id+"/deployments", []byte(`{"stageName": "wild", "variables": {"link": "link1"}}`))
	if err != nil {
		w.t.Error(err)
		return ""
	}
	if deployed.status != http.StatusCreated {
		return "imported, not deployed: " + w.reasons(doc, deployed)
	}
	api, _ := apigw.ReadREST(doc, apigw.ReadOptions{})
	return w.served(calls(api), id) + noted(warnings)
}

// reasons gives the service's words with the places they are about.
func (w *wild) reasons(doc *openapi.Document, r *reply) string {
	api, found := apigw.ReadREST(doc, apigw.ReadOptions{})
	var out []string
	for _, d := range found {
		if d.Severity != diag.Error {
			continue
		}
		out = append(out, "`"+d.Pointer+"`: "+d.Message)
	}
	if out == nil {
		for m := range api.Methods() {
			if m.Integration == nil {
				out = append(out, "`"+m.Pointer+"`")
			}
		}
		message, _ := r.member("message").(string)
		out = append(out, message)
	}
	return strings.Join(strings.Fields(strings.Join(out, "; ")), " ")
}

func noted(warnings []any) string {
	if len(warnings) == 0 {
		return ""
	}
	first := strings.ReplaceAll(fmt.Sprint(warnings[0]), "\n", " ")
	if len(warnings) == 1 {
		return "; warning: " + first
	}
	return fmt.Sprintf("; %d warnings, the first: %s", len(warnings), first)
}

// calls lists the methods of an API as requests.
func calls(api *apigw.RestAPI) []string {
	var out []string
	for m, res := range api.Methods() {
		verb := m.HTTPMethod
		if verb == "ANY" {
			verb = "PATCH"
		}
		out = append(out, verb+" "+variableSegment.ReplaceAllString(res.Path, "x"))
	}
	return out
}

var variableSegment = regexp.MustCompile(`\{[^}]*\}`)

// served calls all methods; those of other hosts than the stub's end in a
// gateway error, which is an answer too.
func (w *wild) served(requests []string, prefix string) string {
	statuses := map[int]int{}
	var shown []string
	for _, request := range requests {
		verb, path, _ := strings.Cut(request, " ")
		r, err := w.send(verb, "/_gateway/"+prefix+"/wild"+escape(path), []byte(`{"name": "rex"}`))
		if err != nil {
			w.t.Errorf("%s: %v", request, err)
			continue
		}
		statuses[r.status]++
		if len(shown) < 3 {
			shown = append(shown, fmt.Sprintf("%s %d", request, r.status))
		}
	}
	if strings.Contains(w.log.String(), "panic") {
		w.t.Errorf("the gateway panics:\n%s", w.log)
	}
	if len(requests) > len(shown) {
		return fmt.Sprintf("served: %s and %d more", strings.Join(shown, ", "), len(requests)-len(shown))
	}
	return "served: " + strings.Join(shown, ", ")
}

func escape(path string) string { return (&url.URL{Path: path}).EscapedPath() }

func (w *wild) tryHTTP(doc *openapi.Document, body []byte) string {
	r, err := w.send(http.MethodPut, "/v2/apis", []byte(`{"body": `+jsonText(string(body))+`}`))
	if err != nil {
		w.t.Error(err)
		return ""
	}
	if r.status != http.StatusCreated {
		message, _ := r.member("message").(string)
		return "refused: " + message
	}
	id, _ := r.member("apiId").(string)
	warnings, _ := r.member("warnings").([]any)
	if made, err := w.send(http.MethodPost, "/v2/apis/"+id+"/stages", []byte(`{"stageName": "wild", "autoDeploy": true}`)); err != nil || made.status != http.StatusCreated {
		return fmt.Sprintf("imported, not deployed: %v %s", err, made.raw)
	}
	var requests []string
	for _, path := range doc.Root.Get("paths").MembersOrNil() {
		for _, op := range path.Value.MembersOrNil() {
			verb := strings.ToUpper(op.Key)
			switch {
			case slices.Contains([]string{"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD"}, verb):
			case strings.HasSuffix(op.Key, "any-method"):
				verb = "PATCH"
			default:
				continue
			}
			requests = append(requests, verb+" "+variableSegment.ReplaceAllString(path.Key, "x"))
		}
	}
	return "HTTP API, " + w.served(requests, id) + noted(warnings)
}

func (w *wild) send(method, path string, body []byte) (*reply, error) {
	c := &client{t: w.t, url: w.url, http: w.http}
	return c.send(method, path, http.Header{}, body)
}
