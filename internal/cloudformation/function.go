package cloudformation

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

func index(i int) string { return strconv.Itoa(i) }

// call gives what an intrinsic function stands for. What cannot be told is
// listed, and stays: as the text Fn::Sub has for it, or as the function.
func (r *resolver) call(name string, n, arg *openapi.Node, p place) *openapi.Node {
	inner := p.at(name)
	inner.strict = false
	switch name {
	case "Ref":
		return r.reference(arg.Text, n, p)
	case "Fn::GetAtt":
		if attribute, ok := r.attribute(arg, inner); ok {
			return r.reference(attribute, n, p)
		}
	case "Fn::Sub":
		if v := r.sub(n, arg, p, inner); v != nil {
			return v
		}
	case "Fn::If":
		if v, ok := r.branch(n, arg, p, inner); ok {
			return v
		}
		return n
	case "Fn::Transform":
		if v := r.include(n, arg, p); v != nil {
			return v
		}
		return n
	case "Fn::ImportValue":
		v := r.node(arg, inner)
		if value, ok := r.Given[scalar(v)]; ok {
			return openapi.Str(value)
		}
		r.miss(name+" "+scalar(v), n, p)
		return n
	default:
		before := len(r.left)
		if v := pure(name, r.node(arg, inner)); v != nil {
			return v
		}
		if len(r.left) > before { // an argument is what misses
			return n
		}
	}
	r.miss(name+" "+brief(arg), n, p)
	return n
}

// brief is an argument for a message.
func brief(n *openapi.Node) string {
	if n == nil {
		return ""
	}
	if !n.Is(openapi.Object) && !n.Is(openapi.Array) {
		return n.Text
	}
	b, err := n.MarshalJSON()
	if err != nil {
		return ""
	}
	return string(b)
}

// scalar is the text of a scalar; empty for other values.
func scalar(n *openapi.Node) string {
	if n == nil || n.Is(openapi.Object) || n.Is(openapi.Array) || n.Is(openapi.Null) {
		return ""
	}
	return n.Text
}

// reference is the value of a name: ${Name} when nobody knows it.
func (r *resolver) reference(name string, n *openapi.Node, p place) *openapi.Node {
	v, ok := r.lookup(name)
	if ok {
		return v
	}
	r.miss(name, n, p)
	return openapi.Str("${" + name + "}")
}

// lookup finds the value of a name: given, of the service or of the template. A
// nil value is AWS::NoValue.
func (r *resolver) lookup(name string) (v *openapi.Node, ok bool) {
	if strings.HasPrefix(name, "stageVariables.") { // a stage's, at run time
		return openapi.Str("${" + name + "}"), true
	}
	if value, ok := r.Given[name]; ok {
		if r.Template != nil && r.Template.isList(name) {
			return commaList(value), true
		}
		return openapi.Str(value), true
	}
	switch name {
	case "AWS::NoValue":
		return nil, true
	case "AWS::Region", "AWS::AccountId", "AWS::Partition": // API Gateway's own to replace
		return openapi.Str("${" + name + "}"), true
	case "AWS::URLSuffix":
		return openapi.Str("amazonaws.com"), true
	}
	if r.Template == nil {
		return nil, false
	}
	if value, ok := r.Template.defaultOf(name); ok {
		if r.Template.isList(name) {
			return commaList(value), true
		}
		return openapi.Str(value), true
	}
	if r.Local {
		if value, ok := r.localName(name); ok {
			return openapi.Str(value), true
		}
	}
	return nil, false
}

func commaList(text string) *openapi.Node {
	list := openapi.Arr()
	for part := range strings.SplitSeq(text, ",") {
		list.Items = append(list.Items, openapi.Str(strings.TrimSpace(part)))
	}
	return list
}

// attribute is the name Fn::GetAtt has in Fn::Sub: Table.Arn.
func (r *resolver) attribute(arg *openapi.Node, p place) (string, bool) {
	if arg.Is(openapi.String) {
		return arg.Text, true
	}
	var parts []string
	for _, item := range arg.ItemsOrNil() {
		v := r.node(item, p)
		if !v.Is(openapi.String) {
			return "", false
		}
		parts = append(parts, v.Text)
	}
	return strings.Join(parts, "."), len(parts) > 1
}

// sub replaces the names of Fn::Sub; ${!x} is a ${x} that stays. It gives nil for
// arguments that are wrong.
func (r *resolver) sub(n, arg *openapi.Node, p, inner place) *openapi.Node {
	text, own := arg, map[string]*openapi.Node{}
	if arg.Is(openapi.Array) && len(arg.Items) == 2 {
		text = arg.Items[0]
		for _, m := range arg.Items[1].MembersOrNil() {
			own[m.Key] = r.node(m.Value, inner.at("1").at(m.Key))
		}
	}
	if !text.Is(openapi.String) {
		return nil
	}
	return openapi.Str(variable.ReplaceAllStringFunc(text.Text, func(s string) string {
		m := variable.FindStringSubmatch(s)
		name := m[2]
		if m[1] == "!" {
			return "${" + name + "}"
		}
		v, ok := own[name]
		if !ok {
			v, ok = r.lookup(name)
		}
		if !ok || v.Is(openapi.Array) || v.Is(openapi.Object) {
			r.miss(name, n, p)
			return s
		}
		return scalar(v)
	}))
}

// branch is what Fn::If chooses; the other branch is not looked at.
func (r *resolver) branch(n, arg *openapi.Node, p, inner place) (v *openapi.Node, ok bool) {
	if !arg.Is(openapi.Array) || len(arg.Items) != 3 || !arg.Items[0].Is(openapi.String) {
		r.miss("Fn::If "+brief(arg), n, p)
		return nil, false
	}
	name := arg.Items[0].Text
	holds, known := r.holds(name)
	if !known {
		r.miss(name+" (true or false)", n, p)
		return nil, false
	}
	chosen := 2
	if holds {
		chosen = 1
	}
	inner = inner.at(index(chosen))
	inner.strict = p.strict
	return r.node(arg.Items[chosen], inner), true
}

// include reads the file that AWS::Include names. It lies beside the file that
// names it; what lies in S3 is not read.
func (r *resolver) include(n, arg *openapi.Node, p place) *openapi.Node {
	location := r.node(arg.At("Parameters", "Location"), p.at("Fn::Transform").at("Parameters").at("Location"))
	if r.alone || scalar(arg.Get("Name")) != "AWS::Include" || !location.Is(openapi.String) || strings.Contains(location.Text, "://") {
		r.miss("Fn::Transform "+brief(arg), n, p)
		return nil
	}
	file := location.Text
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(p.file), file)
	}
	doc, err := readFile(file)
	if err != nil {
		r.miss("AWS::Include of "+err.Error(), n, p)
		return nil
	}
	if len(p.path) > maxIncludes {
		r.miss("AWS::Include of "+file+" inside itself", n, p)
		return nil
	}
	inner := p.at("Fn::Transform")
	inner.file = file
	return r.node(doc.Root, inner)
}

// maxIncludes is how deep a value may stand: files that include each other end
// there.
const maxIncludes = 200

func readFile(file string) (*openapi.Document, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return openapi.Parse(file, data)
}

// pure calls a function that needs nothing but its argument, in which everything
// is resolved; nil stands for what it cannot do.
func pure(name string, arg *openapi.Node) *openapi.Node {
	switch items := arg.ItemsOrNil(); name {
	case "Fn::Join":
		if len(items) == 2 && items[0].Is(openapi.String) && items[1].Is(openapi.Array) {
			var parts []string
			for _, item := range items[1].Items {
				parts = append(parts, scalar(item))
			}
			return openapi.Str(strings.Join(parts, items[0].Text))
		}
	case "Fn::Split":
		if len(items) == 2 && items[0].Is(openapi.String) && items[1].Is(openapi.String) && !variable.MatchString(items[1].Text) {
			return openapi.Strs(strings.Split(items[1].Text, items[0].Text)...)
		}
	case "Fn::Select":
		if len(items) == 2 && items[1].Is(openapi.Array) {
			if i, err := strconv.Atoi(scalar(items[0])); err == nil && i >= 0 && i < len(items[1].Items) {
				return items[1].Items[i]
			}
		}
	case "Fn::Base64":
		if arg.Is(openapi.String) && !variable.MatchString(arg.Text) {
			return openapi.Str(base64.StdEncoding.EncodeToString([]byte(arg.Text)))
		}
	case "Fn::Length":
		if arg.Is(openapi.Array) {
			return openapi.Int(len(items))
		}
	case "Fn::ToJsonString":
		if b, err := arg.MarshalJSON(); err == nil && arg != nil {
			return openapi.Str(string(b))
		}
	}
	return nil
}
