package adopt

import (
	"fmt"
	"go/format"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// overrides writes what no word is for, by JSON pointer.
func (w *writer) overrides(o *operation, in integration, unserved bool) []string {
	var options []string
	for _, m := range o.at.node.MembersOrNil() {
		if strings.HasPrefix(m.Key, "x-") && !strings.HasPrefix(m.Key, ext) {
			options = append(options, "gen.Extension("+strconv.Quote(m.Key)+", "+anyValue(m.Value)+")")
		}
	}
	switch {
	case unserved:
		if responses := w.responsesNode(o, func(string) bool { return true }); len(o.responses) > 0 && canonical(bare(responses)) != canonical(bare(derivedResponses(in))) {
			name := "responses"
			if o.verb == "OPTIONS" {
				name = "preflightResponses"
			}
			value := w.sharedIfLong(name, anyValue(responses))
			options = append(options, `gen.Override("/responses", `+value+`)`)
		}
	case !in.lambda:
		// A problem is what a service answers; here none does.
		for _, m := range w.responsesNode(o, isError).MembersOrNil() {
			options = append(options, "gen.Override("+strconv.Quote("/responses/"+m.Key)+", "+w.sharedIfLong("response"+m.Key, anyValue(m.Value))+")")
		}
	}
	if in.lambda && !w.d.http {
		for _, key := range []string{"cacheNamespace", "cacheKeyParameters", "requestParameters"} {
			if v := in.at.get(key); v.is() {
				options = append(options, "gen.Override("+strconv.Quote("/"+ext+"integration/"+key)+", "+anyValue(v.node)+")")
			}
		}
	}
	return options
}

// result writes the files.
func (w *writer) result() (*Result, error) {
	r := &Result{Title: w.title(), StageVariables: w.stageVariables(), Service: w.service, Methods: w.methods, Functions: w.functions, Sub: w.d.usesSub(), d: w.d, names: w.types.names}
	for _, f := range []struct{ name, text string }{
		{"api.go", w.apiFile()}, {"types.go", w.typesFile()}, {"messages.go", declarations(w.messages)},
	} {
		if f.text == "" {
			continue
		}
		source, err := format.Source([]byte(w.file(f.name, f.text)))
		if err != nil {
			return nil, fmt.Errorf("write %s of the contract: %w", f.name, err)
		}
		r.Files = append(r.Files, File{f.name, source})
	}
	r.Files = append(r.Files, w.templates...)
	r.Parameters = w.parameters(r.Files)
	r.Issuers = w.issuers()
	return r, nil
}

// file puts the package clause and the imports in front.
func (w *writer) file(name, text string) string {
	var b strings.Builder
	if name == "api.go" {
		b.WriteString(w.packageComment())
	}
	b.WriteString("package api\n\n")
	var std, imports []string
	for _, i := range []struct{ path, use string }{
		{"context", "context.Context"}, {"time", "time.Time"},
		{"github.com/apigen-go/apigen/gen", "gen."}, {"github.com/apigen-go/apigen/problem", "problem.Problem{"},
	} {
		if uses(text, i.use) {
			if strings.Contains(i.path, "/") {
				imports = append(imports, strconv.Quote(i.path))
			} else {
				std = append(std, strconv.Quote(i.path))
			}
		}
	}
	if len(std) > 0 && len(imports) > 0 {
		std = append(std, "")
	}
	if all := append(std, imports...); len(all) > 0 {
		b.WriteString("import (\n" + strings.Join(all, "\n") + "\n)\n\n")
	}
	b.WriteString(text)
	return b.String()
}

// uses reports whether a source names a package outside its comments and strings.
func uses(text, name string) bool {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "//") {
			continue
		}
		if slices.ContainsFunc(outsideStrings(line), func(s string) bool { return strings.Contains(s, name) }) {
			return true
		}
	}
	return false
}

var stringLiteral = regexp.MustCompile("`[^`]*`|\"(\\\\.|[^\"\\\\])*\"")

func outsideStrings(line string) []string { return stringLiteral.Split(line, -1) }

func (w *writer) packageComment() string {
	return comment("", "Package api is the contract of "+strings.Join(strings.Fields(w.title()), " ")+".")
}

func (w *writer) title() string {
	if title := w.d.root.get("info", "title").text(); title != "" {
		return title
	}
	return "Imported API"
}

func (w *writer) version() string {
	if version := w.d.root.get("info", "version").text(); version != "" {
		return version
	}
	return "1.0.0"
}

func (w *writer) apiFile() string {
	var b strings.Builder
	if len(w.problems) > 0 {
		var statuses []int
		for status := range w.problems {
			statuses = append(statuses, status)
		}
		slices.Sort(statuses)
		b.WriteString("// Problems that operations answer with. Handlers return them as errors.\nvar (\n")
		for _, status := range statuses {
			title := http.StatusText(status)
			if title == "" {
				title = "Status " + strconv.Itoa(status)
			}
			fmt.Fprintf(&b, "%s = problem.Problem{Type: %q, Status: %d, Title: %q}\n", w.problems[status], kebab(title), status, title)
		}
		b.WriteString(")\n\n")
	}
	w.writeInterface(&b)
	gateway := w.gateway() // declares variables
	b.WriteString(declarations(w.values))
	l := literal{kind: "gen.API"}
	l.set("Title", quote(w.title()))
	l.set("Version", quote(w.version()))
	if text := w.d.root.get("info", "description").text(); strings.TrimSpace(text) != "" {
		l.set("Description", quote(text))
	}
	if len(w.methods) > 0 {
		l.set("Service", "(*"+w.service+")(nil)")
	}
	l.set("Gateway", gateway)
	d := literal{kind: "gen.Defaults"}
	if w.defaults.lambda != "" {
		d.set("Integration", w.defaults.lambda)
	}
	if w.defaults.security != "gen.Public{}" {
		d.set("Security", w.defaults.security)
	}
	if len(d.fields) > 0 {
		l.set("Defaults", d.text())
	}
	l.set("Operations", "[]gen.Operation{\n"+strings.Join(w.routes, ",\n")+",\n}")
	l.set("Servers", w.servers())
	if docs := w.d.root.get("externalDocs"); docs.get("url").is() {
		link := literal{kind: "gen.Link"}
		link.set("URL", quote(docs.get("url").text()))
		link.set("Description", quote(docs.get("description").text()))
		l.set("Docs", link.text())
	}
	l.set("Types", w.models())
	b.WriteString("\nvar _ = gen.API{\n" + strings.Join(l.fields, ",\n") + ",\n}\n")
	return b.String()
}

// writeInterface writes the service, unless API Gateway answers everything.
func (w *writer) writeInterface(b *strings.Builder) {
	if len(w.methods) == 0 {
		return
	}
	fmt.Fprintf(b, "// %s is what the handlers answer.\ntype %s interface {\n", w.service, w.service)
	for i, m := range w.methods {
		b.WriteString(w.comments[i])
		args, results := "context.Context", "error"
		if m.Request != "" {
			args += ", *" + m.Request
		}
		if m.Response != "" {
			results = "(*" + m.Response + ", error)"
		}
		fmt.Fprintf(b, "\t%s(%s) %s\n", m.Name, args, results)
	}
	b.WriteString("}\n\n")
}

// models lists the types that no operation mentions.
func (w *writer) models() string {
	used := w.types.reachable()
	var list []string
	for _, s := range w.d.schemas {
		if name, ok := w.types.names[s.name]; ok && !used[name] {
			list = append(list, "gen.Model["+name+"]()")
		}
	}
	if len(list) == 0 {
		return ""
	}
	return composite("[]gen.Type", list)
}

func (w *writer) typesFile() string { return declarations(w.types.done) }

func declarations(list []decl) string {
	var texts []string
	for _, d := range list {
		texts = append(texts, d.text)
	}
	return strings.Join(texts, "\n")
}

var parameterInSource = regexp.MustCompile(`gen\.Param\("([^"]+)"\)|\$\{([A-Za-z0-9_.:-]+)\}`)

// parameters are the placeholders an import fills in.
func (w *writer) parameters(files []File) []Parameter {
	found := map[string]bool{}
	for _, f := range files {
		template := strings.HasSuffix(f.Path, ".vtl")
		for _, m := range parameterInSource.FindAllStringSubmatch(string(f.Data), -1) {
			name := m[1] + m[2]
			first := name[0]
			if strings.HasPrefix(name, "stageVariables.") || strings.HasPrefix(name, "AWS::") || template && (first < 'A' || first > 'Z') {
				continue
			}
			found[name] = true
		}
	}
	uses := w.d.uses()
	var list []Parameter
	for _, name := range sortedKeys(found) {
		list = append(list, Parameter{name, uses[name]})
	}
	return list
}

// placeholderMembers are the members of extensions whose values tell what a placeholder in
// them stands for.
var placeholderMembers = map[string]Use{
	"credentials": Role, "authorizerCredentials": Role, "providerARNs": UserPool, "issuer": Issuer,
}

// uses tells what the placeholders of a document stand for, by the places they
// stand at.
func (d *document) uses() map[string]Use {
	uses := map[string]Use{}
	d.doc.Root.Walk(func(path []string, n *openapi.Node) bool {
		if n.Kind == openapi.Array || n.Kind == openapi.Object && !isIntrinsic(n) {
			return true
		}
		text := apigw.Text(n)
		for _, m := range hasPlaceholder.FindAllStringIndex(text, -1) {
			name := text[m[0]+2 : m[1]-1]
			if uses[name] == AnyUse {
				uses[name] = useOf(path, text, text[:m[0]], text[m[1]:])
			}
		}
		return false
	})
	return uses
}

// useOf tells what a placeholder stands for, by what is before and behind it.
func useOf(path []string, text, before, behind string) Use {
	for i := len(path) - 1; i >= 0 && i > len(path)-3; i-- {
		if use, ok := placeholderMembers[path[i]]; ok {
			if before != "" && use != Issuer {
				return AnyUse
			}
			if use == Issuer && behind != "" {
				return Address
			}
			return use
		}
		if path[i] != "uri" && path[i] != "authorizerUri" {
			continue
		}
		switch {
		case before == "" && behind == "":
			return Invocation
		case strings.HasSuffix(before, "/functions/"):
			return Function
		case before == "":
			return Address
		}
	}
	return AnyUse
}

// issuers are those that nobody on this machine answers for.
func (w *writer) issuers() []string {
	if !w.d.http {
		return nil
	}
	var list []string
	for _, a := range w.d.httpAPI.Authorizers {
		if a.Type == "JWT" && !strings.Contains(a.Issuer, "://cognito-idp.") {
			list = addOnce(list, a.Issuer)
		}
	}
	return list
}

// isError reports whether a response is no success.
func isError(status string) bool { return status == "default" || status >= "4" }

// responsesNode writes responses as OpenAPI 3.0 has them, with references to the
// models of the contract.
func (w *writer) responsesNode(o *operation, take func(status string) bool) *openapi.Node {
	n := openapi.Obj()
	for _, r := range o.responses {
		if !take(r.status) || r.status == "default" && !w.d.http {
			continue
		}
		one := openapi.Obj(openapi.M("description", openapi.Str(r.at.get("description").text())))
		headers := openapi.Obj()
		for _, h := range r.headers {
			s := h.schema.node
			if len(s.MembersOrNil()) == 0 {
				s = openapi.Obj(openapi.M("type", openapi.Str("string")))
			}
			headers.Set(h.name, openapi.Obj(openapi.M("schema", w.schemaNode(at{w.d, s, h.schema.pointer}))))
		}
		if len(headers.Members) > 0 {
			one.Set("headers", headers)
		}
		content := openapi.Obj()
		for _, m := range r.media {
			inner := openapi.Obj()
			if m.schema.is() {
				inner.Set("schema", w.schemaNode(m.schema))
			}
			content.Set(m.kind, inner)
		}
		if len(content.Members) > 0 {
			one.Set("content", content)
		}
		n.Set(r.status, one)
	}
	return n
}

// schemaNode copies a schema, with its references to what the contract calls the
// models. Those that are no models of the contract are put in.
func (w *writer) schemaNode(s at) *openapi.Node { return w.copySchema(s, 0) }

func (w *writer) copySchema(s at, depth int) *openapi.Node {
	if s.node.Get("$ref") != nil {
		if name, ok := w.types.names[s.component()]; ok {
			return openapi.Obj(openapi.M("$ref", openapi.Str("#/components/schemas/"+name)))
		}
		if depth > 8 {
			return openapi.Obj()
		}
		if to := s.resolve(); to.is() {
			return w.copySchema(to, depth+1)
		}
		return openapi.Obj()
	}
	if depth > 32 || s.node == nil {
		return openapi.Obj()
	}
	out := *s.node
	out.Comment, out.Items, out.Members = "", nil, nil
	for _, item := range s.items() {
		out.Items = append(out.Items, w.copySchema(item, depth+1))
	}
	s.members(func(key string, value at) {
		out.Members = append(out.Members, openapi.M(key, w.copySchema(value, depth+1)))
	})
	return &out
}

// derivedResponses are those package declare makes of an integration for an
// operation without a method.
func derivedResponses(in integration) *openapi.Node {
	n := openapi.Obj()
	in.at.get("responses").members(func(_ string, r at) {
		status := or(r.get("statusCode").text(), "200")
		one := n.Get(status)
		if one == nil {
			one = openapi.Obj()
			n.Set(status, one)
		}
		r.get("responseParameters").members(func(key string, _ at) {
			if name, ok := strings.CutPrefix(key, "method.response.header."); ok {
				headers := one.Get("headers")
				if headers == nil {
					headers = openapi.Obj()
					one.Set("headers", headers)
				}
				headers.Set(name, openapi.Obj(openapi.M("schema", openapi.Obj(openapi.M("type", openapi.Str("string"))))))
			}
		})
	})
	if len(n.Members) == 0 {
		n.Set("200", openapi.Obj())
	}
	return n
}

// bare leaves the descriptions of responses out.
func bare(n *openapi.Node) *openapi.Node {
	out := n.Clone()
	for _, m := range out.Members {
		m.Value.Delete("description")
	}
	return out
}

func (w *writer) stageVariables() []string {
	if w.d.http {
		return w.d.httpAPI.StageVariables()
	}
	return w.d.rest.StageVariables()
}
