package httpapi

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/apigen-go/apigen/gateway/internal/accesslog"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// respond writes the answer with the headers every answer has, then the access
// log line and the trace.
func (x *exchange) respond(w http.ResponseWriter) {
	if x.answer.header == nil {
		x.answer.header = http.Header{}
	}
	if !validHeader(x.answer.header) {
		x.fail(internalError("the answer has a header that HTTP does not allow"))
	}
	x.addCORS(x.answer.header)
	out := w.Header()
	maps.Copy(out, x.answer.header)
	out["Apigw-Requestid"] = []string{x.requestID}
	if out["Content-Type"] == nil {
		out["Content-Type"] = nil // a nil list keeps net/http from guessing one
	}
	if status := x.answer.status; status == http.StatusNoContent || status == http.StatusNotModified {
		x.answer.body = nil
	} else {
		out.Set("Content-Length", strconv.Itoa(len(x.answer.body)))
	}
	w.WriteHeader(x.answer.status)
	if x.r.Method != http.MethodHead {
		_, _ = w.Write(x.answer.body) //nolint:gosec // what a backend answers is the caller's; one that is gone cannot be told
	}
	x.finish()
}

// validHeader keeps line breaks and other characters HTTP forbids out of the
// answer: net/http would drop such a header silently or damage the answer.
func validHeader(h http.Header) bool {
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) {
			return false
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return false
			}
		}
	}
	return true
}

// finish writes the access log line and hands the trace to the recorder.
func (x *exchange) finish() {
	took := x.server.Now().Sub(x.start)
	x.traced.Status, x.traced.Bytes, x.traced.Duration = x.answer.status, len(x.answer.body), took
	if x.failure != nil {
		x.traced.Error = x.failure.kind
	}
	x.server.Traces.Add(x.traced, x.r)
	if x.server.AccessLog == nil {
		return
	}
	line := x.accessLine(took)
	x.server.accessMu.Lock()
	defer x.server.accessMu.Unlock()
	_, _ = x.server.AccessLog.Write(line)
}

// accessLine is the line in the stage's format; a stage without one has the
// guide's JSON format, with a few members more.
func (x *exchange) accessLine(took time.Duration) []byte {
	c := x.logContext(took, len(x.answer.body))
	lookup := func(path ...string) string {
		v := c.Lookup(path...)
		if v.IsNull() || v.Map() != nil || v.Object() != nil {
			return ""
		}
		return v.String()
	}
	if x.stage != nil && x.stage.AccessLog != nil {
		if format, err := accesslog.Parse(x.stage.AccessLog.Format); err == nil {
			return format.Append(nil, lookup)
		}
	}
	line := struct {
		RequestID         string `json:"requestId"`
		IP                string `json:"ip"`
		RequestTime       string `json:"requestTime"`
		HTTPMethod        string `json:"httpMethod"`
		RouteKey          string `json:"routeKey"`
		Status            int    `json:"status"`
		Protocol          string `json:"protocol"`
		ResponseLength    int    `json:"responseLength"`
		APIID             string `json:"apiId"`
		Stage             string `json:"stage"`
		Path              string `json:"path"`
		ResponseLatency   int64  `json:"responseLatency"` // milliseconds
		IntegrationStatus int    `json:"integrationStatus,omitempty"`
		ErrorMessage      string `json:"errorMessage,omitempty"`
	}{
		RequestID: x.requestID, IP: x.sourceIP, RequestTime: requestTime(x.start), HTTPMethod: x.r.Method,
		RouteKey: lookup("routeKey"), Status: x.answer.status, Protocol: "HTTP/1.1", ResponseLength: len(x.answer.body),
		APIID: x.target.APIID, Stage: lookup("stage"), Path: x.path, ResponseLatency: took.Milliseconds(),
		IntegrationStatus: x.integrationStatus, ErrorMessage: lookup("error", "message"),
	}
	b, _ := json.Marshal(line) // strings and numbers always encode
	return append(b, '\n')
}

// CheckLogFormat says why a format of an access log is none.
func CheckLogFormat(format string) error {
	_, err := accesslog.Parse(format)
	return err
}
