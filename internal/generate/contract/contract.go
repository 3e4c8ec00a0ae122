// Package contract is what apigen generate knows of an API after it has read
// the Go source and before it writes anything: operations with their
// parameters, bodies and responses, the schemas of the types they use, and the
// gateway's settings. The loader makes it; the emitters read it.
package contract

import (
	"go/types"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A Contract is one API.
type Contract struct {
	Pos         diag.Pos // of the gen.API literal
	Package     Package  // that holds the literal
	Service     string   // name of the service interface, e.g. Directory
	ServiceDoc  string
	Title       string
	Version     string
	Description string
	REST        *REST // settings with defaults; of an HTTP API it has those that both kinds share
	HTTP        *HTTP // settings of an HTTP API; nil for a REST API
	Operations  []*Operation
	Schemas     []*Schema     // component schemas, in source order
	Authorizers []*Authorizer // in the order they are met
	UsesAPIKey  bool
	Errors      []*Problem    // declared anywhere, in source order
	Servers     *openapi.Node // nil when there are none
	Docs        *openapi.Node // external documentation; nil when there is none
	Endpoint    *openapi.Node // endpoint configuration; nil when there is none
}

// A Package is a Go package the contract's types come from.
type Package struct {
	Path string // import path
	Name string
	Dir  string // folder, relative to the module root, with slashes
}

// REST is the settings of a REST API, with defaults filled in.
type REST struct {
	CORS             *CORS // nil when there is none
	BinaryMediaTypes []string
	Validate         Validation
	Extensions       []openapi.Member // of the document's root, in their order
	Responses        *openapi.Node    // gateway responses, by type; nil when there are none
}

// HTTP is the settings of an HTTP API.
type HTTP struct {
	CORS         *openapi.Node    // the x-amazon-apigateway-cors extension; nil when there is none
	Integrations *openapi.Node    // shared ones, by name; nil when there are none
	Tags         []openapi.Member // of the API
}

// Validation is what the gateway checks of a request.
type Validation struct{ Body, Parameters bool }

// CORS is the gateway's answer to preflights, with every header worked out.
type CORS struct {
	Origin        string
	AllowHeaders  []string
	ExposeHeaders []string
	MaxAge        int
	Credentials   bool
}

// An Operation is a method of the service interface on its route.
type Operation struct {
	Pos         diag.Pos // of the route in the literal
	Method      string   // GET
	Path        string   // /personnel/{personId}
	Name        string   // of the Go method: GetPerson
	ID          string   // getPerson
	DocumentID  *string  // operationId where it is not ID; empty is none
	Summary     string
	Description string
	Deprecated  bool
	Tags        []string

	Request   *Request    // nil when the method takes no request
	Responses []*Response // success responses, in source order; at least one
	Problems  []*Problem  // in order of status, then declaration

	Scopes     []string
	Authorizer *Authorizer // nil when there is none
	APIKey     bool
	Validate   Validation
	Lambda     *Lambda // nil when another integration answers

	// Integration is the x-amazon-apigateway-integration extension; nil for a
	// Lambda.
	Integration *openapi.Node
	Docs        *openapi.Node
	OtherErrors bool // it may answer with problems that are not declared
	Extensions  []openapi.Member
	Overrides   []Override
}

// An Override is a value that is set in the document at last.
type Override struct {
	Pointer string // from the operation on
	Value   *openapi.Node
}

// PlainPath is the path with a greedy variable as a plain one: /files/{path}. It
// is what OpenAPI without the words of API Gateway can say.
func (o *Operation) PlainPath() string { return strings.Replace(o.Path, "+}", "}", 1) }

// Served gives the contract with the operations the service has methods for,
// which is what Go code is generated for.
func (c *Contract) Served() *Contract {
	served := *c
	served.Operations = nil
	for _, op := range c.Operations {
		if op.Served() {
			served.Operations = append(served.Operations, op)
		}
	}
	return &served
}

// Served reports whether the service has a method for the operation. API Gateway
// answers others by itself.
func (o *Operation) Served() bool { return o.Name != "" }

// A Request is the request struct of an operation.
type Request struct {
	GoType     *types.Named
	Parameters []*Parameter
	Body       *Body // nil when there is none
	// ContentType is the name of the Go field that takes the Content-Type
	// header; empty when there is none.
	ContentType string
}

// Location is where a parameter stands.
type Location string

const (
	Path   Location = "path"
	Query  Location = "query"
	Header Location = "header"
	Cookie Location = "cookie"
)

// A Parameter is a field of a request or response struct outside the body.
type Parameter struct {
	Pos      diag.Pos
	Field    string // Go field, e.g. PersonID
	Name     string // on the wire, e.g. personId
	In       Location
	Required bool
	Pointer  bool // the Go field is a pointer
	GoType   types.Type
	Schema   *Schema
	Doc      string
	Default  *Value
	Explode  bool // each item of a list is given by itself
	Encoded  bool // the type reads and writes its text itself
}

// A Body is the body of a request or a response.
type Body struct {
	Pos          diag.Pos
	Field        string   // Go field that holds it; empty when the struct itself is the body
	Pointer      bool     // the field is a pointer
	ContentTypes []string // application/json, or those of a binary body
	Binary       bool     // the field is []byte or a string and holds the body's bytes
	Text         bool     // it is a string, beside Binary
	Stream       bool     // it is an io.Reader or io.ReadCloser, beside Binary: bytes as they come
	Form         bool     // it is a form, whose fields are the members of its schema
	Required     bool     // requests only
	GoType       types.Type
	Schema       *Schema
}

// A Response is one success status of an operation.
type Response struct {
	Status int
	// GoType is the response struct; nil when the method returns an error alone.
	GoType  *types.Named
	Headers []*Parameter // In is Header
	Body    *Body        // nil when there is none
	// ContentType is the Go field with the Content-Type of a binary body.
	ContentType string
	// Alternative tells that the struct has one pointer field per status, of
	// which the handler sets one.
	Alternative bool
	Doc         string
}

// A Problem is a declared error.
type Problem struct {
	Pos     diag.Pos
	GoName  string // ErrPersonNotFound
	Type    string
	Title   string
	Status  int
	Doc     string
	Package Package
}

// An Authorizer decides who may call.
type Authorizer struct {
	Pos    diag.Pos
	Name   string
	Header string // with the token, e.g. Authorization; empty when it takes none
	Scopes bool   // it knows scopes
	IAM    bool   // requests are signed
	// Scheme is the security scheme with the extensions of the gateway.
	Scheme *openapi.Node
}

// APIKeyScheme is the name of the security scheme of API keys.
const APIKeyScheme = "api_key"

// Lambda is a Lambda proxy integration.
type Lambda struct {
	Function string
	Alias    string
	Timeout  int // milliseconds; zero is the service's default

	Credentials string
	Stream      bool
	Payload     string // of an HTTP API: 1.0 or 2.0
}
