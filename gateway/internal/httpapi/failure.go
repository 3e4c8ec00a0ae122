package httpapi

import (
	"encoding/json"
	"net/http"
)

// A failure is an answer of the gateway itself. HTTP APIs have no gateway
// responses: the bodies are fixed.
type failure struct {
	status  int
	message string
	kind    string      // $context.error.responseType
	header  http.Header // besides Content-Type; may be nil
	cause   string      // for the log and the inspector
}

func notFound(cause string) *failure {
	return &failure{status: 404, message: "Not Found", kind: "NOT_FOUND", cause: cause}
}

// internalError is the answer to what is wrong with the API or its function.
// Unlike that of REST APIs it has capitals.
func internalError(cause string) *failure {
	return &failure{status: 500, message: "Internal Server Error", kind: "INTEGRATION_FAILURE", cause: cause}
}

func unavailable(cause string) *failure {
	return &failure{status: 503, message: "Service Unavailable", kind: "INTEGRATION_FAILURE", cause: cause}
}

func unauthorized(cause string) *failure {
	return &failure{status: 401, message: "Unauthorized", kind: "UNAUTHORIZED", cause: cause}
}

func forbidden(cause string) *failure {
	return &failure{status: 403, message: "Forbidden", kind: "ACCESS_DENIED", cause: cause}
}

// fail makes the failure the answer. What is wrong with the API is a warning in
// the log; a refused caller is not.
func (x *exchange) fail(f *failure) {
	x.failure = f
	x.traced.Log = append(x.traced.Log, f.cause)
	body, _ := json.Marshal(map[string]string{"message": f.message}) // a string always encodes
	x.answer = &answer{status: f.status, header: http.Header{}, body: body}
	for name, values := range f.header {
		x.answer.header[name] = values
	}
	x.answer.header.Set("Content-Type", "application/json")
	log := x.server.Log.Debug
	if f.status >= 500 {
		log = x.server.Log.Warn
	}
	log("HTTP API answered itself", "status", f.status, "cause", f.cause, "request", x.requestID, "method", x.r.Method, "path", x.target.Path)
}
