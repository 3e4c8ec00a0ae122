// Package controlplane serves the control plane of a local gateway: the calls
// the AWS SDKs make for REST APIs of API Gateway, for permissions and
// invocations of Lambda functions, and sts:GetCallerIdentity.
//
// Any signature is accepted. Errors have the service's codes and, where they
// were recorded, its texts. A call of API Gateway that is not served is refused
// by its name.
package controlplane

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

// A Config says what a [Server] works with. Every field must be set.
type Config struct {
	Store     *state.Store
	DataPlane *dataplane.Server
	Functions *lambda.Host
	IDs       *ids.Source
	Now       func() time.Time
	Log       *slog.Logger
	AccountID string
	Region    string
}

// A Server answers control-plane calls.
type Server struct {
	Config
	mux *http.ServeMux
}

// New makes a server.
func New(c Config) *Server {
	s := &Server{Config: c, mux: http.NewServeMux()}
	for _, r := range s.routes() {
		s.mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	for _, line := range strings.Split(strings.TrimSpace(unservedCalls), "\n") {
		verb, rest, _ := strings.Cut(line, " ")
		path, name, _ := strings.Cut(rest, " ")
		s.mux.HandleFunc(verb+" "+path, func(w http.ResponseWriter, _ *http.Request) {
			writeError(w, &apiError{http.StatusNotImplemented, "UnsupportedOperation", name + " is not served by the local gateway"})
		})
	}
	return s
}

// Serves reports whether a path belongs to the control plane.
func Serves(method, path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "restapis", "apikeys", "usageplans", "tags", "account", "domainnames", "vpclinks", "clientcertificates",
		"sdktypes", "domainnameaccessassociations", "rejectdomainnameaccessassociations", "v2",
		"2015-03-31", "2017-03-31", "2017-10-31", "2018-10-31", "2019-09-25", "2019-09-30", "2020-06-30", "2021-10-31":
		return true
	}
	return method == http.MethodPost && path == "/"
}

// maxBody bounds a call's body: ImportRestApi takes documents of 6 MB, Invoke
// payloads of 6 MB.
const maxBody = 7 << 20

// A request is a call on its way.
type request struct {
	*http.Request
	name string // of the call: CreateModel
	body []byte
}

// An answer is what a call gives: a status with a body that is written as JSON,
// or as it is when it is bytes.
type answer struct {
	status int
	body   any
	header http.Header
}

func ok(body any) (answer, error)      { return answer{status: http.StatusOK, body: body}, nil }
func created(body any) (answer, error) { return answer{status: http.StatusCreated, body: body}, nil }
func accepted() (answer, error)        { return answer{status: http.StatusAccepted}, nil }
func noContent() (answer, error)       { return answer{status: http.StatusNoContent}, nil }

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-amzn-RequestId", s.IDs.UUID())
	if _, pattern := s.mux.Handler(r); pattern == "" {
		writeError(w, &apiError{http.StatusNotImplemented, "UnsupportedOperation", r.Method + " " + r.URL.Path + " is not served by the local gateway"})
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, to route) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		writeError(w, &apiError{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "Request body is too large"})
		return
	}
	ans, err := to.call(&request{Request: r, name: to.name, body: body})
	if err != nil {
		var known *apiError
		if !errors.As(err, &known) {
			s.Log.Error("control plane call", "method", r.Method, "path", r.URL.Path, "error", err)
			known = &apiError{http.StatusInternalServerError, "ServiceUnavailableException", err.Error()}
		}
		writeError(w, known)
		return
	}
	for name, values := range ans.header {
		w.Header()[name] = values
	}
	raw, isRaw := ans.body.([]byte)
	if !isRaw && ans.body != nil {
		w.Header().Set("Content-Type", "application/json")
		raw, err = json.Marshal(ans.body)
		if err != nil {
			s.Log.Error("control plane answer", "error", err)
			writeError(w, &apiError{http.StatusInternalServerError, "ServiceUnavailableException", err.Error()})
			return
		}
	}
	w.WriteHeader(ans.status)
	_, _ = w.Write(raw)
}

// An apiError is an error a caller sees.
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func badRequest(format string, args ...any) *apiError {
	return &apiError{http.StatusBadRequest, "BadRequestException", fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) *apiError {
	return &apiError{http.StatusNotFound, "NotFoundException", fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) *apiError {
	return &apiError{http.StatusConflict, "ConflictException", fmt.Sprintf(format, args...)}
}

// unserved refuses a part of a call that the local gateway does not do.
func unserved(format string, args ...any) *apiError {
	return &apiError{http.StatusNotImplemented, "UnsupportedOperation", fmt.Sprintf(format, args...) + " is not served by the local gateway"}
}

func writeError(w http.ResponseWriter, e *apiError) {
	w.Header().Set("Content-Type", "application/json")
	w.Header()["x-amzn-ErrorType"] = []string{e.code}
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(struct {
		Message string `json:"message"`
	}{e.message})
}

func (r *request) query() url.Values { return r.URL.Query() }

// api gives the API a call is about, from the current snapshot.
func (s *Server) api(d *state.Data, r *request) (*state.API, error) {
	id := r.PathValue("api")
	if a := d.APIs[id]; a != nil {
		return a, nil
	}
	return nil, s.noAPI(id)
}

func (s *Server) noAPI(id string) error {
	return notFound("Invalid API identifier specified %s:%s", s.AccountID, id)
}
