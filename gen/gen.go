// Package gen is the vocabulary of an apigen contract: the words with which a
// Go package says which operations its API has and how Amazon API Gateway is to
// serve them.
//
// A contract is an interface, the request and response structs of its methods,
// and one package-level [API] literal that gives every method a route:
//
//	// Directory lets the company find its people.
//	type Directory interface {
//		// GetPerson returns one person.
//		GetPerson(context.Context, *GetPersonRequest) (*Person, error)
//	}
//
//	var _ = gen.API{
//		Title:   "Company directory",
//		Version: "1.0.0",
//		Service: (*Directory)(nil),
//		Gateway: gen.REST{Validate: gen.ValidateAll},
//		Operations: []gen.Operation{
//			gen.GET("/personnel/{id}", Directory.GetPerson),
//		},
//	}
//
// # Requests
//
// A field tagged path, query or header is a parameter of that name, and the
// field Body is the JSON body; a struct that has neither is the body itself. A
// parameter is optional when its field is a pointer, when its tag says
// omitempty or omitzero, or when it has a default:
//
//	type ListRequest struct {
//		Team  string `path:"team"`
//		Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
//		After string `query:"after,omitempty"`
//	}
//
// A Body of type []byte with the tag contentType:"image/png,image/jpeg" holds
// bytes of these media types; the field tagged header:"Content-Type" tells
// which. A string holds text of them, and an io.Reader or io.ReadCloser hands the
// bytes on as they come.
//
// # Responses
//
// Fields tagged header are headers, Body is the body, and its tag status is the
// status, 200 without one. Several pointer fields with a status each are
// alternatives, of which the handler sets one. A struct without any of these is
// the body itself. A method that returns an error alone answers 204, and a blank
// field such as _ struct{} with the tag status:"202" changes the status of an
// answer that has no body. Errors are values of type problem.Problem.
//
// # Bodies
//
// The schema of a body is what encoding/json writes: names, omitted fields and
// embedded structs included. Nil slices and maps are written as [] and {}, so
// the schema knows no null but that of a pointer without omitempty or omitzero.
// Members are required unless they say omitempty or omitzero or have a default. The constants of a named string or integer type are its values.
//
// Comments become descriptions. Tags called like the keywords of JSON Schema
// become constraints: minimum, maximum, multipleOf, minLength, maxLength,
// pattern, format, minItems, maxItems, uniqueItems, minProperties,
// maxProperties, default, title, exclusiveMinimum, exclusiveMaximum. Defaults and constraints of parameters stand in
// the document and are applied by the generated server; API Gateway itself
// checks no more of a parameter than that it is there.
//
// Annotations are readOnly, writeOnly, deprecated and example; enum lists the
// values of a string or number, and additionalProperties:"false" on a blank field
// closes a struct. The document for API Gateway leaves out what its models do not
// know; apigen generate --public writes one that keeps it all.
//
// Types that write JSON of their own are described by [API].Types. A sealed
// interface, one with a method that is not exported, is one of the structs of its
// package: see [OneOf].
//
// # What is read
//
// The literal is read from the source by apigen generate and never run, so its
// values must be readable without running them: constants, composite literals,
// package variables initialised with such, and calls of this package's
// functions. The package holds plain values and imports nothing, so a service
// that links its contract pays nothing for it.
package gen

// An API is the whole contract. Exactly one package-level variable of a package
// holds it; by custom it is the blank identifier.
type API struct {
	// Title is the name of the API in the document and in API Gateway, where
	// apigen import finds the API by it.
	Title string
	// Version is the version of the contract, e.g. "1.0.0".
	Version string
	// Description is Markdown. When it is empty, the package comment is used.
	Description string
	// Service is a nil pointer to the interface that lists the operations:
	// (*Directory)(nil). An API whose operations have no handlers needs none.
	Service any
	// Gateway is the kind of API that is built, with its settings: a [REST] or
	// an [HTTP].
	Gateway Gateway
	// Defaults hold for every operation that does not say otherwise.
	Defaults Defaults
	// Operations give each method of Service its route.
	Operations []Operation
	// Servers are addresses the API is reached at, for documentation.
	Servers []Server
	// Docs is where more is written about the API.
	Docs Link
	// Types say how types are written in JSON where their Go declaration does
	// not: [As], [TypeSchema], [OneOf]. [Model] keeps those no operation mentions.
	Types []Type
}

// Defaults are what an operation has unless its options say otherwise.
type Defaults struct {
	// Integration answers the operations. Without one here, every operation
	// needs its own.
	Integration Integration
	// Security is what a caller must show. Nil leaves the operations public.
	Security Security
	// Errors are problems every operation may answer with.
	Errors []error
}

// A Server is an address of an API.
type Server struct {
	URL         string `ext:"url"`
	Description string `ext:"description"`
}

// A Link leads to further documentation.
type Link struct {
	URL         string `ext:"url"`
	Description string `ext:"description"`
}

// A Gateway is the kind of API that is built. It is a [REST] or an [HTTP].
type Gateway interface{ gateway() }

// REST builds an API Gateway REST API (the kind with request validation, API
// keys and mapping templates). Its zero value validates nothing and allows no
// other origin.
type REST struct {
	// Validate is what API Gateway checks before it calls the integration.
	Validate Validation
	// CORS lets browsers on other origins call the API. The zero value does not.
	CORS CORS
	// BinaryMediaTypes lists further media types whose bodies are bytes, not
	// text, e.g. "application/zip". Media types of []byte bodies are added by
	// themselves.
	BinaryMediaTypes []string
	// MinimumCompressionSize is from how many bytes on answers are compressed.
	// Without it none is; a written 0 compresses all.
	MinimumCompressionSize int `ext:"x-amazon-apigateway-minimum-compression-size" limits:"0,10485760"`
	// APIKeySource is where API keys come from.
	APIKeySource APIKeySource `ext:"x-amazon-apigateway-api-key-source"`
	// Policy is the resource policy: who may call at all.
	Policy Policy `ext:"x-amazon-apigateway-policy"`
	// Responses change the answers API Gateway itself gives.
	Responses map[ResponseType]GatewayResponse
	// Documentation is kept by API Gateway as documentation parts.
	Documentation Documentation `ext:"x-amazon-apigateway-documentation"`
	// Endpoint is how the API is reached.
	Endpoint Endpoint
	// SecurityPolicy is the lowest version of TLS, e.g. TLS_1_2 or one of the
	// SecurityPolicy_* names, which need an AccessMode.
	SecurityPolicy string `ext:"x-amazon-apigateway-security-policy"`
	// AccessMode says how strictly requests must come through the API's own
	// endpoint.
	AccessMode AccessMode `ext:"x-amazon-apigateway-endpoint-access-mode"`
}

func (REST) gateway() {}
func (HTTP) gateway() {}

// Validation is what API Gateway checks of a request.
type Validation int

const (
	// ValidateNone checks nothing.
	ValidateNone Validation = iota
	// ValidateAll checks required parameters, and JSON bodies against their model.
	ValidateAll
	// ValidateBody checks JSON bodies against their model.
	ValidateBody
	// ValidateParameters checks that required parameters are there.
	ValidateParameters
)

// CORS says which browsers may call the API. On a REST API every path gets an
// OPTIONS method that answers the preflight without calling the integration,
// and error answers of API Gateway itself carry the headers too.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
type CORS struct {
	// Origins holds the one origin that may call, e.g.
	// "https://directory.example.com", or "*"; an HTTP API takes several. With
	// [Param] it may differ between environments; the service is told by
	// serve.Params.
	Origins []string
	// Headers are request headers allowed besides those the operations use.
	Headers []string
	// ExposeHeaders are response headers scripts may read, besides those the
	// operations declare.
	ExposeHeaders []string
	// MaxAge is how many seconds a browser may keep a preflight's answer. Zero
	// leaves it to the browser.
	MaxAge int
	// Credentials allows cookies and HTTP authentication.
	Credentials bool
	// Methods are the methods allowed, "*" for all. Empty allows those of the
	// operations. HTTP APIs only.
	Methods []string
}

// Param stands for a value that differs between environments, such as the ARN
// of a user pool. As the Function of a [Lambda] it stands for a name, not for an
// ARN, unless it ends in ".Arn". The document holds ${name}; apigen import and apigen local
// replace it with the parameter of that name from apigen.yaml or --param.
func Param(name string) string { return "${" + name + "}" }

// StageVariable stands for the value of a stage variable, which API Gateway
// puts in when a request comes. It may be used in [Lambda] names and aliases.
func StageVariable(name string) string { return "${stageVariables." + name + "}" }
