package stack

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A ref is what a ${Name} of the document or of apigen.yaml stands for: something
// of the template, or a plain value.
type ref struct {
	cfn   string // Name, or Name.Attribute
	hcl   string // an expression
	plain string // with neither
}

// A text is one in which every ${Name} is known.
type text []part

// A part is plain, or a reference when ref is set.
type part struct {
	plain string
	ref   *ref
}

var placeholder = regexp.MustCompile(`\$\{(!?)([A-Za-z0-9_.:-]+)\}`)

// text finds the references in s. A ${Name} that nothing has made known yet becomes
// a parameter.
func (m *model) text(s string) text {
	var out text
	plain := func(s string) {
		if n := len(out); n > 0 && out[n-1].ref == nil {
			out[n-1].plain += s
		} else if s != "" {
			out = append(out, part{plain: s})
		}
	}
	at := 0
	for _, i := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		plain(s[at:i[0]])
		at = i[1]
		if name := s[i[4]:i[5]]; i[2] != i[3] {
			plain("${" + name + "}")
		} else if r := m.ref(name); r.cfn == "" {
			plain(r.plain)
		} else {
			out = append(out, part{ref: &r})
		}
	}
	plain(s[at:])
	return out
}

// pseudo are the parameters that CloudFormation has by itself.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
var pseudo = map[string]string{
	"AWS::Region":    "data.aws_region.current.region",
	"AWS::AccountId": "data.aws_caller_identity.current.account_id",
	"AWS::Partition": "data.aws_partition.current.partition",
	"AWS::URLSuffix": "data.aws_partition.current.dns_suffix",
}

// ref gives what a name stands for.
func (m *model) ref(name string) ref {
	if r, ok := m.refs[name]; ok {
		return r
	}
	if hcl, ok := pseudo[name]; ok || strings.HasPrefix(name, "AWS::") && !m.terraform {
		return ref{cfn: name, hcl: hcl}
	}
	if base, _, _ := strings.Cut(name, "."); !m.terraform && m.laidOver(base) {
		return ref{cfn: name}
	}
	if variable, ok := strings.CutPrefix(name, stageVariables); ok {
		if id := camel(variable); !m.terraform && m.laidOver(id) { // of a table, a queue: its name
			m.refs[name] = ref{cfn: id}
			return m.refs[name]
		}
		return m.bind(name, m.parameter(variable, "Stage variable "+variable), m.variableValues(), variable)
	}
	return m.bind(name, m.parameter(name, "Value of "+name+" in the contract"), m.values(), name)
}

// stageVariables is how the names of stage variables begin in texts.
const stageVariables = "stageVariables."

// bind has a name stand for a parameter with the value that the environment has.
func (m *model) bind(name string, p *parameter, values map[string]string, key string) ref {
	if value, ok := values[key]; ok {
		p.value = &value
	}
	m.refs[name] = p.ref()
	return m.refs[name]
}

// laidOver reports whether the template that is laid over this one has a resource
// or a parameter of the name.
func (m *model) laidOver(name string) bool {
	if m.With == nil {
		return false
	}
	return m.With.Root.At("Resources", name) != nil || m.With.Root.At("Parameters", name) != nil
}

// A parameter is a value that whoever deploys gives.
type parameter struct {
	name   string // CamelCase, as CloudFormation wants it
	doc    string
	value  *string // default; nil when there is none
	list   bool    // of texts
	secret bool
}

func (p *parameter) ref() ref { return ref{cfn: p.name, hcl: "var." + snake(p.name)} }

func (m *model) parameter(name, doc string) *parameter {
	p := &parameter{name: m.id(camel(name)), doc: doc}
	m.parameters = append(m.parameters, p)
	return p
}

// reserve takes the names that both templates always have.
func (m *model) reserve() {
	for _, name := range []string{"Api", "StageName", "AccessLog", "ApiKey", "UsagePlan", "UsagePlanKey", "DomainName", "DomainMapping", "LogRole", "GatewayAccount"} {
		m.ids[name] = true
	}
	stage := m.Environment.Stage
	m.parameters = append(m.parameters, &parameter{name: "StageName", doc: "Stage that is made", value: &stage})
}

// id gives a name that no other thing of the template has.
func (m *model) id(want string) string {
	name := want
	for n := 2; m.ids[name]; n++ {
		name = want + string(rune('0'+n))
	}
	m.ids[name] = true
	return name
}

// camel writes a name in letters and digits: DIRECTORY_DATABASE and
// directory-database are DirectoryDatabase, StaffPoolArn stays.
func camel(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	shouted := name == strings.ToUpper(name)
	for i, w := range words {
		if shouted {
			w = strings.ToLower(w)
		}
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	name = strings.Join(words, "")
	if name == "" || unicode.IsDigit(rune(name[0])) {
		return "X" + name
	}
	return name
}

var wordStart = regexp.MustCompile(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)

// snake writes a CamelCase name as Terraform does.
func snake(name string) string {
	return strings.ToLower(wordStart.ReplaceAllString(wordStart.ReplaceAllString(name, "${1}${3}_${2}${4}"), "${1}${3}_${2}${4}"))
}

// placeholders lists the names that a document waits for, in its order.
func placeholders(doc *openapi.Document) []string {
	var names []string
	note := func(name string) {
		if !strings.HasPrefix(name, "AWS::") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	subbed(doc).Walk(func(_ []string, n *openapi.Node) bool {
		if r := n.Get("Ref"); len(n.Members) == 1 && r.Is(openapi.String) {
			note(r.Text)
		}
		for _, m := range placeholder.FindAllStringSubmatch(n.Get("Fn::Sub").StringOr(""), -1) {
			if m[1] == "" {
				note(m[2])
			}
		}
		return true
	})
	return names
}

// subbed is the document with Fn::Sub around what differs between environments.
func subbed(doc *openapi.Document) *openapi.Node {
	if isSubbed(doc) {
		return doc.Root
	}
	return cloudformation.Sub(doc.Root)
}

// isSubbed reports whether a document is written for CloudFormation already.
func isSubbed(doc *openapi.Document) bool {
	found := false
	doc.Root.Walk(func(path []string, n *openapi.Node) bool {
		found = found || len(n.Members) == 1 && n.Get("Fn::Sub") != nil
		return !found
	})
	return found
}

// An assignment is a value by name.
type assignment struct {
	name  string
	value text
}

// sorted gives the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
