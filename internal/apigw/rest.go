// Package apigw is an API as API Gateway sees it: resources, methods,
// integrations, authorizers, models. It reads that from the OpenAPI documents
// with x-amazon-apigateway-* extensions which users import, and it is the one
// place that translates between OpenAPI's words and the gateway's.
//
// The linter judges this model, the plan compares two of them, the importer
// reads one from the live service, and the local gateway serves one.
package apigw

import (
	"encoding/json"
	"iter"

	"github.com/apigen-go/apigen/internal/diag"
)

// A RestAPI is a REST API. Entities carry the id the service gave them; it is
// empty in an API that was read from a document. Within an API, entities refer
// to each other by name.
type RestAPI struct {
	ID                        string
	Name                      string
	Description               string
	Version                   string
	APIKeySource              string // HEADER or AUTHORIZER
	BinaryMediaTypes          []string
	MinimumCompressionSize    *int // bytes; nil compresses nothing
	DisableExecuteAPIEndpoint bool
	EndpointType              string          // EDGE, REGIONAL or PRIVATE of a live API; documents do not say it
	Policy                    json.RawMessage // nil when there is none

	Resources         []*Resource // the root first, parents before children
	Models            []*Model
	Authorizers       []*Authorizer
	RequestValidators []*RequestValidator
	GatewayResponses  []*GatewayResponse // those that are set; others have the service's defaults

	DocumentationParts []*DocumentationPart `json:",omitempty"`
}

// A Resource is one node of the path tree. Resources without methods stand
// between others.
type Resource struct {
	ID      string
	Path    string // "/" or "/personnel/{id}"
	Methods []*Method
}

// A Method is a verb on a resource: the method request, the integration and
// the method responses.
type Method struct {
	HTTPMethod          string            // GET, ... or ANY
	OperationName       string            // operationId of the document
	AuthorizationType   AuthorizationType // never empty
	Authorizer          string            // name, for CUSTOM and COGNITO_USER_POOLS
	AuthorizationScopes []string
	APIKeyRequired      bool
	RequestParameters   map[string]bool   // method.request.path.id -> required
	RequestModels       map[string]string // media type -> model name
	RequestValidator    string            // name; empty validates nothing
	Responses           map[string]*MethodResponse
	Integration         *Integration // nil when the method has none, which no deployment takes

	Pos     diag.Pos // of the operation in its document
	Pointer string   // JSON pointer of the operation
}

// AuthorizationType is how a method finds out who calls.
type AuthorizationType string

const (
	AuthorizationNone    AuthorizationType = "NONE"
	AuthorizationIAM     AuthorizationType = "AWS_IAM"
	AuthorizationCustom  AuthorizationType = "CUSTOM"
	AuthorizationCognito AuthorizationType = "COGNITO_USER_POOLS"
)

// A MethodResponse declares a status a method answers with.
type MethodResponse struct {
	StatusCode         string
	ResponseParameters map[string]bool   // method.response.header.Location -> required
	ResponseModels     map[string]string // media type -> model name
}

// IntegrationType is the kind of backend.
type IntegrationType string

const (
	IntegrationAWS       IntegrationType = "AWS"
	IntegrationAWSProxy  IntegrationType = "AWS_PROXY"
	IntegrationHTTP      IntegrationType = "HTTP"
	IntegrationHTTPProxy IntegrationType = "HTTP_PROXY"
	IntegrationMock      IntegrationType = "MOCK"
)

// An Integration is how API Gateway answers a method: the backend it calls and
// the mapping on the way there and back. It is the Go form of the
// x-amazon-apigateway-integration extension.
type Integration struct {
	Type                IntegrationType
	HTTPMethod          string // of the backend call; empty for a mock
	URI                 string // empty for a mock
	Credentials         string
	ConnectionType      string // INTERNET or VPC_LINK; empty is INTERNET
	ConnectionID        string
	PassthroughBehavior string // WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER
	ContentHandling     string // CONVERT_TO_TEXT, CONVERT_TO_BINARY or empty
	TimeoutInMillis     int    // zero is the service default, 29000
	CacheNamespace      string
	CacheKeyParameters  []string
	RequestParameters   map[string]string
	RequestTemplates    map[string]string // media type -> template
	Responses           []*IntegrationResponse
	InsecureSkipVerify  bool   // tlsConfig.insecureSkipVerification
	IntegrationTarget   string // ALB or NLB listener of a VPC link V2
	TransferMode        string // BUFFERED or STREAM; empty is BUFFERED

	Pos     diag.Pos
	Pointer string
}

// An IntegrationResponse maps answers of the backend to a method response.
type IntegrationResponse struct {
	SelectionPattern   string // empty takes what no other pattern does
	StatusCode         string
	ResponseParameters map[string]string // method.response.header.X -> expression
	ResponseTemplates  map[string]string
	ContentHandling    string
}

// A Model is a JSON schema (draft 4) that bodies are validated against.
type Model struct {
	ID          string
	Name        string
	Description string
	ContentType string          // application/json
	Schema      json.RawMessage // with $refs to other models in the form #/components/schemas/NAME

	Pos     diag.Pos
	Pointer string
}

// An Authorizer decides who may call.
type Authorizer struct {
	ID                           string
	Name                         string
	Type                         string // TOKEN, REQUEST or COGNITO_USER_POOLS
	ProviderARNs                 []string
	AuthType                     string // the document's authtype, e.g. cognito_user_pools
	URI                          string
	Credentials                  string
	IdentitySource               string
	IdentityValidationExpression string
	ResultTTLInSeconds           *int // nil is the service default, 300

	Pos     diag.Pos
	Pointer string
}

// A RequestValidator says which parts of a request are validated.
type RequestValidator struct {
	ID                        string
	Name                      string
	ValidateRequestBody       bool
	ValidateRequestParameters bool
}

// A GatewayResponse customises the answers API Gateway itself gives.
type GatewayResponse struct {
	Type               string // DEFAULT_4XX, UNAUTHORIZED, ...
	StatusCode         string // empty keeps the type's own
	ResponseParameters map[string]string
	ResponseTemplates  map[string]string
}

// Resource gives the resource at the path, or nil.
func (a *RestAPI) Resource(path string) *Resource {
	for _, r := range a.Resources {
		if r.Path == path {
			return r
		}
	}
	return nil
}

// Method gives the resource's method of that verb, or nil.
func (r *Resource) Method(verb string) *Method {
	if r == nil {
		return nil
	}
	for _, m := range r.Methods {
		if m.HTTPMethod == verb {
			return m
		}
	}
	return nil
}

// Methods yields every method with the resource it is on, in order.
func (a *RestAPI) Methods() iter.Seq2[*Method, *Resource] {
	return func(yield func(*Method, *Resource) bool) {
		for _, r := range a.Resources {
			for _, m := range r.Methods {
				if !yield(m, r) {
					return
				}
			}
		}
	}
}

// Authorizer gives the authorizer of that name, or nil.
func (a *RestAPI) Authorizer(name string) *Authorizer {
	for _, auth := range a.Authorizers {
		if auth.Name == name {
			return auth
		}
	}
	return nil
}

// Model gives the model of that name, or nil.
func (a *RestAPI) Model(name string) *Model {
	for _, m := range a.Models {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// RequestValidator gives the validator of that name, or nil.
func (a *RestAPI) RequestValidator(name string) *RequestValidator {
	for _, v := range a.RequestValidators {
		if v.Name == name {
			return v
		}
	}
	return nil
}
