// Package lint says what API Gateway would refuse, ignore or surprise with in a
// document, before anybody imports it.
//
// A rule is a value. Rules without a check of their own pass on what the reading
// of the document (apigw.ReadREST) finds under their ID: the service's own
// errors and warnings. Values that hold placeholders of other tools are not
// judged by their form, because documents are often templates.
package lint

import (
	"errors"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A Rule finds one kind of mistake.
type Rule struct {
	ID       string
	Severity diag.Severity
	// Doc is a line that says what is wrong, an empty line, and what the service
	// does about it.
	Doc string
	// Check reports every place where the rule is broken. Nil passes on what the
	// reading of the document found.
	Check func(s *Subject, report Report)
}

// Title gives the first line of the rule's Doc.
func (r *Rule) Title() string {
	title, _, _ := strings.Cut(r.Doc, "\n")
	return title
}

// A Subject is what rules look at.
type Subject struct {
	Doc *openapi.Document
	API *apigw.RestAPI
}

// Report notes a finding at a place of the document, given by its JSON pointer.
type Report func(pointer, message, hint string)

// Options change what a run looks at. The zero value runs every rule.
type Options struct {
	// Read are the import's parameters.
	Read apigw.ReadOptions
	// Rules are the rules to run; nil is all of them.
	Rules []*Rule
}

// Source checks a file's content. What is no JSON or YAML is a finding, too.
func Source(file string, data []byte, opts Options) diag.List {
	doc, err := openapi.Parse(file, data)
	if err == nil {
		return Run(doc, opts)
	}
	found := diag.Diagnostic{Pos: diag.Pos{File: file}, Severity: parse.Severity, Rule: parse.ID, Message: err.Error()}
	var syntax *openapi.SyntaxError
	if errors.As(err, &syntax) {
		found.Pos, found.Message = syntax.Pos, syntax.Message
	}
	return diag.List{found}
}

// Run checks a document of a REST API. Findings come in the order of the file.
func Run(doc *openapi.Document, opts Options) diag.List {
	if opts.Rules == nil {
		opts.Rules = Rules()
	}
	api, found := apigw.ReadREST(doc, opts.Read)
	found = append(slices.Clone(doc.Findings), found...)
	s := &Subject{Doc: doc, API: api}
	var list diag.List
	readable := !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Rule == openapiVersion.ID })
	for _, rule := range opts.Rules {
		if rule.Check == nil {
			list = append(list, passOn(rule, found)...)
			continue
		}
		if !readable {
			continue // of an unknown version nothing can be said
		}
		rule.Check(s, func(pointer, message, hint string) {
			list = append(list, diag.Diagnostic{
				Pos: doc.PosOf(pointer), Severity: rule.Severity, Rule: rule.ID,
				Message: message, Hint: hint, Pointer: pointer,
			})
		})
	}
	list.Sort()
	return list
}

// passOn gives the reading's findings under the rule's ID, saying what they mean
// for an import.
func passOn(rule *Rule, found diag.List) diag.List {
	var list diag.List
	for _, d := range found {
		if d.Rule != rule.ID {
			continue
		}
		switch {
		case d.Rule == duplicateKey.ID:
		case d.Severity == diag.Error:
			d.Message = "import fails: " + d.Message
		default:
			d.Message = "import warns, and fails with failonwarnings: " + d.Message
		}
		d.Severity = rule.Severity
		list = append(list, d)
	}
	return list
}

// operation gives the document's object of a method.
func (s *Subject) operation(m *apigw.Method) *openapi.Node {
	n, _, err := s.Doc.Resolve(s.Doc.Root.Lookup(m.Pointer), m.Pointer)
	if err != nil {
		return nil
	}
	return n
}

// name gives a method as people write it: GET /pets.
func name(m *apigw.Method, r *apigw.Resource) string { return m.HTTPMethod + " " + r.Path }
