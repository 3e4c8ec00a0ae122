package dataplane

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// The forms of the developer guide (set-up-logging), and the rows observed in
// production (cors-throttle-cache-logs.md 6).
func TestAccessLogFormats(t *testing.T) {
	t.Parallel()
	const clf = `$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength`
	const errors = `$context.error.responseType $context.status $context.integration.status $context.integration.integrationStatus $context.error.message $context.error.messageString`
	for _, tt := range []struct {
		name, format, target, answer, failed string
		want                                 string
	}{
		{"CLF", clf, "/dev/a/7", `{"body":"hello"}`, "", `192.0.2.1 - - [10/Jul/2026:19:19:04 +0000] "GET /a/{id} HTTP/1.1" 200 5`},
		{"JSON", `{ "stage":"$context.stage", "path":"$context.path","n":$context.responseLatency }`, "/dev/a/7", `{}`, "", `{ "stage":"dev", "path":"/dev/a/7","n":0 }`},
		{"a function says 404", errors, "/dev/a/7", `{"statusCode":404}`, "", "- 404 404 200 - -"},
		{"requests to backends", "$context.integration.requestId $context.awsEndpointRequestId $context.authorizer.requestId", "/dev/a/7", `{}`, "", "f-1 f-1 -"},
		{"a function fails", errors, "/dev/a/7", `{"errorMessage":"x"}`, "Unhandled", `INTEGRATION_FAILURE 502 - 200 Internal server error "Internal server error"`},
		{"a miss", errors, "/dev/x", `{}`, "", `MISSING_AUTHENTICATION_TOKEN 403 - - Missing Authentication Token "Missing Authentication Token"`},
		{"unknown variables", "$context.nothing $context.identity.nothing $stageVariables.function $context", "/dev/a/7", `{}`, "", "- - $stageVariables.function $context"},
		{"names end where they end", "$context.stage. $context.stage-$context.stage", "/dev/a/7", `{}`, "", "dev. dev-dev"},
		{"authorizers", "$context.authorizer.principalId $context.authorizer.status $context.waf.status", "/dev/a/7", `{}`, "", "- - -"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a/{id}: GET")
			w.answer, w.failed = tt.answer, tt.failed
			w.stage(func(st *state.Stage) { st.AccessLog = &state.AccessLog{Format: tt.format + " $context.requestId"} })
			w.call(http.MethodGet, tt.target, "")
			if got := withoutID(w); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAccessLogOfAuthorizers(t *testing.T) {
	t.Parallel()
	w := guarded(t, tokenAuthorizer(), "/a: GET")
	w.guard = says("Allow", "*", `,"context":{"tenant":"t"}`)
	w.stage(func(st *state.Stage) {
		st.AccessLog = &state.AccessLog{Format: "$context.authorizer.principalId $context.authorizer.tenant $context.authorizer.status $context.authorizer.error $context.authorizer.integrationLatency $context.authorizer.requestId $context.requestId"}
	})
	w.call(http.MethodGet, "/dev/a", "", "Authorization", "x")
	w.call(http.MethodGet, "/dev/a", "")
	want := `^jane t 200 - \d+ guard-1\n- - 401 identity source header Authorization is missing 0 -$` // a latency is in milliseconds
	if got := withoutID(w); !regexp.MustCompile(want).MatchString(got) {
		t.Errorf("got %q, want %s", got, want)
	}
}

// The lines of cors-throttle-cache-logs.md 7.
func TestExecutionLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a/{id}: POST")
	w.stage(onlySetting("*/*", func(m *state.MethodSetting) { m.LoggingLevel, m.DataTraceEnabled = "INFO", true }))
	w.answer = `{"statusCode":201,"body":"made"}`
	w.call(http.MethodPost, "/dev/a/7?q=1", "sent", "Authorization", "Bearer secret", "X-Plain", "x")
	got := w.executed.String()
	for _, want := range []string{
		") Starting execution for request: ",
		") HTTP Method: POST, Resource Path: /a/{id}\n",
		") Method request path: {id=7}\n",
		") Method request query string: {q=1}\n",
		"X-Plain=x",
		"Authorization=*************",
		") Method request body before transformations: sent\n",
		") Endpoint request body after transformations: {\"resource\":",
		") Sending request to https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:directory/invocations\n",
		") Received response. Status: 200, Integration latency: ",
		") Endpoint response body before transformations: {\"statusCode\":201,\"body\":\"made\"}\n",
		") Method response headers: {Content-Type=application/json}\n",
		") Successfully completed execution\n",
		") Method completed with status: 201\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the log has no %q:\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if len(line) > maxLogEvent+1 || !strings.HasPrefix(line, "(") {
			t.Errorf("line of %d bytes: %s", len(line), line)
		}
		if strings.Contains(line, "Method request headers") && strings.Contains(line, "secret") {
			t.Errorf("the log holds a secret: %s", line)
		}
	}
}

func TestExecutionLogLevels(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		level, answer string
		lines         int
		part          string
	}{
		{"OFF", `{}`, 0, ""},
		{"", `{}`, 0, ""},
		{"ERROR", `{}`, 0, ""},
		{"ERROR", `"bad"`, 4, "Malformed Lambda proxy response"},
		{"INFO", `{}`, 6, "Successfully completed execution"},
	} {
		w := newWorld(t, "/a: GET")
		w.answer = tt.answer
		w.stage(onlySetting("*/*", func(m *state.MethodSetting) { m.LoggingLevel = tt.level }))
		w.call(http.MethodGet, "/dev/a", "", "X-Plain", "x")
		got := w.executed.String()
		if strings.Count(got, "\n") != tt.lines || !strings.Contains(got, tt.part) || strings.Contains(got, "X-Plain") {
			t.Errorf("level %q: got %d lines:\n%s", tt.level, strings.Count(got, "\n"), got)
		}
	}
}

// withoutID gives the access log without the request ids at the end of its lines.
func withoutID(w *world) string {
	var lines []string
	for line := range strings.Lines(w.access.String()) {
		line = strings.TrimRight(line, "\n")
		lines = append(lines, line[:strings.LastIndexByte(line, ' ')])
	}
	return strings.Join(lines, "\n")
}
