package apigw

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// An Environment is where an API is imported to. The service replaces
// ${AWS::Region}, ${AWS::AccountId} and ${AWS::Partition} at the import.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
type Environment struct {
	Region    string
	AccountID string
	Partition string // empty is aws
}

// ExpandAWS gives the document with the environment's AWS variables put in, as
// the service does at an import. The given document stays as it is; other
// ${AWS::...} stay literal.
func ExpandAWS(doc *openapi.Document, env Environment) *openapi.Document {
	if env.Partition == "" {
		env.Partition = "aws"
	}
	replace := strings.NewReplacer(
		"${AWS::Region}", env.Region, "${AWS::AccountId}", env.AccountID, "${AWS::Partition}", env.Partition)
	return rewrite(doc, func(n *openapi.Node) {
		if n.Kind == openapi.String {
			n.Text = replace.Replace(n.Text)
		}
	})
}

// An Unresolved is a place of a document that waits for a parameter.
type Unresolved struct {
	Name    string
	Node    *openapi.Node
	Pointer string
}

// SubstituteParameters gives the document with every ${Name} replaced whose name
// is in values, and intrinsic functions of CloudFormation written as the text
// they give then. The value of a condition is true or false; that of an import
// has the name of what is imported. ${stageVariables.x} and ${AWS::X} belong to the service and
// stay. What is left is listed in the document's order, except inside mapping
// templates and descriptions, where ${name} need not be a parameter at all.
func SubstituteParameters(doc *openapi.Document, values map[string]string) (*openapi.Document, []Unresolved) {
	out := rewrite(doc, func(n *openapi.Node) {
		if branch := chosen(n, values); branch != nil {
			pos, comment := n.Pos, n.Comment
			*n = *branch
			n.Pos, n.Comment = pos, comment
			return // inner values come first, so the branch is rewritten
		}
		if text, ok := intrinsicText(n); ok {
			name := n.Members[0].Key
			*n = openapi.Node{Kind: openapi.String, Pos: n.Pos, Comment: n.Comment, Text: text}
			if name == "Fn::Sub" {
				return // its text is replaced already, and ${!x} became a literal ${x}
			}
		}
		if n.Kind == openapi.String {
			n.Text = placeholder.ReplaceAllStringFunc(n.Text, func(s string) string {
				name := placeholder.FindStringSubmatch(s)
				if value, ok := values[name[2]]; ok && name[1] == "" && !ofService(name[2]) {
					return value
				}
				return s
			})
		}
	})
	return out, unresolved(out.Root)
}

// chosen gives what Fn::If and Fn::ImportValue stand for; nil when no value
// decides it.
func chosen(n *openapi.Node, values map[string]string) *openapi.Node {
	name, arg, ok := intrinsic(n)
	switch {
	case !ok:
	case name == "Fn::If" && arg.Is(openapi.Array) && len(arg.Items) == 3:
		switch values[Text(arg.Items[0])] {
		case "true":
			return arg.Items[1].Clone()
		case "false":
			return arg.Items[2].Clone()
		}
	case name == "Fn::ImportValue":
		if value, ok := values[Text(arg)]; ok {
			return openapi.Str(value)
		}
	}
	return nil
}

// ofService reports whether a placeholder is replaced by API Gateway itself.
func ofService(name string) bool {
	return strings.HasPrefix(name, "stageVariables.") || strings.HasPrefix(name, "AWS::")
}

func unresolved(root *openapi.Node) []Unresolved {
	var left []Unresolved
	root.Walk(func(path []string, n *openapi.Node) bool {
		if len(path) > 0 {
			switch path[len(path)-1] {
			case "requestTemplates", "responseTemplates", "description", "summary", "example", "examples":
				return false
			}
		}
		if name, arg, ok := intrinsic(n); ok {
			waits := name + " " + Text(arg)
			if name == "Fn::If" && arg.Is(openapi.Array) && len(arg.Items) == 3 {
				waits = Text(arg.Items[0]) + " (true or false)" // the branches have their turn when it is decided
			}
			left = append(left, Unresolved{waits, n, openapi.Pointer(path...)})
			return false
		}
		if n.Kind == openapi.String {
			for _, m := range placeholder.FindAllStringSubmatch(n.Text, -1) {
				if !ofService(m[2]) {
					left = append(left, Unresolved{m[2], n, openapi.Pointer(path...)})
				}
			}
		}
		return true
	})
	return left
}

// rewrite copies the document and calls change for every value of the copy,
// inner ones first.
func rewrite(doc *openapi.Document, change func(*openapi.Node)) *openapi.Document {
	out := *doc
	out.Root = doc.Root.Clone()
	var walk func(n *openapi.Node)
	walk = func(n *openapi.Node) {
		if n == nil {
			return
		}
		for _, item := range n.Items {
			walk(item)
		}
		for i := range n.Members {
			walk(n.Members[i].Value)
		}
		change(n)
	}
	walk(out.Root)
	return &out
}

var (
	uriVariable      = regexp.MustCompile(`\$\{stageVariables\.(\w+)\}`)
	mappedVariable   = regexp.MustCompile(`^stageVariables\.(\w+)$`)
	templateVariable = regexp.MustCompile(`\$!?\{?stageVariables(?:\.get\(\s*["'](\w+)["']\s*\)|\[\s*["'](\w+)["']\s*\]|\.(\w+))`)
)

// ExpandStageVariables puts stage variables into a URI. Those that have no value
// are named and left.
func ExpandStageVariables(text string, variables map[string]string) (expanded string, missing []string) {
	expanded = uriVariable.ReplaceAllStringFunc(text, func(s string) string {
		name := uriVariable.FindStringSubmatch(s)[1]
		value, ok := variables[name]
		if !ok {
			missing = append(missing, name)
			return s
		}
		return value
	})
	return expanded, missing
}

// StageVariables lists the stage variables the API refers to, sorted.
func (a *RestAPI) StageVariables() []string {
	found := map[string]bool{}
	note := func(forms ...*regexp.Regexp) func(string) {
		return func(text string) {
			for _, form := range forms {
				for _, m := range form.FindAllStringSubmatch(text, -1) {
					for _, name := range m[1:] {
						if name != "" {
							found[name] = true
						}
					}
				}
			}
		}
	}
	uri, mapped, template := note(uriVariable), note(mappedVariable), note(templateVariable)
	for _, auth := range a.Authorizers {
		uri(auth.URI)
		for part := range strings.SplitSeq(auth.IdentitySource, ",") {
			mapped(strings.TrimSpace(part))
		}
	}
	for _, g := range a.GatewayResponses {
		each(mapped, g.ResponseParameters)
		each(template, g.ResponseTemplates)
	}
	for m := range a.Methods() {
		in := m.Integration
		if in == nil {
			continue
		}
		for _, text := range []string{in.URI, in.Credentials, in.ConnectionID} {
			uri(text)
		}
		each(mapped, in.RequestParameters)
		each(template, in.RequestTemplates)
		for _, resp := range in.Responses {
			each(mapped, resp.ResponseParameters)
			each(template, resp.ResponseTemplates)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func each(do func(string), values map[string]string) {
	for _, v := range values {
		do(v)
	}
}
