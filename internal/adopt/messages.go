package adopt

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// parameterName is what API Gateway takes as the name of a parameter.
var parameterName = regexp.MustCompile(`^[a-zA-Z0-9._$:-]+$`)

// A message is a request type in the making.
type message struct {
	w      *writer
	self   string
	fields []field
	taken  namer           // names of fields
	places map[string]bool // names of parameters, which are unique across all places
}

type field struct{ name, expr, comment, tag string }

// add adds the field of a parameter, unless API Gateway takes none of that name.
func (m *message) add(p *parameter) {
	key := p.name
	if p.in == "header" {
		key = strings.ToLower(key)
	}
	if !parameterName.MatchString(p.name) || m.places[key] || p.in == "header" && key == "content-type" {
		return
	}
	m.places[key] = true
	expr, tags := m.w.parameterType(p, m.self)
	place := tag{p.in, p.name}
	hasDefault := slices.ContainsFunc(tags, func(t tag) bool { return t.key == "default" })
	if !p.required && !hasDefault {
		place.value += ",omitempty"
	}
	if p.explode && p.in == "query" && strings.HasPrefix(expr, "[]") {
		place.value += ",explode"
	}
	m.fields = append(m.fields, field{
		m.taken.take(goName(p.name), "Parameter"), expr, p.at.get("description").text(), structTag(append([]tag{place}, tags...)),
	})
}

// request writes the request type; it has no name when there is nothing in it.
func (w *writer) request(o *operation, name string) string {
	m := &message{w: w, self: w.names.take(name+"Request", "Request"), taken: namer{"Body": true}, places: map[string]bool{}}
	variables := pathVariables(o.path)
	for _, v := range variables {
		i := slices.IndexFunc(o.parameters, func(p *parameter) bool { return p.in == "path" && strings.TrimSuffix(p.name, "+") == v })
		if i >= 0 {
			p := *o.parameters[i]
			p.name = v
			m.add(&p)
			continue
		}
		m.add(&parameter{at: at{doc: w.d}, name: v, in: "path", required: true, schema: at{w.d, openapi.Obj(openapi.M("type", openapi.Str("string"))), ""}})
	}
	for _, p := range o.parameters {
		if p.in != "path" {
			m.add(p)
		}
	}
	if o.body != nil && !slices.Contains([]string{"GET", "HEAD", "DELETE"}, o.verb) {
		if expr, tags, ok := w.requestBody(o, name); ok {
			text := ""
			if len(tags) > 0 {
				text = structTag(tags)
			}
			doc := o.body.at.get("description").text()
			m.fields = append(m.fields, field{"Body", expr, doc, text})
		}
	}
	if len(m.fields) == 0 {
		delete(w.names, m.self)
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s is the request of [%s.%s].\ntype %s struct {\n", m.self, w.service, name, m.self)
	for _, f := range m.fields {
		b.WriteString(remark("\t", f.comment))
		fmt.Fprintf(&b, "\t%s %s %s\n", f.name, f.expr, f.tag)
	}
	b.WriteString("}\n")
	w.messages = append(w.messages, decl{m.self, b.String()})
	return m.self
}

func pathVariables(path string) []string {
	var names []string
	for s := range strings.SplitSeq(path, "/") {
		if variable.MatchString(s) {
			names = append(names, strings.TrimSuffix(s[1:len(s)-1], "+"))
		}
	}
	return names
}

// parameterType gives the type of a parameter, a scalar or a list of scalars.
func (w *writer) parameterType(p *parameter, owner string) (string, []tag) {
	defer w.types.inlined()()
	hint := owner + goName(p.name)
	g := w.types.of(p.schema, hint)
	s := p.schema.resolve()
	switch {
	case g.kind == list && strings.HasPrefix(g.expr, "[]") && (p.in == "query" || p.in == "header"):
		item := w.types.of(s.get("items"), hint+"Item")
		if item.kind == scalar && !strings.HasPrefix(item.expr, "[]") && len(item.tags) == 0 {
			return g.expr, g.tags
		}
		return "[]string", g.tags
	case g.kind == instant:
		return g.expr, nil
	case g.kind != scalar:
		return "string", nil
	}
	if name := p.schema.component(); name != "" && w.types.names[name] != "" && w.types.form(s) != "enum" {
		return "string", nil // a list by name, which no tag of the place reads
	}
	tags := g.tags
	if d := s.get("default"); d.is() && !p.required && fits(d.node, s, g) && p.schema.node.Get("$ref") == nil {
		tags = append(tags, tag{"default", d.text()})
	}
	return g.expr, tags
}

// requestBody gives the type of a body.
func (w *writer) requestBody(o *operation, name string) (expr string, tags []tag, ok bool) {
	m, ok := chosen(o.body.media)
	if !ok {
		return "", nil, false
	}
	if !isJSON(m.kind) {
		expr, tags = rawBody(m.kind)
		return expr, tags, true
	}
	g := w.bodyType(m, name+"RequestBody")
	if m.kind != "application/json" {
		tags = append(tags, tag{"contentType", m.kind})
	}
	if g.kind == anything || g.expr == "any" {
		g.expr = "any"
	}
	if !o.body.required {
		g.expr = "*" + g.expr
	}
	return g.expr, append(tags, g.tags...), true
}

// bodyType is the type of a JSON body; one of which nothing is said may be
// anything.
func (w *writer) bodyType(m media, hint string) goType {
	if !m.schema.is() {
		return goType{expr: "any", kind: anything}
	}
	return w.types.of(m.schema, hint)
}

// chosen gives the media type a body has in Go: JSON before others.
func chosen(list []media) (media, bool) {
	for _, prefer := range []func(string) bool{
		func(kind string) bool { return kind == "application/json" },
		isJSON,
		func(kind string) bool { return exactMedia.MatchString(kind) },
	} {
		for _, m := range list {
			if prefer(m.kind) && exactMedia.MatchString(m.kind) {
				return m, true
			}
		}
	}
	return media{}, false
}

// exactMedia is a media type without parameters or stars.
var exactMedia = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$`)

func isJSON(kind string) bool { return kind == "application/json" || strings.HasSuffix(kind, "+json") }

func isForm(kind string) bool {
	return kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data"
}

// rawBody is a body that is handed on as it is.
func rawBody(kind string) (string, []tag) {
	expr := "[]byte"
	if strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml") || kind == "application/x-www-form-urlencoded" || strings.HasSuffix(kind, "yaml") {
		expr = "string"
	}
	return expr, []tag{{"contentType", kind}}
}

// response writes the response type. It has no name when there is no answer but
// an error.
func (w *writer) response(o *operation, name string) string {
	var good []*response
	for _, r := range o.responses {
		if status, err := strconv.Atoi(r.status); err == nil && status >= 200 && status < 400 {
			good = append(good, r)
		}
	}
	if len(good) == 0 || len(good) == 1 && good[0].status == "204" && len(good[0].headers) == 0 {
		return ""
	}
	bodies := map[*response]media{}
	for _, r := range good {
		if m, ok := chosen(r.media); ok && !slices.Contains([]string{"204", "205", "304"}, r.status) {
			bodies[r] = m
		}
	}
	first := good[0]
	if m, ok := bodies[first]; ok && len(good) == 1 && first.status == "200" && len(first.headers) == 0 && m.kind == "application/json" {
		if g := w.bodyType(m, name+"Response"); g.kind == object {
			return g.expr
		}
	}
	self := w.names.take(name+"Response", "Response")
	var b strings.Builder
	fmt.Fprintf(&b, "// %s is the answer of [%s.%s].\ntype %s struct {\n", self, w.service, name, self)
	fields := namer{"Body": true}
	if len(bodies) == 0 && first.status != "204" {
		fmt.Fprintf(&b, "\t_ struct{} %s\n", structTag([]tag{{"status", first.status}}))
	}
	w.responseHeaders(&b, good, fields)
	several := len(bodies) > 1
	for _, r := range good {
		if m, ok := bodies[r]; ok {
			w.responseBody(&b, name, r, m, several, fields)
		}
	}
	b.WriteString("}\n")
	w.messages = append(w.messages, decl{self, b.String()})
	return self
}

// responseHeaders writes the headers of all responses, each once.
func (w *writer) responseHeaders(b *strings.Builder, good []*response, fields namer) {
	defer w.types.inlined()()
	seen := map[string]bool{}
	for _, r := range good {
		for _, h := range r.headers {
			key := strings.ToLower(h.name)
			if seen[key] || key == "content-type" || !parameterName.MatchString(h.name) {
				continue
			}
			seen[key] = true
			g := w.types.of(h.schema, "Header")
			if g.kind == instant {
				g.tags = nil
			} else if g.kind != scalar || h.schema.component() != "" && w.types.names[h.schema.component()] != "" && w.types.form(h.schema.resolve()) != "enum" {
				g = goType{expr: "string"}
			}
			b.WriteString(remark("\t", h.at.get("description").text()))
			fmt.Fprintf(b, "\t%s %s %s\n", fields.take(goName(h.name), "Header"), g.expr, structTag(append([]tag{{"header", h.name + ",omitempty"}}, g.tags...)))
		}
	}
}

// responseBody writes the field of one body.
func (w *writer) responseBody(b *strings.Builder, name string, r *response, m media, several bool, fields namer) {
	field, hint := "Body", name+"ResponseBody"
	if several {
		status, _ := strconv.Atoi(r.status)
		field = fields.take(goName(http.StatusText(status)), "Status"+r.status)
		hint = name + field
	}
	var tags []tag
	if r.status != "200" || several {
		tags = append(tags, tag{"status", r.status})
	}
	expr := ""
	if isJSON(m.kind) {
		g := w.bodyType(m, hint)
		expr = g.expr
		if m.kind != "application/json" {
			tags = append(tags, tag{"contentType", m.kind})
		}
		tags = append(tags, g.tags...)
		if several {
			expr = "*" + expr
		}
	} else {
		if several {
			return // a body that is no JSON is no alternative
		}
		var more []tag
		expr, more = rawBody(m.kind)
		tags = append(tags, more...)
	}
	if text := r.at.get("description").text(); text != statusText(r.status) && text != r.status+" response" {
		b.WriteString(remark("\t", text))
	}
	text := ""
	if len(tags) > 0 {
		text = structTag(tags)
	}
	fmt.Fprintf(b, "\t%s %s %s\n", field, expr, text)
}

func statusText(status string) string {
	n, _ := strconv.Atoi(status)
	return http.StatusText(n)
}
