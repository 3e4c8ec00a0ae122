package apigw

import (
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// ReadOptions are the parameters of an import that change what is made of a
// document.
type ReadOptions struct {
	// BasePath says what becomes of the document's base path; empty is
	// [BasePathIgnore].
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
	BasePath BasePathMode
	// IgnoreDocumentation leaves documentation parts out.
	IgnoreDocumentation bool
}

// InvalidInput is the service's whole answer to what is no document or is of a
// version it does not know (recorded for unparsable input; reported for 3.1).
const InvalidInput = "Invalid OpenAPI input."

// ReadREST gives the REST API that ImportRestApi makes of an OpenAPI 3.0 or
// Swagger 2.0 document, with what the service says about it: findings of
// severity Error make the import fail, those of severity Warning only when it
// is called with failonwarnings. Messages are the service's own words where
// they are known. The API is as complete as the document allows even when there
// are errors, so that a linter can go on.
//
// Placeholders of other tools are values like others: an intrinsic function of
// CloudFormation reads as the text it would be written as in Fn::Sub, and
// checks of a value's form leave such values alone.
//
// A document without a title leaves Name empty; the service makes one of the
// time of the import.
func ReadREST(doc *openapi.Document, opts ReadOptions) (*RestAPI, diag.List) {
	r := &reader{
		source: source{doc: doc, opts: opts}, api: &RestAPI{APIKeySource: "HEADER"},
		schemes: map[string]*scheme{}, models: map[string]bool{}, resources: map[string]*Resource{}, variables: map[string]string{},
	}
	root := at{node: doc.Root, pos: rootPos(doc)}
	if !r.version(root) {
		return r.api, r.found
	}
	r.settings(root)
	r.readModels(root)
	r.readSchemes(root)
	r.readValidators(root)
	r.readGatewayResponses(root.get("x-amazon-apigateway-gateway-responses"))
	r.readPaths(root)
	if !opts.IgnoreDocumentation {
		r.readDocumentation(root)
	}
	return r.api, r.found
}

// ImportFailure gives the text with which the service refuses an import with
// these findings. Ok is true when it does not.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-errors-warnings.html
func ImportFailure(found diag.List, failOnWarnings bool) (text string, ok bool) {
	var errs, warnings []string
	for _, d := range found {
		switch d.Severity {
		case diag.Error:
			if d.Message == InvalidInput {
				return InvalidInput, false
			}
			errs = append(errs, d.Message)
		case diag.Warning:
			warnings = append(warnings, d.Message)
		}
	}
	const sep = "\n\t"
	switch {
	case len(errs) > 0:
		text = "Errors found during import:" + sep + strings.Join(errs, sep)
		if len(warnings) > 0 {
			text += "\nAdditionally, these warnings were found:" + sep + strings.Join(warnings, sep)
		}
		return text, false
	case len(warnings) > 0 && failOnWarnings:
		return "Warnings found during import:" + sep + strings.Join(warnings, sep), false
	}
	return "", true
}

// A source is the document that is read, with what was found so far.
type source struct {
	doc     *openapi.Document
	opts    ReadOptions
	swagger bool
	found   diag.List
}

// A reader makes a RestAPI of a document.
type reader struct {
	source
	api     *RestAPI
	schemes map[string]*scheme

	models    map[string]bool      // names that are there
	resources map[string]*Resource // by path
	variables map[string]string    // variable segment below a path

	rootSecurity  at
	rootValidator string
	consumes      []string // Swagger 2.0: media types of the whole API
	produces      []string
}

// An at is a value of the document with its place. The node is nil when there
// is no such value; pointer and pos then are those of where it would stand.
type at struct {
	node    *openapi.Node
	pointer string
	pos     diag.Pos // of the key, else of the value
}

func rootPos(doc *openapi.Document) diag.Pos {
	if doc.Root != nil && doc.Root.Pos.Line > 0 {
		return doc.Root.Pos
	}
	return diag.Pos{File: doc.File, Line: 1, Col: 1}
}

// get follows member names.
func (a at) get(keys ...string) at {
	for _, key := range keys {
		next := at{pointer: a.pointer + openapi.Pointer(key), pos: a.pos}
		if a.node.Is(openapi.Object) {
			for _, m := range a.node.Members {
				if m.Key == key {
					next.node, next.pos = m.Value, m.Pos
				}
			}
		}
		a = next
	}
	return a
}

// members calls visit for each member of an object.
func (a at) members(visit func(key string, value at)) {
	if !a.node.Is(openapi.Object) {
		return
	}
	for _, m := range a.node.Members {
		visit(m.Key, at{m.Value, a.pointer + openapi.Pointer(m.Key), m.Pos})
	}
}

// items gives the values of an array.
func (a at) items() []at {
	if !a.node.Is(openapi.Array) {
		return nil
	}
	var all []at
	for i, n := range a.node.Items {
		all = append(all, at{n, a.pointer + openapi.Pointer(fmt.Sprint(i)), n.Pos})
	}
	return all
}

// text gives the value as the text the service stores.
func (a at) text() string { return Text(a.node) }

// texts gives the values of an array of scalars.
func (a at) texts() []string {
	var all []string
	for _, item := range a.items() {
		if t := item.text(); t != "" {
			all = append(all, t)
		}
	}
	return all
}

// resolve follows $refs within the document. What leads nowhere is absent.
func (r *source) resolve(a at) at {
	n, pointer, err := r.doc.Resolve(a.node, a.pointer)
	if err != nil {
		return at{pointer: a.pointer, pos: a.pos}
	}
	if n == a.node {
		return a
	}
	return at{n, pointer, n.Pos}
}

func (r *source) fail(a at, rule, hint, format string, args ...any) {
	r.say(a, diag.Error, rule, hint, format, args...)
}

func (r *source) warn(a at, rule, hint, format string, args ...any) {
	r.say(a, diag.Warning, rule, hint, format, args...)
}

func (r *source) say(a at, severity diag.Severity, rule, hint, format string, args ...any) {
	r.found = append(r.found, diag.Diagnostic{
		Pos: a.pos, Severity: severity, Rule: rule, Hint: hint, Pointer: a.pointer,
		Message: fmt.Sprintf(format, args...),
	})
}

// version finds out which notation the document has. Version numbers may be
// written as numbers: swagger: 2.0.
func (r *reader) version(root at) bool {
	openapi3, swagger := root.get("openapi"), root.get("swagger")
	switch {
	case strings.HasPrefix(openapi3.text(), "3.0"):
		return true
	case swagger.text() == "2.0" || swagger.text() == "2":
		r.swagger = true
		return true
	case openapi3.node != nil:
		r.fail(openapi3, "openapi-version", fmt.Sprintf("write openapi: 3.0.1; the document says %s, and REST APIs take OpenAPI 3.0 and Swagger 2.0", openapi3.text()), InvalidInput)
	case swagger.node != nil:
		r.fail(swagger, "openapi-version", fmt.Sprintf("write swagger: \"2.0\"; the document says %s", swagger.text()), InvalidInput)
	default:
		r.fail(root, "openapi-version", "the document has neither openapi nor swagger at its root", InvalidInput)
	}
	return false
}
