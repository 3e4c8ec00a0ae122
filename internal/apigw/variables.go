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
	templateVariable = regexp.MustCompile(`\$!?\{?stageVariables(?:\.get\(\s*["'](\w+)["']\s*\)|\[\s*["'](\w+)["']\s*\]|\.(\w+\(?))`)
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
						if name != "" && !strings.HasSuffix(name, "(") { // keySet() is a method of the map
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
