package dataplane

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigen-go/apigen/gateway/internal/trace"
)

const (
	// maxLogEvent is where the service cuts a line of an execution log.
	maxLogEvent = 1024
	truncated   = " [TRUNCATED]"
)

// say adds a line to the execution log.
func (x *exchange) say(format string, args ...any) {
	if x.verbose {
		x.lines = append(x.lines, fmt.Sprintf(format, args...))
	}
}

// logText keeps a body for the inspector and the execution log, under the words
// of the latter.
func (x *exchange) logText(what string, body []byte) {
	text := trace.NewText(what, body)
	x.traced.Texts = append(x.traced.Texts, text)
	if x.dataTrace {
		x.say("%s: %s", what, text.Text())
	}
}

// logOutbound is said of the integration request when it is complete.
func (x *exchange) logOutbound(uri string, h header, body []byte) {
	if x.verbose && x.dataTrace {
		x.say("Endpoint request URI: %s", uri)
		x.say("Endpoint request headers: %s", javaMap(h.masked()))
	}
	x.traced.Called(uri, h.texts())
	x.logText("Endpoint request body after transformations", body)
	x.say("Sending request to %s", uri)
}

// logInbound is said of the backend's answer.
func (x *exchange) logInbound(status int, took time.Duration, h header, body []byte) {
	if id := h.get("x-amzn-RequestId"); id != "" {
		x.backendRequestID = id
	}
	if in := x.traced.Integration; in != nil {
		in.Status, in.Duration, in.AnswerHeader = status, took, h.texts()
	}
	x.say("Received response. Status: %d, Integration latency: %d ms", status, took.Milliseconds())
	if x.verbose && x.dataTrace {
		x.say("Endpoint response headers: %s", javaMap(h.masked()))
	}
	x.logText("Endpoint response body before transformations", body)
}

// texts writes headers for the inspector, secrets masked: the lines are parts of
// one text.
func (h header) texts() []string {
	if len(h) == 0 {
		return nil
	}
	var text strings.Builder
	text.Grow(h.size())
	ends := make([]int, len(h))
	for i, f := range h {
		text.WriteString(f.name)
		text.WriteString(": ")
		text.WriteString(f.masked())
		ends[i] = text.Len()
	}
	lines, from := make([]string, len(h)), 0
	for i, end := range ends {
		lines[i], from = text.String()[from:end], end
	}
	return lines
}

// logMethodRequest are the lines about the method request.
func (x *exchange) logMethodRequest(verb, path, body string, headers []HeaderLine) []string {
	var params, query []HeaderLine
	all := x.pathParams()
	for _, name := range sortedKeys(all) {
		params = append(params, HeaderLine{name, all[name]})
	}
	for _, name := range sortedKeys(x.query) {
		query = append(query, HeaderLine{name, strings.Join(x.query[name], ",")})
	}
	lines := []string{
		"Starting execution for request: " + x.requestID,
		"HTTP Method: " + verb + ", Resource Path: " + path,
	}
	if !x.dataTrace {
		return lines
	}
	return append(lines,
		"Method request path: "+javaMap(params),
		"Method request query string: "+javaMap(query),
		"Method request headers: "+javaMap(headers),
		"Method request body before transformations: "+body,
	)
}

// executionLog gives the whole log of a request that is finished.
func (x *exchange) executionLog(ans *answer, begin []string) []string {
	lines := append(begin, x.lines...)
	if x.failure == nil {
		if x.dataTrace {
			lines = append(lines, "Method response headers: "+javaMap(ans.header.lines()))
		}
		lines = append(lines, "Successfully completed execution")
	}
	return append(lines, fmt.Sprintf("Method completed with status: %d", ans.status))
}

// writeExecutionLog writes the log of a request as the stage's setting for the
// method wants it: every line (INFO), or those of failures (ERROR). Each line is
// cut where the service cuts it. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
func (s *Server) writeExecutionLog(x *exchange, ans *answer) {
	if s.ExecutionLog == nil || x.level == "" || x.level == "OFF" || x.level == "ERROR" && x.failure == nil {
		return
	}
	body := "[Binary Data]"
	if utf8.Valid(x.body) {
		body = string(x.body)
	}
	begin := x.logMethodRequest(x.verb, x.match.resource.path, body, x.header.masked())
	if x.level == "ERROR" {
		begin = nil
	}
	var b strings.Builder
	for _, line := range x.executionLog(ans, begin) {
		line = "(" + x.requestID + ") " + strings.ReplaceAll(line, "\n", "\\n")
		if len(line) > maxLogEvent {
			line = strings.ToValidUTF8(line[:maxLogEvent-len(truncated)], "") + truncated
		}
		b.WriteString(line + "\n")
	}
	s.accessMu.Lock()
	defer s.accessMu.Unlock()
	_, _ = s.ExecutionLog.Write([]byte(b.String())) // a log that cannot be written stops no request
}

// masked gives header lines without the values nobody should find in a log.
func (h header) masked() []HeaderLine {
	lines := make([]HeaderLine, len(h))
	for i, f := range h {
		lines[i] = HeaderLine{f.name, f.masked()}
	}
	return lines
}

// masked is the value of a field, a secret only by its end.
func (f field) masked() string {
	switch http.CanonicalHeaderKey(f.name) {
	case "Authorization", "X-Api-Key", "X-Amz-Security-Token", "Cookie":
		keep := 0
		if len(f.value) > 20 {
			keep = 6
		}
		cut := len(f.value) - keep
		return strings.Repeat("*", cut) + f.value[cut:]
	}
	return f.value
}

// javaMap prints names and values as Java prints a map.
func javaMap(entries []HeaderLine) string {
	var parts []string
	for _, e := range entries {
		parts = append(parts, e.Name+"="+e.Value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (h header) lines() []HeaderLine {
	var out []HeaderLine
	for _, f := range h {
		out = append(out, HeaderLine{f.name, f.value})
	}
	return out
}
