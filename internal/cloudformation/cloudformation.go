// Package cloudformation resolves the intrinsic functions of AWS CloudFormation
// that stand in documents for API Gateway, and finds the APIs in templates.
//
// A document that is deployed by CloudFormation or SAM holds {Ref: Table},
// {Fn::Sub: "${Table.Arn}"} and the like where the service wants text.
// [Resolve] puts in what is known of them: values that somebody gives by name,
// a template's defaults, conditions and mappings, and on request the names that
// a template's resources have in a local account. What is left over is listed
// with its JSON pointer, so that nobody imports a placeholder.
//
// It also replaces ${Name} in the plain texts of a document, which is how
// contracts name what differs between environments.
//
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
package cloudformation

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// Values are what is known of the names in a document. The zero value knows
// nothing.
type Values struct {
	// Given are values by name: a parameter, a resource (Table) or its attribute
	// (Table.Arn), a condition (true or false), what Fn::ImportValue imports, or
	// a pseudo parameter (AWS::StackName). They come before everything else.
	Given map[string]string
	// Template is where the document comes from; nil is nowhere.
	Template *Template
	// Local gives the template's resources the names they would have in an
	// account of their own, as far as those follow from the template.
	Local bool
}

// An Unresolved is a place of a document that waits for a value.
type Unresolved struct {
	Name    string
	Node    *openapi.Node // of the given document
	Pointer string
}

// An UnresolvedError says that a document cannot be used as long as places of it
// wait for values.
type UnresolvedError struct{ Places []Unresolved }

// Error names what is missing, each once, with the first place of it.
func (e *UnresolvedError) Error() string {
	places := map[string]string{}
	for _, u := range slices.Backward(e.Places) {
		places[u.Name] = u.Pointer
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(places)) {
		names = append(names, name+" (at "+places[name]+")")
	}
	return "the document has parameters without a value: " + strings.Join(names, ", ")
}

// Resolve gives the document with everything put in that values know, and lists
// what is left in the document's order: intrinsic functions, except inside
// examples, and ${Name} in plain texts, except inside mapping templates,
// descriptions and examples, where it need not be a name at all. ${stageVariables.x} and the
// ${AWS::Region}, ${AWS::AccountId} and ${AWS::Partition} that API Gateway itself
// replaces stay. The given document stays as it is.
func Resolve(doc *openapi.Document, values Values) (*openapi.Document, []Unresolved) {
	r := &resolver{Values: values}
	out := *doc
	out.Root = r.node(doc.Root, place{file: doc.File, strict: true})
	if out.Root == nil { // the whole document is AWS::NoValue
		out.Root = &openapi.Node{Kind: openapi.Null}
	}
	return &out, r.left
}

// Text gives the text of an intrinsic function with nothing put in, as Fn::Sub
// writes it: {Ref: X} is ${X}. Ok is false for what has no text of its own. No
// file is read.
func Text(n *openapi.Node) (text string, ok bool) {
	if _, _, is := intrinsic(n); !is {
		return "", false
	}
	r := &resolver{alone: true}
	v := r.node(n, place{})
	if !v.Is(openapi.String) {
		return "", false
	}
	return v.Text, true
}

// A resolver goes through one document.
type resolver struct {
	Values
	left      []Unresolved
	condition []string // being decided
	alone     bool     // no file is read
}

// A place is where in a document the resolver is.
type place struct {
	file   string
	path   []string
	strict bool // whether ${Name} in a text has to be resolved
	quiet  bool // whether nothing is listed
}

func (p place) at(key string) place {
	p.path = append(p.path[:len(p.path):len(p.path)], key)
	switch key {
	case "requestTemplates", "responseTemplates", "description", "summary":
		p.strict = false
	case "example", "examples": // where {Ref: X} may be a value like others
		p.strict, p.quiet = false, true
	}
	return p
}

func (r *resolver) miss(name string, n *openapi.Node, p place) {
	if !p.quiet {
		r.left = append(r.left, Unresolved{name, n, openapi.Pointer(p.path...)})
	}
}

// node gives a value with everything put in; nil is AWS::NoValue, which takes a
// member or an item away.
func (r *resolver) node(n *openapi.Node, p place) *openapi.Node {
	if n == nil {
		return nil
	}
	if name, arg, ok := intrinsic(n); ok {
		v := r.call(name, n, arg, p)
		if v == nil {
			return nil
		}
		placed := *v
		placed.Pos, placed.Comment = n.Pos, n.Comment
		return &placed
	}
	out := *n
	out.Items, out.Members = nil, nil
	for i, item := range n.Items {
		if v := r.node(item, p.at(index(i))); v != nil {
			out.Items = append(out.Items, v)
		}
	}
	for _, m := range n.Members {
		if v := r.node(m.Value, p.at(m.Key)); v != nil {
			out.Members = append(out.Members, openapi.Member{Key: m.Key, Pos: m.Pos, Value: v})
		}
	}
	if n.Kind == openapi.String {
		out.Text = r.plain(n, p)
	}
	return &out
}

// plain replaces the names in a text that is no intrinsic function.
func (r *resolver) plain(n *openapi.Node, p place) string {
	return variable.ReplaceAllStringFunc(n.Text, func(s string) string {
		m := variable.FindStringSubmatch(s)
		escaped, name := m[1] == "!", m[2]
		if strings.HasPrefix(name, "AWS::") || strings.HasPrefix(name, "stageVariables.") {
			return s
		}
		if value, ok := r.Given[name]; ok && !escaped {
			return value
		}
		if p.strict {
			r.miss(name, n, p)
		}
		return s
	})
}

// variable is ${Name}, ${Table.Arn}, ${AWS::Region}, ${stageVariables.x}. A name
// may hold what CloudFormation, Terraform and stage variables allow.
var variable = regexp.MustCompile(`\$\{(!?)([A-Za-z0-9_.:-]+)\}`)

// intrinsic takes {Fn::X: arg} and {Ref: arg} apart.
func intrinsic(n *openapi.Node) (name string, arg *openapi.Node, ok bool) {
	if !n.Is(openapi.Object) || len(n.Members) != 1 {
		return "", nil, false
	}
	m := n.Members[0]
	return m.Key, m.Value, m.Key == "Ref" && m.Value.Is(openapi.String) || strings.HasPrefix(m.Key, "Fn::")
}
