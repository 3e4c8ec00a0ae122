// Package adopt makes a contract in Go of an existing document: Swagger 2.0 or
// OpenAPI 3.0, with or without the extensions of API Gateway.
//
// [Contract] writes the source of the contract's package as a person would:
// schemas as types with their comments and tags, operations as methods of an
// interface, gateway settings as values of package gen, long mapping templates in
// files beside the source. [Compare] tells, by JSON pointer, where the document
// generated from it says something else than the original: what the vocabulary
// cannot carry is never lost in silence, because the two documents are compared
// and nothing is taken on trust.
package adopt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// Options say what is made of a document.
type Options struct {
	// HTTP makes an HTTP API of it; otherwise a REST API is made. [IsHTTP] tells
	// what the document was written for.
	HTTP bool
	// Function is the name of the function that answers operations for which the
	// document names none.
	Function string
}

// IsHTTP reports whether a document is written for an HTTP API.
func IsHTTP(doc *openapi.Document) bool { return apigw.IsHTTP(doc) }

// A File is one of the contract's package, its path from there with slashes.
type File struct {
	Path string
	Data []byte
}

// A Result is a contract.
type Result struct {
	Files []File
	Title string // of the API
	// Service is the name of the interface.
	Service string
	// Methods are those of the interface, in the order of the document.
	Methods []Method
	// Functions are the names of the Lambda functions that serve operations, each
	// once.
	Functions []string
	// Parameters are the placeholders of the document that an import has to fill
	// in, sorted by name.
	Parameters []Parameter
	// Issuers are those of JWT authorizers that are no Cognito pools.
	Issuers []string
	// StageVariables are those the document refers to, sorted.
	StageVariables []string
	// Sub tells that the document holds intrinsic functions of CloudFormation, so
	// that the generated one has to have them, too.
	Sub bool

	d     *document
	names map[string]string // of components in Go
}

// A Parameter is a placeholder of the document, ${Name}.
type Parameter struct {
	Name string
	Use  Use
}

// A Use is what a parameter stands for.
type Use string

const (
	AnyUse     Use = ""
	Invocation Use = "invocation" // the whole URI a function is invoked at
	Function   Use = "function"   // the ARN of a function
	Role       Use = "role"       // the ARN of a role
	UserPool   Use = "user pool"  // the ARN of a user pool
	Issuer     Use = "issuer"     // the URL of one
	Address    Use = "address"    // the beginning of a URL
)

// A Method is a method of the service interface.
type Method struct {
	Name     string
	Request  string // name of the request type; empty when it takes none
	Response string // name of the response type; empty when it returns an error alone
	Route    string // GET /pets
	// Served tells that a function answers; API Gateway answers others without
	// the service.
	Served bool
}

// ErrVersion is given for what is no document of a version that can be read.
var ErrVersion = errors.New("want Swagger 2.0 or OpenAPI 3.0, the versions API Gateway imports")

// ErrNoOperation is given for a document in which no operation can be a route.
var ErrNoOperation = errors.New("the document has no operation")

// Contract makes a contract of a document.
func Contract(doc *openapi.Document, o Options) (*Result, error) {
	if err := check(doc); err != nil {
		return nil, err
	}
	w := newWriter(read(doc, o.HTTP), o)
	w.types = newTypes(w)
	w.service = w.names.take(goName(w.d.root.get("info", "title").text()), "API")
	w.types.all()
	w.operations()
	if len(w.routes) == 0 {
		return nil, fmt.Errorf("%s: %w", doc.File, ErrNoOperation)
	}
	w.types.drain()
	return w.result()
}

// check refuses what is no document of a version that is known.
func check(doc *openapi.Document) error {
	swagger, version := doc.Root.Get("swagger"), apigw.Text(doc.Root.Get("openapi"))
	switch {
	case !doc.Root.Is(openapi.Object) || swagger == nil && version == "":
		return fmt.Errorf("%s has neither a member openapi nor a member swagger: %w", doc.File, ErrVersion)
	case swagger != nil && !strings.HasPrefix(apigw.Text(swagger), "2"):
		return fmt.Errorf("%s is of Swagger %s: %w", doc.File, apigw.Text(swagger), ErrVersion)
	case swagger == nil && !strings.HasPrefix(version, "3.0"):
		return fmt.Errorf("%s is of OpenAPI %s: %w", doc.File, version, ErrVersion)
	}
	return nil
}

// A writer gathers the parts of a contract.
type writer struct {
	d       *document
	o       Options
	names   namer // of the package
	types   *types
	service string

	methods   []Method
	comments  []string // of methods
	messages  []decl   // request and response types
	routes    []string // gen.GET(...)
	values    []decl   // package variables: authorizers, integrations
	byValue   map[string]string
	often     map[string]int // integrations, by literal
	problems  map[int]string // names by status
	templates []File
	functions []string
	defaults  defaults
}

// defaults are what most operations have in common.
type defaults struct {
	lambda   string // the literal of the integration
	security string
	validate validation
}

func newWriter(d *document, o Options) *writer {
	return &writer{d: d, o: o, names: packageNames(), byValue: map[string]string{}, problems: map[int]string{}}
}

// most gives the text that stands most often, the first of those.
func most(texts []string) string {
	count := map[string]int{}
	best := ""
	for _, text := range texts {
		count[text]++
	}
	for _, text := range texts {
		if count[text] > count[best] {
			best = text
		}
	}
	return best
}

// itoa is for the indexes of pointers.
func itoa(i int) string { return fmt.Sprint(i) }

func addOnce(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}
