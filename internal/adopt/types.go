package adopt

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A goType is how Go says a schema.
type goType struct {
	expr    string
	tags    []tag  // constraints that stand where the type is used
	kind    kind   // of what expr is
	comment string // description of an inline schema
}

type kind uint8

const (
	scalar kind = iota // strings, numbers, booleans
	object             // a struct with a name
	list               // a slice or a map
	anything
	instant // time.Time
	octets  // []byte
)

type tag struct{ key, value string }

// types makes the declarations of schemas.
type types struct {
	w     *writer
	names map[string]string // Go names of components
	done  []decl
	queue []func()
	// holds are the structs that hold another by value: a struct cannot hold itself.
	holds map[string][]string
	// uses are the types each declaration mentions, by name; those of request and
	// response types stand under the empty name.
	uses  map[string][]string
	owner string // what is being declared
}

// A decl is a declaration with what it was made of.
type decl struct{ name, text string }

func newTypes(w *writer) *types {
	t := &types{w: w, names: map[string]string{}, holds: map[string][]string{}, uses: map[string][]string{}}
	// Components whose name is a name of Go already keep it.
	for _, exact := range []bool{true, false} {
		for _, s := range w.d.schemas {
			name := plainName(s.name)
			if (name == s.name) == exact && t.declares(s.at) {
				t.names[s.name] = w.names.take(name, "Model")
			}
		}
	}
	return t
}

// declares reports whether a component gets a type of its own. Scalars without
// values stand where they are used, since only there they may have constraints.
func (t *types) declares(s at) bool {
	switch t.form(s) {
	case "object", "array", "map", "enum":
		return true
	}
	return false
}

// form tells what kind of Go type a schema becomes.
func (t *types) form(s at) string {
	switch {
	case s.get("oneOf").is(), s.get("anyOf").is(), s.get("not").is():
		return "any"
	case s.get("allOf").is(), s.get("properties").is():
		return "object"
	}
	switch s.get("type").text() {
	case "object":
		if values := s.get("additionalProperties"); values.node.Is(openapi.Object) || values.true() {
			return "map"
		}
		return "object"
	case "array":
		return "array"
	case "string":
		if len(s.get("enum").items()) > 0 && s.get("format").text() == "" && constants(s) {
			return "enum"
		}
		return "string"
	case "integer":
		return "integer"
	case "number":
		return "number"
	case "boolean":
		return "boolean"
	case "":
		if s.get("items").is() {
			return "array"
		}
	}
	return "any"
}

// constants reports whether the enumeration of a string can be constants of Go:
// they are strings, all of them.
func constants(s at) bool {
	seen := map[string]bool{}
	for _, v := range s.get("enum").items() {
		if !v.node.Is(openapi.String) || seen[v.node.Text] {
			return false
		}
		seen[v.node.Text] = true
	}
	return true
}

// all declares every component, then what those need, in the order in which they
// stand in the document.
func (t *types) all() {
	for _, s := range t.w.d.schemas {
		if name, ok := t.names[s.name]; ok {
			t.declare(name, s.at)
		}
	}
	t.drain()
}

func (t *types) drain() {
	for len(t.queue) > 0 {
		next := t.queue[0]
		t.queue = t.queue[1:]
		next()
	}
}

// of gives the Go type of a schema. hint names the type when the schema has to
// have one.
func (t *types) of(s at, hint string) goType {
	if name, ok := t.names[s.component()]; ok && s.node.Get("$ref") != nil {
		to := s.resolve()
		t.uses[t.owner] = append(t.uses[t.owner], name)
		return goType{expr: name, kind: t.kindOf(to)}
	}
	s = s.resolve()
	g := t.inline(s, hint)
	g.comment = s.get("description").text()
	return g
}

func (t *types) kindOf(s at) kind {
	switch t.form(s) {
	case "object":
		return object
	case "array", "map":
		return list
	}
	return scalar
}

func (t *types) inline(s at, hint string) goType {
	switch t.form(s) {
	case "object":
		if !s.get("properties").is() && !s.get("allOf").is() {
			return goType{expr: "map[string]any", kind: list, tags: countTags(s, "minProperties", "maxProperties")}
		}
		name := t.w.names.take(hint, "Object")
		t.uses[t.owner] = append(t.uses[t.owner], name)
		t.queue = append(t.queue, func() { t.declare(name, s) })
		return goType{expr: name, kind: object}
	case "array":
		return goType{expr: "[]" + t.of(s.get("items"), hint+"Item").expr, kind: list,
			tags: append(countTags(s, "minItems", "maxItems"), truthTags(s, "uniqueItems")...)}
	case "map":
		values := "any"
		if v := s.get("additionalProperties"); v.node.Is(openapi.Object) && len(v.node.Members) > 0 {
			values = t.of(v, hint+"Value").expr
		}
		return goType{expr: "map[string]" + values, kind: list, tags: countTags(s, "minProperties", "maxProperties")}
	case "enum":
		if values, ok := enumTag(s); ok && !strings.HasSuffix(hint, "Item") && !strings.HasSuffix(hint, "Value") {
			return goType{expr: "string", tags: append([]tag{{"enum", values}}, stringTags(s)...)}
		}
		name := t.w.names.take(hint, "Enum")
		t.uses[t.owner] = append(t.uses[t.owner], name)
		t.queue = append(t.queue, func() { t.declare(name, s) })
		return goType{expr: name, kind: scalar}
	case "string":
		return stringType(s)
	case "integer", "number":
		return numberType(s)
	case "boolean":
		return goType{expr: "bool"}
	}
	return goType{expr: "any", kind: anything}
}

// enumTag writes the values of a string with commas between, when that reads as
// the same values again.
func enumTag(s at) (string, bool) {
	var values []string
	for _, v := range s.get("enum").items() {
		text := v.node.Text
		if text == "" || strings.Contains(text, ",") || strings.TrimSpace(text) != text {
			return "", false
		}
		values = append(values, text)
	}
	return strings.Join(values, ","), true
}

// formats of strings that stay strings.
var stringFormats = []string{
	"date", "duration", "email", "hostname", "ipv4", "ipv6", "password", "regex", "time", "uri", "uri-reference", "uuid",
}

func stringType(s at) goType {
	switch format := s.get("format").text(); {
	case format == "date-time" && !s.get("pattern").is() && !s.get("enum").is():
		return goType{expr: "time.Time", kind: instant}
	case format == "byte" && !s.get("enum").is():
		return goType{expr: "[]byte", kind: octets}
	case slices.Contains(stringFormats, format):
		return goType{expr: "string", tags: append([]tag{{"format", format}}, stringTags(s)...)}
	}
	return goType{expr: "string", tags: stringTags(s)}
}

// stringTags are the constraints of a string. Patterns that only Java takes stay
// out: the generated server could not run them.
func stringTags(s at) []tag {
	tags := countTags(s, "minLength", "maxLength")
	if p := s.get("pattern").node; p.Is(openapi.String) && p.Text != "" {
		if _, err := regexp.Compile(p.Text); err == nil {
			tags = append(tags, tag{"pattern", p.Text})
		}
	}
	return tags
}

func numberType(s at) goType {
	format := s.get("format").text()
	g := goType{expr: "float64"}
	whole := s.get("type").text() == "integer"
	switch {
	case whole && format == "int32":
		g.expr = "int32"
	case whole && format == "int64":
		g.expr = "int64"
	case whole:
		g.expr, g.tags = "int", []tag{{"format", ""}}
	case format == "float":
		g.expr = "float32"
	case format != "double":
		g.tags = []tag{{"format", ""}}
	}
	valid := func(text string) bool {
		if whole {
			n, err := strconv.ParseInt(text, 10, 64)
			return err == nil && strconv.FormatInt(n, 10) == text
		}
		n, err := strconv.ParseFloat(text, 64)
		return err == nil && n > -1e300 && n < 1e300 && strings.Trim(text, "+-.0123456789eE") == ""
	}
	low, high := s.get("minimum"), s.get("maximum")
	if low.is() && high.is() {
		a, _ := strconv.ParseFloat(low.text(), 64)
		b, _ := strconv.ParseFloat(high.text(), 64)
		if a > b || a == b && (s.get("exclusiveMinimum").true() || s.get("exclusiveMaximum").true()) {
			return g // nothing meets them
		}
	}
	for _, limit := range []struct{ key, exclusive string }{{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}} {
		n := s.get(limit.key)
		if !n.node.Is(openapi.Number) || !valid(n.text()) {
			continue
		}
		key := limit.key
		if s.get(limit.exclusive).true() {
			key = limit.exclusive
		}
		g.tags = append(g.tags, tag{key, n.text()})
	}
	if n := s.get("multipleOf"); n.node.Is(openapi.Number) && valid(n.text()) && !strings.HasPrefix(n.text(), "-") && strings.Trim(n.text(), "0.eE+") != "" {
		g.tags = append(g.tags, tag{"multipleOf", n.text()})
	}
	if values := s.get("enum").items(); len(values) > 0 {
		var texts []string
		for _, v := range values {
			if !v.node.Is(openapi.Number) || !valid(v.text()) || slices.Contains(texts, v.text()) {
				return g
			}
			texts = append(texts, v.text())
		}
		g.tags = append(g.tags, tag{"enum", strings.Join(texts, ",")})
	}
	return g
}

// countTags gives the tags of two limits, unless nothing can meet them.
func countTags(s at, low, high string) []tag {
	var tags []tag
	least := -1
	for _, key := range []string{low, high} {
		n := s.get(key)
		if !n.node.Is(openapi.Number) {
			continue
		}
		count, err := strconv.Atoi(n.text())
		if err != nil || count < 0 || key == high && count < least {
			continue
		}
		if key == low {
			least = count
		}
		tags = append(tags, tag{key, strconv.Itoa(count)})
	}
	return tags
}

func truthTags(s at, keys ...string) []tag {
	var tags []tag
	for _, key := range keys {
		if s.get(key).true() {
			tags = append(tags, tag{key, "true"})
		}
	}
	return tags
}

// reachable gives the names of the types that requests and responses lead to.
func (t *types) reachable() map[string]bool {
	seen := map[string]bool{}
	next := []string{""}
	for len(next) > 0 {
		from := next[0]
		next = next[1:]
		for _, name := range t.uses[from] {
			if !seen[name] {
				seen[name] = true
				next = append(next, name)
			}
		}
	}
	return seen
}

// inlined has what is mentioned until the given function is called count as
// nothing that leads to a model: schemas of parameters stand inline.
func (t *types) inlined() (done func()) {
	before := t.owner
	t.owner = "parameters"
	return func() { t.owner = before }
}
