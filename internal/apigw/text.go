package apigw

import (
	"regexp"
	"strings"

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
		if text, ok := intrinsicText(n); ok {
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

// intrinsicText writes an intrinsic function the way Fn::Sub writes it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
func intrinsicText(n *openapi.Node) (string, bool) {
	name, arg, ok := intrinsic(n)
	if !ok {
		return "", false
	}
	switch {
	case name == "Ref" && arg.Is(openapi.String):
		return "${" + arg.Text + "}", true
	case name == "Fn::GetAtt" && arg.Is(openapi.String):
		return "${" + arg.Text + "}", true
	case name == "Fn::GetAtt" && arg.Is(openapi.Array):
		var parts []string
		for _, item := range arg.Items {
			parts = append(parts, Text(item))
		}
		return "${" + strings.Join(parts, ".") + "}", true
	case name == "Fn::Sub" && arg.Is(openapi.String):
		return subText(arg.Text, nil), true
	case name == "Fn::Sub" && arg.Is(openapi.Array) && len(arg.Items) == 2 && arg.Items[0].Is(openapi.String):
		return subText(arg.Items[0].Text, arg.Items[1]), true
	case name == "Fn::Join" && arg.Is(openapi.Array) && len(arg.Items) == 2 && arg.Items[1].Is(openapi.Array):
		var parts []string
		for _, item := range arg.Items[1].Items {
			parts = append(parts, Text(item))
		}
		return strings.Join(parts, Text(arg.Items[0])), true
	}
	return "", false
}

// intrinsic takes {Fn::X: arg} and {Ref: arg} apart.
func intrinsic(n *openapi.Node) (name string, arg *openapi.Node, ok bool) {
	if !n.Is(openapi.Object) || len(n.Members) != 1 {
		return "", nil, false
	}
	m := n.Members[0]
	return m.Key, m.Value, m.Key == "Ref" || strings.HasPrefix(m.Key, "Fn::")
}

// placeholder is ${Name}, ${AWS::Region}, ${stageVariables.x}. A name may hold
// what CloudFormation, Terraform and stage variables allow.
var placeholder = regexp.MustCompile(`\$\{(!?)([A-Za-z0-9_.:-]+)\}`)

// subText puts the variables of an Fn::Sub in, and unescapes ${!x}.
func subText(text string, vars *openapi.Node) string {
	return placeholder.ReplaceAllStringFunc(text, func(s string) string {
		m := placeholder.FindStringSubmatch(s)
		if m[1] == "!" {
			return "${" + m[2] + "}"
		}
		if v := vars.Get(m[2]); v != nil {
			return Text(v)
		}
		return s
	})
}

var foreign = regexp.MustCompile(`#\{|<<[A-Za-z]|\{\{|\$\{|"(Fn::[A-Za-z]+|Ref)":`)

// HasPlaceholder reports whether a value waits for another tool, or for a stage
// variable, to be complete; checks of its form leave it alone.
func HasPlaceholder(s string) bool { return foreign.MatchString(s) }
