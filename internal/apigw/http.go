package apigw

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

// An HTTPAPI is an HTTP API, the other kind of API the service has (its
// apigatewayv2 calls). Entities carry the id the service gave them, and refer to
// each other by it. In an API that was read from a document an integration has
// the JSON pointer of its extension for an id, and an authorizer its name.
type HTTPAPI struct {
	ID                        string
	Name                      string
	Description               string
	Version                   string
	DisableExecuteAPIEndpoint bool
	CORS                      *CORS // nil leaves CORS to the routes
	Tags                      map[string]string

	Routes       []*Route
	Integrations []*HTTPIntegration
	Authorizers  []*HTTPAuthorizer
	Models       []*HTTPModel
}

// CORS is what an HTTP API answers preflights with and adds to other answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
type CORS struct {
	AllowOrigins     []string // origins, *, http://* or https://*
	AllowMethods     []string // verbs or *
	AllowHeaders     []string
	ExposeHeaders    []string
	MaxAge           *int // seconds, -1 to 86400; nil sends no header
	AllowCredentials bool
}

// A Route sends requests to an integration.
type Route struct {
	ID                  string
	Key                 string // GET /pets/{id}, ANY /{proxy+} or $default
	OperationName       string
	AuthorizationType   AuthorizationType // NONE, AWS_IAM, CUSTOM or JWT; never empty
	Authorizer          string            // id, for CUSTOM and JWT
	AuthorizationScopes []string          // of JWT
	Integration         string            // id; empty when the route has none
	Managed             bool              // made by a quick create

	Pos     diag.Pos // of the operation in its document
	Pointer string
}

// AuthorizationJWT is the authorization type of routes with a JWT authorizer.
const AuthorizationJWT AuthorizationType = "JWT"

// DefaultRoute is the key of the route for requests no other takes.
const DefaultRoute = "$default"

// Verb and Path are the parts of the key; both are empty for $default.
func (r *Route) Verb() string { verb, _ := r.split(); return verb }

// Path is the template behind the verb.
func (r *Route) Path() string { _, path := r.split(); return path }

func (r *Route) split() (verb, path string) {
	if r.Key == DefaultRoute {
		return "", ""
	}
	verb, path, _ = strings.Cut(r.Key, " ")
	return verb, path
}

// An HTTPIntegration is the backend of routes. It is the Go form of the
// x-amazon-apigateway-integration extension of HTTP APIs.
type HTTPIntegration struct {
	ID                   string
	Type                 IntegrationType // AWS_PROXY or HTTP_PROXY
	Subtype              string          // a service's action, e.g. SQS-SendMessage; empty calls a function
	Method               string          // of the backend call; ANY is the caller's
	URI                  string
	Description          string
	Credentials          string
	ConnectionType       string // INTERNET or VPC_LINK
	ConnectionID         string
	PayloadFormatVersion string // 1.0 or 2.0
	TimeoutInMillis      int    // zero is the service default, 30000
	RequestParameters    map[string]string
	ResponseParameters   map[string]map[string]string // by status
	ServerNameToVerify   string                       // of a private integration over TLS
	Managed              bool                         // made by a quick create

	Pos     diag.Pos
	Pointer string
}

// An HTTPAuthorizer decides who may call routes.
type HTTPAuthorizer struct {
	ID                    string
	Name                  string
	Type                  string // REQUEST or JWT
	URI                   string // of the function
	Credentials           string
	IdentitySource        []string // $request.header.Authorization
	PayloadFormatVersion  string   // 1.0 or 2.0, of REQUEST
	EnableSimpleResponses bool
	ResultTTLInSeconds    *int // nil is the service default, 0: no cache
	Issuer                string
	Audience              []string

	Pos     diag.Pos
	Pointer string
}

// An HTTPModel is a schema kept with an API. HTTP APIs validate nothing by it.
type HTTPModel struct {
	ID          string
	Name        string
	ContentType string
	Description string
	Schema      string
}

// Route gives the route of that key, or nil.
func (a *HTTPAPI) Route(key string) *Route {
	return first(a.Routes, func(r *Route) bool { return r.Key == key })
}

// Integration gives the integration of that id, or nil.
func (a *HTTPAPI) Integration(id string) *HTTPIntegration {
	return first(a.Integrations, func(i *HTTPIntegration) bool { return i.ID == id })
}

// Authorizer gives the authorizer of that id, or nil.
func (a *HTTPAPI) Authorizer(id string) *HTTPAuthorizer {
	return first(a.Authorizers, func(h *HTTPAuthorizer) bool { return h.ID == id })
}

var httpVariable = regexp.MustCompile(`\$\{?stageVariables\.(\w+)`)

// StageVariables lists the stage variables the API refers to, sorted.
func (a *HTTPAPI) StageVariables() []string {
	found := map[string]bool{}
	note := func(texts ...string) {
		for _, text := range texts {
			for _, m := range httpVariable.FindAllStringSubmatch(text, -1) {
				found[m[1]] = true
			}
		}
	}
	for _, auth := range a.Authorizers {
		note(auth.URI)
		note(auth.IdentitySource...)
	}
	for _, in := range a.Integrations {
		note(in.URI, in.Credentials, in.ConnectionID)
		each(func(text string) { note(text) }, in.RequestParameters)
		for _, mappings := range in.ResponseParameters {
			each(func(text string) { note(text) }, mappings)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func first[T any](all []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i]
	}
	return nil
}
