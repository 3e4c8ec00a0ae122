package adopt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/openapi"
)

// declare writes the declaration of a type.
func (t *types) declare(name string, s at) {
	before := t.owner
	t.owner = name
	defer func() { t.owner = before }()
	var b strings.Builder
	b.WriteString(remark("", s.get("description").text()))
	switch t.form(s) {
	case "object":
		t.structure(&b, name, s)
	case "array":
		fmt.Fprintf(&b, "type %s []%s\n", name, t.of(s.get("items"), name+"Item").expr)
	case "map":
		fmt.Fprintf(&b, "type %s %s\n", name, t.inline(s, name).expr)
	case "enum":
		t.constants(&b, name, s)
	}
	t.done = append(t.done, decl{name, b.String()})
}

func (t *types) constants(b *strings.Builder, name string, s at) {
	fmt.Fprintf(b, "type %s string\n\nconst (\n", name)
	for _, v := range s.get("enum").items() {
		constant := t.w.names.take(name+strings.TrimPrefix(goName(v.node.Text), "N"), name+"Value")
		fmt.Fprintf(b, "\t%s %s = %s\n", constant, name, strconv.Quote(v.node.Text))
	}
	b.WriteString(")\n")
}

// A property is a member of an object, those of allOf among them.
type property struct {
	name     string
	at       at
	required bool
}

// propertiesOf gathers the members of an object and of those it is all of. closed
// tells that it takes no others.
func propertiesOf(s at, depth int) (list []property, closed bool) {
	s = s.resolve()
	if depth > 8 {
		return nil, false
	}
	set := func(p property) {
		if i := slices.IndexFunc(list, func(o property) bool { return o.name == p.name }); i >= 0 {
			p.required = p.required || list[i].required
			list[i] = p
			return
		}
		list = append(list, p)
	}
	for _, part := range s.get("allOf").items() {
		inner, _ := propertiesOf(part, depth+1)
		for _, p := range inner {
			set(p)
		}
	}
	s.get("properties").members(func(name string, value at) { set(property{name: name, at: value}) })
	for _, name := range s.get("required").items() {
		for i := range list {
			if list[i].name == name.text() {
				list[i].required = true
			}
		}
	}
	more := s.get("additionalProperties")
	return list, more.is() && more.text() == "false"
}

func (t *types) structure(b *strings.Builder, name string, s at) {
	list, closed := propertiesOf(s, 0)
	var own []tag
	if closed {
		own = append(own, tag{"additionalProperties", "false"})
	}
	if title := s.get("title").text(); title != "" {
		own = append(own, tag{"title", title})
	}
	if len(own) == 0 && len(list) == 0 {
		fmt.Fprintf(b, "type %s struct{}\n", name)
		return
	}
	fmt.Fprintf(b, "type %s struct {\n", name)
	if len(own) > 0 {
		fmt.Fprintf(b, "\t_ struct{} %s\n", structTag(own))
	}
	fields := namer{}
	for _, p := range list {
		if !jsonName(p.name) {
			continue // encoding/json cannot write it
		}
		t.field(b, name, fields.take(goName(p.name), "Field"), p)
	}
	b.WriteString("}\n")
}

// jsonName is encoding/json's rule for names in tags.
func jsonName(s string) bool {
	if s == "" || s == "-" {
		return false
	}
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return true
}

// field writes one member of a struct.
func (t *types) field(b *strings.Builder, owner, name string, p property) {
	g := t.of(p.at, owner+name)
	s := p.at.resolve()
	required := p.required
	option := ",omitempty"
	switch g.kind {
	case object:
		if !required {
			g.expr = "*" + g.expr
		} else if !t.hold(owner, g.expr) {
			g.expr, required = "*"+g.expr, false // a struct cannot hold itself
		}
	case instant:
		option = ",omitzero"
	}
	tags := []tag{{"json", p.name}}
	if !required {
		tags[0].value += option
	}
	tags = append(tags, g.tags...)
	tags = append(tags, annotations(s, g, p)...)
	b.WriteString(remark("\t", g.comment))
	fmt.Fprintf(b, "\t%s %s %s\n", name, g.expr, structTag(tags))
}

// remark is a comment unless there is nothing to say.
func remark(indent, text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return comment(indent, text)
}

// hold notes that one struct holds another by value. It refuses what would make
// a struct hold itself.
func (t *types) hold(owner, held string) bool {
	seen := map[string]bool{}
	var reaches func(from string) bool
	reaches = func(from string) bool {
		if from == owner {
			return true
		}
		if seen[from] {
			return false
		}
		seen[from] = true
		return slices.ContainsFunc(t.holds[from], reaches)
	}
	if reaches(held) {
		return false
	}
	t.holds[owner] = append(t.holds[owner], held)
	return true
}

// annotations are the tags that limit nothing, with a default where the member
// may be left out.
func annotations(s at, g goType, p property) []tag {
	tags := truthTags(s, "readOnly", "writeOnly")
	if len(tags) == 2 {
		tags = tags[:1] // both mean neither
	}
	if s.get("deprecated").true() {
		tags = append(tags, tag{"deprecated", "true"})
	}
	if title := s.get("title").text(); title != "" && g.kind != object && p.at.node.Get("$ref") == nil {
		tags = append(tags, tag{"title", title})
	}
	if d := s.get("default"); d.is() && !p.required && p.at.node.Get("$ref") == nil && fits(d.node, s, g) {
		tags = append(tags, tag{"default", d.text()})
	}
	if e := s.get("example"); e.is() && fits(e.node, s, g) {
		tags = append(tags, tag{"example", e.text()})
	}
	return tags
}

// fits reports whether a value is one of a scalar schema, as far as the tags
// that hold it want to know.
func fits(v *openapi.Node, s at, g goType) bool {
	if g.kind != scalar {
		return false
	}
	switch s.get("type").text() {
	case "string":
		if !v.Is(openapi.String) {
			return false
		}
	case "boolean":
		return v.Is(openapi.Bool)
	case "integer", "number":
		if !v.Is(openapi.Number) {
			return false
		}
		if s.get("type").text() == "integer" {
			if n, err := strconv.ParseInt(v.Text, 10, 64); err != nil || strconv.FormatInt(n, 10) != v.Text {
				return false
			}
		}
	default:
		return false
	}
	if values := s.get("enum").items(); len(values) > 0 {
		return slices.ContainsFunc(values, func(e at) bool { return e.text() == v.Text })
	}
	return meets(v.Text, s)
}

// meets reports whether a scalar is within the limits of its schema. Patterns and
// multiples are not worked out.
func meets(text string, s at) bool {
	if s.get("pattern").is() || s.get("multipleOf").is() {
		return false
	}
	limit := func(key string) (float64, bool) {
		n, err := strconv.ParseFloat(s.get(key).text(), 64)
		return n, err == nil
	}
	value, low, high := float64(utf8.RuneCountInString(text)), "minLength", "maxLength"
	if s.get("type").text() != "string" {
		value, _ = strconv.ParseFloat(text, 64)
		low, high = "minimum", "maximum"
	}
	if n, ok := limit(low); ok && (value < n || value == n && s.get("exclusiveMinimum").true()) {
		return false
	}
	n, ok := limit(high)
	return !ok || value < n || value == n && !s.get("exclusiveMaximum").true()
}

// structTag writes the tags of a field.
func structTag(tags []tag) string {
	var parts []string
	for _, t := range tags {
		parts = append(parts, t.key+":"+strconv.Quote(t.value))
	}
	text := strings.Join(parts, " ")
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}
