package dataplane

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// Custom domains of REST APIs: routing.md 1, event-payloads.md 1, and the access
// log of cors-throttle-cache-logs.md 6. The event's path has the base path, the
// resource has not; requestContext.path is what the caller wrote.
func TestServeDomain(t *testing.T) {
	t.Parallel()
	mapping := func(base, stage string) state.BasePathMapping {
		return state.BasePathMapping{BasePath: base, APIID: testAPI, Stage: stage}
	}
	all := []state.BasePathMapping{mapping("orders", "dev"), mapping("orders/v1/items", "dev"), mapping("any", ""), mapping(state.NoBasePath, "dev")}
	for _, tt := range []struct {
		name, path string
		mappings   []state.BasePathMapping
		status     int
		want       []string // in the event, or the body of a refusal
		log        string   // basePathMatched
	}{
		{"a base path", "/orders/a/7", all, 200, []string{`"path":"/orders/a/7"`, `"resource":"/a/{id}"`, `"requestContext":`, `"domainName":"api.example.com"`, `"domainPrefix":"api"`, `"stage":"dev"`, `"pathParameters":{"id":"7"}`}, "orders"},
		{"the longest one wins", "/orders/v1/items/a/7", all, 200, []string{`"path":"/orders/v1/items/a/7"`, `"resource":"/a/{id}"`}, "orders/v1/items"},
		{"none", "/a/7", all, 200, []string{`"path":"/a/7"`, `"resource":"/a/{id}"`}, "(none)"},
		{"a segment that begins like one", "/ordersx/7", all, 403, []string{`{"message":"Missing Authentication Token"}`}, "(none)"},
		{"the base path alone", "/orders", all, 403, []string{`{"message":"Missing Authentication Token"}`}, "orders"},
		{"below it nothing matches", "/orders/b", all, 403, []string{`{"message":"Missing Authentication Token"}`}, "orders"},
		{"the stage in the path", "/any/dev/a/7", all, 200, []string{`"path":"/any/dev/a/7"`, `"resource":"/a/{id}"`, `"stage":"dev"`}, "any"},
		{"an unknown stage in the path", "/any/prod/a/7", all, 403, []string{`{"message":"Forbidden"}`}, ""},
		{"an escaped path", "/orders/a/x%2Fy", all, 200, []string{`"path":"/orders/a/x%2Fy"`, `"pathParameters":{"id":"x%2Fy"}`}, "orders"},
		{"a slash at the end", "/orders/a/7/", all, 200, []string{`"path":"/orders/a/7/"`, `"pathParameters":{"id":"7"}`}, "orders"},
		{"an unknown base path", "/other/a/7", all[:3], 403, []string{`{"message":"Forbidden"}`}, ""},
		{"case matters", "/Orders/a/7", all[:3], 403, []string{`{"message":"Forbidden"}`}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a/{id}: GET")
			w.stage(func(st *state.Stage) {
				st.AccessLog = &state.AccessLog{Format: "$context.customDomain.basePathMatched $context.path $context.domainName $context.requestId"}
			})
			w.deploy()
			r := httptest.NewRequest(http.MethodGet, tt.path, nil)
			r.Host = "api.example.com"
			got := httptest.NewRecorder()
			w.server.ServeDomain(got, r, &state.DomainName{Name: "api.example.com", Mappings: tt.mappings}, tt.path)
			if got.Code != tt.status {
				t.Errorf("got %s, want %d", body(got), tt.status)
			}
			for _, want := range tt.want {
				if !strings.Contains(got.Body.String(), want) {
					t.Errorf("got %s, want %s in it", got.Body, want)
				}
			}
			if want := tt.log + " " + tt.path + " api.example.com"; tt.log != "" && withoutID(w) != want {
				t.Errorf("the access log has %q, want %q", withoutID(w), want)
			}
			if tt.status == 200 && !strings.Contains(got.Body.String(), `"path":"`+tt.path+`","accountId"`) {
				t.Errorf("requestContext.path is not %s: %s", tt.path, got.Body)
			}
		})
	}
}

// A caller may name its request. Request-pipeline.md 4.
func TestRequestID(t *testing.T) {
	t.Parallel()
	const id = "5F1A8D5E-0000-4000-8000-000000000004"
	for _, tt := range []struct {
		name, sent  string
		taken       bool
		log, logged string
	}{
		{"a UUID", id, true, "$context.requestId", id},
		{"none", "1234", false, "$context.requestId", "UUID_REPLACED_INVALID_REQUEST_ID"},
		{"none, without a format", "1234", false, "", `"requestId":"UUID_REPLACED_INVALID_REQUEST_ID"`},
	} {
		w := newWorld(t, "/a: GET")
		w.stage(func(st *state.Stage) {
			if tt.log != "" {
				st.AccessLog = &state.AccessLog{Format: tt.log}
			}
		})
		got := w.call(http.MethodGet, "/dev/a", "", "x-amzn-RequestId", tt.sent)
		answered := got.Header()["x-amzn-RequestId"][0]
		if (answered == tt.sent) != tt.taken || len(answered) != len(id) || !strings.Contains(got.Body.String(), `"requestId":"`+answered+`"`) {
			t.Errorf("%s: answered as %s: %s", tt.name, answered, got.Body)
		}
		if !strings.Contains(w.access.String(), tt.logged) {
			t.Errorf("%s: logged %s, want %s", tt.name, w.access.String(), tt.logged)
		}
	}
}
