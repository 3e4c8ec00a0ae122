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

// operations writes the routes, with the methods they lead to.
func (w *writer) operations() {
	var usable []*operation
	for _, o := range w.d.operations {
		if w.routable(o, usable) {
			usable = append(usable, o)
		}
	}
	w.setDefaults(usable)
	methods := namer{}
	for _, o := range usable {
		w.operation(o, methods)
	}
}

var (
	segment  = regexp.MustCompile(`^([a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\})$`)
	greedy   = regexp.MustCompile(`^\{[a-zA-Z0-9._:-]+\+\}$`)
	variable = regexp.MustCompile(`^\{[a-zA-Z0-9._:-]+\+?\}$`)
)

// routable reports whether API Gateway takes the route of an operation, beside
// those before.
func (w *writer) routable(o *operation, before []*operation) bool {
	if o.path == "$default" {
		return w.d.http && o.verb == "ANY" && !slices.ContainsFunc(before, func(b *operation) bool { return b.path == o.path })
	}
	if o.path == "/ping" || o.path == "/sping" {
		return false
	}
	segments := strings.Split(strings.TrimPrefix(o.path, "/"), "/")
	seen := map[string]bool{}
	for i, s := range segments {
		last := i == len(segments)-1
		if o.path != "/" && !segment.MatchString(s) && (!last || !greedy.MatchString(s)) || variable.MatchString(s) && seen[s] {
			return false
		}
		seen[s] = true
	}
	for _, b := range before {
		if b.path == o.path && b.verb == o.verb || siblings(b.path, o.path) {
			return false
		}
	}
	return true
}

// siblings reports whether two paths call the variable of one level otherwise.
func siblings(a, b string) bool {
	left, right := strings.Split(a, "/"), strings.Split(b, "/")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			return variable.MatchString(left[i]) && variable.MatchString(right[i])
		}
	}
	return false
}

// operation writes one route.
func (w *writer) operation(o *operation, methods namer) {
	in := w.integrationOf(o)
	var options []string
	handler := "nil"
	if w.needsMethod(o, in) {
		name := methods.take(w.methodName(o), "Operation")
		m := w.method(o, name, in)
		w.methods = append(w.methods, m)
		w.comments = append(w.comments, w.methodComment(o, name))
		handler = w.service + "." + name
		if id := o.text("operationId"); id != operationID(name) {
			options = append(options, "gen.OperationID("+strconv.Quote(id)+")")
		}
		options = append(options, w.errors(o, in)...)
	} else if id := o.text("operationId"); id != "" {
		options = append(options, "gen.OperationID("+strconv.Quote(id)+")")
	}
	options = append(options, w.tagOption(o)...)
	options = append(options, w.securityOptions(o)...)
	options = append(options, w.validateOption(o, handler != "nil")...)
	if docs := o.at.get("externalDocs"); docs.get("url").text() != "" {
		options = append(options, fmt.Sprintf("gen.Docs(%s, %s)", strconv.Quote(docs.get("url").text()), strconv.Quote(docs.get("description").text())))
	}
	if in.literal != w.defaults.lambda || o.verb == "ANY" {
		literal := in.literal
		if w.often[literal] > 1 && strings.Contains(literal, "\n") {
			name := "backend"
			if o.verb == "OPTIONS" {
				name = "preflight"
			}
			literal = w.shared(name, literal)
		}
		options = append(options, "gen.Integrate("+literal+")")
	}
	options = append(options, w.overrides(o, in, handler == "nil")...)
	args := append([]string{strconv.Quote(o.path), handler}, options...)
	w.routes = append(w.routes, call("gen."+o.verb, args))
}

// call writes a call, on several lines when it is long.
func call(name string, args []string) string {
	line := name + "(" + strings.Join(args, ", ") + ")"
	if len(line) <= 110 && !strings.Contains(line, "\n") || len(args) <= 2 {
		return line
	}
	return name + "(" + args[0] + ", " + args[1] + ",\n" + strings.Join(args[2:], ",\n") + ")"
}

// needsMethod reports whether an operation becomes a method of the service: those
// a function answers, and those that say more than what follows from their
// integration.
func (w *writer) needsMethod(o *operation, in integration) bool {
	switch {
	case o.verb == "ANY":
		return false
	case in.lambda:
		return true
	case o.verb == "OPTIONS":
		return false
	}
	if o.body != nil || o.validate != (validation{}) || o.text("summary") != "" || o.text("description") != "" || o.at.get("deprecated").true() {
		return true
	}
	for _, p := range o.parameters {
		if p.in == "cookie" || p.in != "path" && (p.required || !in.maps(p)) || p.schema.resolve().get("type").text() != "string" ||
			len(p.schema.resolve().node.MembersOrNil()) > 1 {
			return true
		}
	}
	for _, r := range o.responses {
		status, err := strconv.Atoi(r.status)
		if err == nil && len(r.media) > 0 && status < 400 {
			return true
		}
	}
	return false
}

var verbWords = map[string]string{
	"GET": "Get", "POST": "Post", "PUT": "Put", "PATCH": "Patch", "DELETE": "Delete", "HEAD": "Head", "OPTIONS": "Options",
}

// methodName is the operation's id, or else its verb and path.
func (w *writer) methodName(o *operation) string {
	if name := plainName(o.text("operationId")); name != "" {
		return name
	}
	name, by := verbWords[o.verb], ""
	for s := range strings.SplitSeq(o.path, "/") {
		if variable.MatchString(s) {
			by += "By" + goName(s)
			continue
		}
		name += strings.TrimPrefix(goName(s), "N")
	}
	if o.path == "/" {
		name += "Root"
	}
	return name + by
}

// operationID is the id package declare gives a method.
func operationID(name string) string {
	capitals := 0
	for capitals < len(name) && name[capitals] >= 'A' && name[capitals] <= 'Z' {
		capitals++
	}
	if capitals > 1 && capitals < len(name) && name[capitals] >= 'a' && name[capitals] <= 'z' {
		capitals--
	}
	return strings.ToLower(name[:capitals]) + name[capitals:]
}

// methodComment makes a comment whose first sentence becomes the summary again.
func (w *writer) methodComment(o *operation, name string) string {
	summary, description := strings.TrimSpace(o.text("summary")), strings.TrimSpace(o.text("description"))
	text := description
	if summary != "" && !strings.HasPrefix(description, summary) {
		text = strings.TrimSuffix(summary, ".") + "."
		if description != "" {
			text += "\n\n" + description
		}
	}
	if text == "" {
		text = name + " answers " + o.verb + " " + o.path + "."
	}
	if o.at.get("deprecated").true() && !strings.Contains(text, "\n\nDeprecated:") && !strings.HasPrefix(text, "Deprecated:") {
		text += "\n\nDeprecated: it will go away."
	}
	return comment("\t", text)
}

// method writes the request and response types of an operation.
func (w *writer) method(o *operation, name string, in integration) Method {
	m := Method{Name: name, Route: o.verb + " " + o.path, Served: in.lambda}
	m.Request = w.request(o, name)
	m.Response = w.response(o, name)
	return m
}

// parameterName is what API Gateway takes as the name of a parameter.
var parameterName = regexp.MustCompile(`^[a-zA-Z0-9._$:-]+$`)

// request writes the request type; it has no name when there is nothing in it.
func (w *writer) request(o *operation, name string) string {
	type field struct{ name, expr, comment, tag string }
	var fields []field
	taken := namer{"Body": true}
	places := map[string]bool{}
	reserved := w.names.take(name+"Request", "Request")
	add := func(p *parameter) {
		key := p.name
		if p.in == "header" {
			key = strings.ToLower(key)
		}
		if !parameterName.MatchString(p.name) || places[key] || p.in == "header" && key == "content-type" {
			return
		}
		places[key] = true
		g, tags := w.parameterType(p, reserved)
		place := tag{p.in, p.name}
		hasDefault := slices.ContainsFunc(tags, func(t tag) bool { return t.key == "default" })
		if !p.required && !hasDefault {
			place.value += ",omitempty"
		}
		if p.explode && p.in == "query" && strings.HasPrefix(g, "[]") {
			place.value += ",explode"
		}
		fields = append(fields, field{taken.take(goName(p.name), "Parameter"), g, p.at.get("description").text(), structTag(append([]tag{place}, tags...))})
	}
	variables := pathVariables(o.path)
	for _, v := range variables {
		i := slices.IndexFunc(o.parameters, func(p *parameter) bool { return p.in == "path" && strings.TrimSuffix(p.name, "+") == v })
		if i >= 0 {
			p := *o.parameters[i]
			p.name = v
			add(&p)
			continue
		}
		add(&parameter{at: at{doc: w.d}, name: v, in: "path", required: true, schema: at{w.d, openapi.Obj(openapi.M("type", openapi.Str("string"))), ""}})
	}
	for _, p := range o.parameters {
		if p.in != "path" {
			add(p)
		}
	}
	if o.body != nil && !slices.Contains([]string{"GET", "HEAD", "DELETE"}, o.verb) {
		if expr, tags, ok := w.requestBody(o, name); ok {
			text := ""
			if len(tags) > 0 {
				text = structTag(tags)
			}
			doc := o.body.at.get("description").text()
			fields = append(fields, field{"Body", expr, doc, text})
		}
	}
	if len(fields) == 0 {
		delete(w.names, reserved)
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s is the request of [%s.%s].\ntype %s struct {\n", reserved, w.service, name, reserved)
	for _, f := range fields {
		b.WriteString(remark("\t", f.comment))
		fmt.Fprintf(&b, "\t%s %s %s\n", f.name, f.expr, f.tag)
	}
	b.WriteString("}\n")
	w.messages = append(w.messages, decl{reserved, b.String()})
	return reserved
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

// errors lists the problems of an operation, one for each status.
func (w *writer) errors(o *operation, in integration) []string {
	var names []string
	other := false
	if !in.lambda {
		return nil // API Gateway answers as the integration says
	}
	for _, r := range o.responses {
		status, err := strconv.Atoi(r.status)
		switch {
		case r.status == "default":
			other = w.d.http
		case err == nil && status >= 400 && status <= 599:
			names = append(names, w.problem(status))
		}
	}
	var options []string
	if len(names) > 0 {
		options = append(options, "gen.Errors("+strings.Join(names, ", ")+")")
	}
	if other {
		options = append(options, "gen.OtherErrors()")
	}
	return options
}

// problem gives the name of the problem of a status.
func (w *writer) problem(status int) string {
	if name, ok := w.problems[status]; ok {
		return name
	}
	name := goName(http.StatusText(status))
	if name == "" {
		name = "Status" + strconv.Itoa(status)
	}
	w.problems[status] = w.names.take("Err"+name, "Err")
	return w.problems[status]
}

func (w *writer) tagOption(o *operation) []string {
	var names []string
	for _, name := range o.tags() {
		if name == "" || strings.TrimSpace(name) != name {
			continue
		}
		names = append(names, strconv.Quote(name))
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"gen.Tags(" + strings.Join(names, ", ") + ")"}
}

func (w *writer) validateOption(o *operation, method bool) []string {
	if w.d.http || o.validate == w.defaults.validate || !method && o.validate == (validation{}) {
		return nil
	}
	return []string{"gen.Validate(" + o.validate.word() + ")"}
}

// word is the constant of package gen.
func (v validation) word() string {
	switch v {
	case validation{true, true}:
		return "gen.ValidateAll"
	case validation{body: true}:
		return "gen.ValidateBody"
	case validation{parameters: true}:
		return "gen.ValidateParameters"
	}
	return "gen.ValidateNone"
}
