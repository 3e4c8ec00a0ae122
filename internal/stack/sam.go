package stack

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// maxTemplate is how many bytes CloudFormation takes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const maxTemplate = 1 << 20

// SAM writes the template that sam build and sam deploy take, with the document as
// the API's body.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
func SAM(c Config) (*Template, error) {
	m, err := newModel(c, false)
	if err != nil {
		return nil, err
	}
	s := &sam{model: m, resources: openapi.Obj(), outputs: openapi.Obj()}
	s.addFunctions()
	s.addRoles()
	s.addPools()
	s.addAPI()
	s.addKey()
	s.addDomain()
	root := openapi.Obj(
		openapi.M("AWSTemplateFormatVersion", openapi.Str("2010-09-09")),
		openapi.M("Transform", openapi.Str("AWS::Serverless-2016-10-31")),
		openapi.M("Description", openapi.Str(m.title())),
		openapi.M("Parameters", s.parameterSection()),
		openapi.M("Resources", s.resources),
		openapi.M("Outputs", s.outputs),
	)
	if c.With != nil {
		lay(root, c.With.Root)
	}
	root.Comment = c.Header
	var out bytes.Buffer
	if err := openapi.WriteYAML(&out, root); err != nil {
		return nil, err
	}
	if out.Len() > maxTemplate {
		return nil, fmt.Errorf("the template has %d bytes, CloudFormation takes %d: import the document with apigen import, or use Terraform", out.Len(), maxTemplate)
	}
	return &Template{out.Bytes(), m.notes}, nil
}

// A sam is a template of SAM that is being made.
type sam struct {
	*model
	resources, outputs *openapi.Node
}

// resource adds one; properties that are nil are left out.
func (s *sam) resource(id, kind string, properties ...openapi.Member) *openapi.Node {
	r := openapi.Obj(openapi.M("Type", openapi.Str(kind)), openapi.M("Properties", openapi.Obj(properties...)))
	s.resources.Set(id, r)
	return r
}

func (s *sam) output(name, doc string, value *openapi.Node) {
	s.outputs.Set(name, openapi.Obj(openapi.M("Description", openapi.Str(doc)), openapi.M("Value", value)))
}

// node writes a text with the functions that its references need.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
func (t text) node() *openapi.Node {
	if len(t) == 1 && t[0].ref != nil {
		return t[0].ref.node()
	}
	var b strings.Builder
	refers := false
	for _, p := range t {
		if p.ref != nil {
			b.WriteString("${" + p.ref.cfn + "}")
			refers = true
		} else {
			b.WriteString(strings.ReplaceAll(p.plain, "${", "${!"))
		}
	}
	if !refers {
		return openapi.Str(strings.ReplaceAll(b.String(), "${!", "${"))
	}
	return openapi.Obj(openapi.M("Fn::Sub", openapi.Str(b.String())))
}

func (r ref) node() *openapi.Node {
	if base, attribute, ok := strings.Cut(r.cfn, "."); ok {
		return getAtt(base, attribute)
	}
	return refTo(r.cfn)
}

func refTo(id string) *openapi.Node { return openapi.Obj(openapi.M("Ref", openapi.Str(id))) }

func getAtt(id, attribute string) *openapi.Node {
	return openapi.Obj(openapi.M("Fn::GetAtt", openapi.Strs(id, attribute)))
}

func substitute(text string) *openapi.Node {
	return openapi.Obj(openapi.M("Fn::Sub", openapi.Str(text)))
}

func number(text string) *openapi.Node {
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return nil
	}
	return openapi.Num(text)
}

func textOrNil(s string) *openapi.Node {
	if s == "" {
		return nil
	}
	return openapi.Str(s)
}

func (s *sam) parameterSection() *openapi.Node {
	section := openapi.Obj()
	for _, p := range s.parameters {
		kind := "String"
		if p.list {
			kind = "CommaDelimitedList"
		}
		n := openapi.Obj(openapi.M("Type", openapi.Str(kind)), openapi.M("Description", openapi.Str(p.doc)))
		if p.value != nil {
			n.Set("Default", openapi.Str(*p.value))
		}
		if p.secret {
			n.Set("NoEcho", openapi.Boolean(true))
		}
		section.Set(p.name, n)
	}
	return section
}

// lay puts the members of an object over those of another: objects are merged,
// everything else takes the place, null takes away.
func lay(under, over *openapi.Node) {
	for _, m := range over.MembersOrNil() {
		have := under.Get(m.Key)
		switch {
		case m.Value.Is(openapi.Null):
			under.Delete(m.Key)
		case have.Is(openapi.Object) && m.Value.Is(openapi.Object) && !isFunction(have) && !isFunction(m.Value):
			lay(have, m.Value)
		default:
			under.Set(m.Key, m.Value)
		}
	}
}

// isFunction reports whether an object is an intrinsic function, which is one value.
func isFunction(n *openapi.Node) bool {
	return len(n.Members) == 1 && (n.Members[0].Key == "Ref" || strings.HasPrefix(n.Members[0].Key, "Fn::"))
}

// body is the document with everything put in that its names stand for.
func (s *sam) body() *openapi.Node {
	var put func(n *openapi.Node) *openapi.Node
	put = func(n *openapi.Node) *openapi.Node {
		if n == nil {
			return nil
		}
		if sub := n.Get("Fn::Sub"); len(n.Members) == 1 && sub.Is(openapi.String) {
			return s.text(sub.Text).node()
		}
		if r := n.Get("Ref"); len(n.Members) == 1 && r.Is(openapi.String) {
			return s.text("${" + r.Text + "}").node()
		}
		out := *n
		out.Items, out.Members, out.Comment = nil, nil, ""
		for _, item := range n.Items {
			out.Items = append(out.Items, put(item))
		}
		for _, m := range n.Members {
			out.Members = append(out.Members, openapi.M(m.Key, put(m.Value)))
		}
		return &out
	}
	return put(subbed(s.Document))
}

// refers reports whether what is deployed depends on more than the template's text.
func refers(n *openapi.Node) bool {
	found := false
	n.Walk(func(_ []string, n *openapi.Node) bool {
		if isFunction(n) && !slices.Contains([]string{"AWS::Region", "AWS::AccountId", "AWS::Partition"}, n.Members[0].Value.StringOr("")) {
			for _, m := range placeholder.FindAllStringSubmatch(n.Members[0].Value.StringOr("${X}"), -1) {
				found = found || m[1] == "" && !strings.HasPrefix(m[2], "AWS::")
			}
			found = found || n.Members[0].Key != "Fn::Sub"
		}
		return !found
	})
	return found
}
