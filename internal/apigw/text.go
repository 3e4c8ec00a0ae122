package apigw

import (
	"regexp"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/openapi"
)

// Text gives a scalar as the text the service stores: a status code 200 and
// "200" are the same. An intrinsic function of CloudFormation gives the text
// that Fn::Sub has for it ({Ref: X} is ${X}); other objects and arrays give
// their JSON. Null and an absent value give the empty text.
func Text(n *openapi.Node) string {
	if n == nil {
		return ""
	}
	switch n.Kind {
	case openapi.Null:
		return ""
	case openapi.Object, openapi.Array:
		if text, ok := cloudformation.Text(n); ok {
			return text
		}
		b, err := n.MarshalJSON()
		if err != nil {
			return ""
		}
		return string(b)
	}
	return n.Text
}

var foreign = regexp.MustCompile(`#\{|<<[A-Za-z]|\{\{|\$\{|"(Fn::[A-Za-z]+|Ref)":`)

// HasPlaceholder reports whether a value waits for another tool, or for a stage
// variable, to be complete; checks of its form leave it alone.
func HasPlaceholder(s string) bool { return foreign.MatchString(s) }
