// Package controlplane serves the control plane of a local gateway: the calls
// the AWS SDKs make for REST APIs of API Gateway, for permissions and
// invocations of Lambda functions, and sts:GetCallerIdentity.
//
// Any signature is accepted. Errors have the service's codes and, where they
// were recorded, its texts. A call of API Gateway that is not served is refused
// by its name.
package controlplane

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/restjson"
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
			restjson.WriteError(w, fault(http.StatusNotImplemented, "UnsupportedOperation", name+" is not served by the local gateway"))
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
		restjson.WriteError(w, unserved("%s %s", r.Method, r.URL.Path))
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, to route) {
	restjson.Serve(w, r, s.Log, func(in *restjson.Request) (restjson.Answer, error) {
		ans, err := to.call(&request{Request: in.Request, name: to.name, body: in.Body})
		return restjson.Answer{Status: ans.status, Body: ans.body, Header: ans.header}, err
	})
}

// An apiError is an error a caller sees.
type apiError = restjson.Error

func fault(status int, code, message string) *apiError {
	return &apiError{Status: status, Code: code, Message: message}
}

func badRequest(format string, args ...any) *apiError { return restjson.BadRequest(format, args...) }
func notFound(format string, args ...any) *apiError   { return restjson.NotFound(format, args...) }
func conflict(format string, args ...any) *apiError   { return restjson.Conflict(format, args...) }

// unserved refuses a part of a call that the local gateway does not do.
func unserved(format string, args ...any) *apiError { return restjson.Unserved(format, args...) }

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
