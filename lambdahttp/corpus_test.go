package lambdahttp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/golden"
)

// The events in testdata/events are of our own making, each shaped as AWS
// documents or sends such events:
//   - REST: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
//     (null maps, decoded query values, paths that stay encoded)
//   - HTTP API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
//     (absent maps, joined headers, cookies apart, paths that come decoded)
//   - function URL: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
//
// The file beside each holds the request the handler saw and the answer.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("got %d events, error %v", len(files), err)
	}
	h := New(http.HandlerFunc(describe), Options{Logger: slog.New(slog.DiscardHandler)})
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			payload, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			out, err := h.Invoke(t.Context(), payload)
			if err != nil {
				got = "error: " + err.Error() + "\n"
			} else {
				got = readable(t, out)
			}
			golden.Check(t, strings.TrimSuffix(file, ".json")+".want", []byte(got))
		})
	}
}

// describe answers with the request, one thing a line.
func describe(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	body, err := io.ReadAll(r.Body)
	if err != nil {
		fmt.Fprintf(&b, "body: %v\n", err)
	}
	fmt.Fprintf(&b, "%s %s %s\n", r.Method, r.RequestURI, r.Proto)
	fmt.Fprintf(&b, "url: %s\npath: %q raw path: %q\n", r.URL, r.URL.Path, r.URL.RawPath)
	fmt.Fprintf(&b, "host: %s remote: %s length: %d\n", r.Host, r.RemoteAddr, r.ContentLength)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(&b, "header %s: %q\n", name, r.Header[name])
	}
	c, _ := RequestContext(r.Context())
	fmt.Fprintf(&b, "context: request %s, extended %q, api %s, account %s, stage %s, domain %s\n", c.RequestID, c.ExtendedRequestID, c.APIID, c.AccountID, c.Stage, c.DomainName)
	fmt.Fprintf(&b, "context: resource %q, operation %q, source %s, key %q, time %s\n", c.Resource, c.OperationName, c.SourceIP, c.APIKeyID, c.Time().Format("2006-01-02T15:04:05.000Z07:00"))
	fmt.Fprintf(&b, "context: principal %q, scopes %q, claims %v, authorizer %v\n", c.PrincipalID(), c.Scopes(), c.Claims(), c.Authorizer())
	fmt.Fprintf(&b, "context: stage variables %v, path parameters %q\n", c.StageVariables(), c.PathParameters())
	fmt.Fprintf(&b, "body: %q\n", body)
	http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
	http.SetCookie(w, &http.Cookie{Name: "again", Value: "2"})
	w.Header()["Vary"] = []string{"Accept", "Origin"}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// readable prints a response event with its body as lines.
func readable(t *testing.T, out []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	body, _ := m["body"].(string)
	m["body"] = fmt.Sprintf("%d bytes", len(body))
	event, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(event) + "\n\n" + body
}
