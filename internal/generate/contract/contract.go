// Package contract is what apigen generate knows of an API after it has read
// the Go source and before it writes anything: operations with their
// parameters, bodies and responses, the schemas of the types they use, and the
// gateway's settings. The loader makes it; the emitters read it.
package contract

import (
	"go/types"

	"github.com/apigen-go/apigen/internal/diag"
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
	Schemas     []*Schema // component schemas, in source order
	Authorizers []*CognitoAuthorizer
	UsesAPIKey  bool
	Errors      []*Problem // declared anywhere, in source order
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
}

// HTTP is the settings of an HTTP API.
type HTTP struct{}

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
	ID          string   // operationId: getPerson
	Summary     string
	Description string
	Deprecated  bool
	Tags        []string

	Request   *Request    // nil when the method takes no request
	Responses []*Response // success responses, in source order; at least one
	Problems  []*Problem  // in order of status, then declaration

	Scopes     []string
	Authorizer *CognitoAuthorizer // nil when there is none
	APIKey     bool
	Validate   Validation
	Lambda     *Lambda
}

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
}

// A Body is the body of a request or a response.
type Body struct {
	Pos          diag.Pos
	Field        string   // Go field that holds it; empty when the struct itself is the body
	Pointer      bool     // the field is a pointer
	ContentTypes []string // application/json, or those of a binary body
	Binary       bool     // the field is []byte and holds the body's bytes
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

// A CognitoAuthorizer is a user pool authorizer.
type CognitoAuthorizer struct {
	Pos       diag.Pos
	Name      string
	UserPools []string
	Header    string // Authorization
}

// APIKeyScheme is the name of the security scheme of API keys.
const APIKeyScheme = "api_key"

// Lambda is a Lambda proxy integration.
type Lambda struct {
	Function string
	Alias    string
	Timeout  int // milliseconds; zero is the service's default
}
