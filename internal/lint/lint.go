// Package lint says what API Gateway would refuse, ignore or surprise with in a
// document, before anybody imports it.
//
// A rule is a value. Rules without a check of their own pass on what the reading
// of the document (apigw.ReadREST) finds under their ID: the service's own
// errors and warnings. Values that hold placeholders of other tools are not
// judged by their form, because documents are often templates.
//
// What a finding says can be silenced with a reason where it stands (see
// [Ignore]), and a rule's severity set for a project (see [Setting]).
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
	// For is the kinds of API the rule is about; the zero value is REST alone.
	For Kinds
	// Mends tells that --fix mends some of the findings.
	Mends bool
	// Doc is a line that says what is wrong, an empty line, and what the service
	// does about it.
	Doc string
	// Check reports every place where the rule is broken. Nil passes on what the
	// reading of the document found.
	Check func(s *Subject, report Report)
	// Mend gives the fix of a finding that is passed on; nil when it has none.
	Mend func(s *Subject, d diag.Diagnostic) detail

	graded bool // some findings have another severity
}

// Kinds are the kinds of API that a rule is about.
type Kinds uint8

const (
	RESTOnly Kinds = iota
	HTTPOnly
	AnyAPI
)

func (k Kinds) holds(t Target) bool {
	return k == AnyAPI || (k == HTTPOnly) == (t == HTTP)
}

// Title gives the first line of the rule's Doc.
func (r *Rule) Title() string {
	title, _, _ := strings.Cut(r.Doc, "\n")
	return title
}

// A Subject is what rules look at.
type Subject struct {
	Doc  *openapi.Document
	API  *apigw.RestAPI // of a REST API; else nil
	HTTP *apigw.HTTPAPI // of an HTTP API; else nil
	Opts Options
	// Generated tells that apigen wrote the document. Then the server validates
	// what API Gateway does not.
	Generated bool
	// Size is the length of the text in bytes; zero when there is no text.
	Size int
}

// Report notes a finding at a place of the document, given by its JSON pointer.
type Report func(pointer, message, hint string, more ...detail)

// A finding is a diagnostic with the change that mends it, if one does.
type finding struct {
	diag.Diagnostic
	fix    string
	change *openapi.Change
}

// A detail adds to a finding.
type detail func(*finding)

// fix says how to mend the finding without changing anything else.
func fix(message string, change openapi.Change) detail {
	return func(f *finding) { f.fix, f.change = message, &change }
}

// as gives one finding another severity than its rule has.
func as(severity diag.Severity) detail {
	return func(f *finding) { f.Severity = severity }
}

// Options change what a run looks at. The zero value runs every rule.
type Options struct {
	// Read are the import's parameters.
	Read apigw.ReadOptions
	// Rules are the rules to run; nil is all of them.
	Rules []*Rule
	// Settings change the severity of rules.
	Settings []Setting
	// Ignores silence findings, beside those the document holds itself.
	Ignores []Ignore
	// Target is the kind of API; empty is found out from the document.
	Target Target
	// Endpoint is the endpoint type the API is or will be imported with: EDGE,
	// REGIONAL or PRIVATE; empty is not known.
	Endpoint string
	// Stages are the stages the document is meant for.
	Stages []Stage
	// Source gives the place in the Go source that a JSON pointer of the document
	// comes from; nil when it was not generated.
	Source func(pointer string) diag.Pos
	// Text is what the document was read from. With it, findings carry fixes and
	// comments can silence them.
	Text []byte
}

// A Stage is one of the stages a document is meant for.
type Stage struct {
	Name      string
	Variables map[string]string
}

// Source checks a file's content. What is no JSON or YAML is a finding, too.
func Source(file string, data []byte, opts Options) diag.List {
	doc, err := openapi.Parse(file, data)
	if err == nil {
		opts.Text = data
		return Run(doc, opts)
	}
	found := diag.Diagnostic{Pos: diag.Pos{File: file}, Severity: parse.Severity, Rule: parse.ID, Message: err.Error()}
	var syntax *openapi.SyntaxError
	if errors.As(err, &syntax) {
		found.Pos, found.Message = syntax.Pos, syntax.Message
	}
	return diag.List{found}
}

// Run checks a document. Findings come in the order of the file.
func Run(doc *openapi.Document, opts Options) diag.List {
	var list diag.List
	for _, f := range run(doc, opts) {
		d := f.Diagnostic
		if opts.Text != nil && f.change != nil {
			d.Fix = fixOf(doc, opts.Text, f)
		}
		list = append(list, d)
	}
	list.Sort()
	return list
}

// run gives the findings that count, with the changes that mend them.
func run(doc *openapi.Document, opts Options) []finding {
	rules := opts.Rules
	if rules == nil {
		rules = Rules()
	}
	if opts.Target == "" {
		opts.Target = TargetOf(doc)
	}
	s := &Subject{Doc: doc, Opts: opts, Generated: Generated(doc), Size: len(opts.Text)}
	read := s.read()
	readable := !slices.ContainsFunc(read, func(d diag.Diagnostic) bool { return d.Rule == openapiVersion.ID })
	var all []finding
	for _, rule := range rules {
		switch {
		case !rule.For.holds(opts.Target):
		case rule.Check == nil:
			all = append(all, s.passOn(rule, read)...)
		case readable: // of an unknown version nothing can be said
			seen := map[string]bool{} // what a path declares is met with each of its operations
			rule.Check(s, func(pointer, message, hint string, more ...detail) {
				if seen[pointer] {
					return
				}
				seen[pointer] = true
				f := finding{Diagnostic: diag.Diagnostic{
					Pos: doc.PosOf(pointer), Severity: rule.Severity, Rule: rule.ID,
					Message: message, Hint: hint, Pointer: pointer,
				}}
				for _, add := range more {
					add(&f)
				}
				all = append(all, f)
			})
		}
	}
	return s.judge(all, rules)
}

// read gives what the reading of the document finds.
func (s *Subject) read() diag.List {
	var found diag.List
	if s.Opts.Target == HTTP {
		s.HTTP, found = apigw.ReadHTTP(s.Doc, s.Opts.Read)
	} else {
		s.API, found = apigw.ReadREST(s.Doc, s.Opts.Read)
	}
	return append(slices.Clone(s.Doc.Findings), found...)
}

// passOn gives the reading's findings under the rule's ID, saying what they mean
// for an import.
func (s *Subject) passOn(rule *Rule, found diag.List) []finding {
	var list []finding
	for _, d := range found {
		if d.Rule != rule.ID || s.Generated && rule == httpUnused {
			continue // the generated server validates what the gateway does not
		}
		switch {
		case d.Rule == duplicateKey.ID:
		case d.Severity == diag.Error:
			d.Message = "import fails: " + d.Message
		case d.Severity == diag.Info:
		default:
			d.Message = "import warns, and fails with failonwarnings: " + d.Message
		}
		d.Severity = rule.Severity
		f := finding{Diagnostic: d}
		if rule.Mend != nil {
			if add := rule.Mend(s, d); add != nil {
				add(&f)
			}
		}
		list = append(list, f)
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
