package dataplane

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// respond writes the answer with the headers every answer has, then the access
// log line and the trace.
func (s *Server) respond(w http.ResponseWriter, x *exchange, ans *answer) {
	if slices.ContainsFunc(ans.header, func(f field) bool { return !validField(f) }) {
		if ans.live != nil {
			_ = ans.live.Close() // it is of no more use
		}
		x.failure = internalError(integrationFailure, 502, "the function's answer has a header that HTTP does not allow")
		x.logFailure(x.failure)
		ans = x.render(x.failure)
	}
	x.compress(ans)
	out := w.Header()
	room := make([]string, 0, len(ans.header)+5) // for the values, which are lists of one
	one := func(value string) []string {
		room = append(room, value)
		return room[len(room)-1 : len(room) : len(room)]
	}
	for _, f := range ans.header {
		name := f.name
		if strings.EqualFold(name, "Content-Type") {
			name = "Content-Type" // net/http looks for this spelling
		}
		// Not Add, which would change the spelling the function chose.
		if earlier, ok := out[name]; ok {
			out[name] = append(earlier, f.value)
			continue
		}
		out[name] = one(f.value)
	}
	out["x-amzn-RequestId"] = one(x.requestID)
	out["x-amz-apigw-id"] = one(x.extendedID)
	if x.warning != "" {
		out["Warning"] = one(x.warning)
	}
	if ans.traced {
		out["X-Amzn-Trace-Id"] = one(x.traceID)
	}
	switch {
	case ans.live != nil: // its length is not known
	case bodyAllowed(ans.status):
		out["Content-Length"] = one(strconv.Itoa(len(ans.body)))
	default:
		ans.body = nil
	}
	w.WriteHeader(ans.status)
	whole := true
	switch {
	case ans.live != nil:
		whole = x.copyLive(w, ans)
	case x.r.Method != http.MethodHead:
		_, _ = w.Write(ans.body) // one that is gone cannot be told
	}
	s.finish(x, ans)
	if !whole {
		panic(http.ErrAbortHandler) // the caller must see that something is missing
	}
}

// validField keeps line breaks and other characters HTTP forbids out of the
// answer: net/http would drop such a header silently or damage the answer.
func validField(f field) bool {
	for i := range len(f.name) {
		if c := f.name[i]; !isAlphanumeric(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	for i := range len(f.value) {
		if c := f.value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return f.name != ""
}

func bodyAllowed(status int) bool { return status >= 200 && status != 204 && status != 304 }

// finish writes the access log line and hands the trace to the recorder.
func (s *Server) finish(x *exchange, ans *answer) {
	took := s.Now().Sub(x.start)
	x.traced.Status, x.traced.Bytes, x.traced.Duration = ans.status, ans.length(), took
	if x.failure != nil {
		x.traced.Error = string(x.failure.kind)
	}
	s.Traces.Add(x.traced, x.r)
	s.writeAccessLog(x, ans, took)
	s.writeExecutionLog(x, ans)
}
