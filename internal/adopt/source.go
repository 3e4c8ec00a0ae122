package adopt

import (
	"fmt"
	"go/format"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

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
		if mentions(text, i.use) {
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

// mentions reports whether a source names a package outside its comments and strings.
func mentions(text, name string) bool {
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
