package adopt

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
