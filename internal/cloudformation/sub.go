package cloudformation

import (
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// Sub writes the ${Name} of a document as CloudFormation wants them: a text that
// holds some becomes {Fn::Sub: text}, in the long form that AWS::Include and the
// inline body of an API take. What CloudFormation must not touch is escaped:
// ${stageVariables.x}, which API Gateway replaces when it runs, and in mapping
// templates the references of Velocity. There a name counts as CloudFormation's
// when it starts with a capital letter. Texts for people stay as they are.
//
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
func Sub(doc *openapi.Node) *openapi.Node { return sub(doc, false) }

var placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9_.:-]+)\}`)

// prose are members whose texts are for people.
var prose = []string{"description", "summary", "example", "examples"}

func sub(n *openapi.Node, template bool) *openapi.Node {
	if n == nil {
		return nil
	}
	if n.Kind == openapi.String {
		return subText(n, template)
	}
	out := *n
	out.Items, out.Members = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, sub(item, template))
	}
	for _, m := range n.Members {
		if !slices.Contains(prose, m.Key) || m.Value.Kind != openapi.String && !strings.HasPrefix(m.Key, "example") {
			m.Value = sub(m.Value, template || m.Key == "requestTemplates" || m.Key == "responseTemplates")
		}
		out.Members = append(out.Members, m)
	}
	return &out
}

func subText(n *openapi.Node, template bool) *openapi.Node {
	found := false
	text := placeholder.ReplaceAllStringFunc(n.Text, func(s string) string {
		name := s[2 : len(s)-1]
		if strings.HasPrefix(name, "stageVariables.") || template && (name[0] < 'A' || name[0] > 'Z') {
			return "${!" + name + "}"
		}
		found = true
		return s
	})
	if !found {
		return n
	}
	return openapi.Obj(openapi.M("Fn::Sub", openapi.Str(text)))
}
