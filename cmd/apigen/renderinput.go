package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/vtl"
)

// templateSource reads a template from a file, the standard input or a place in
// a document.
func templateSource(in io.Reader, name string) (vtl.Source, error) {
	if name == "-" {
		text, err := io.ReadAll(in)
		return vtl.Source{File: "<stdin>", Text: string(text)}, err
	}
	file, pointer, inDocument := strings.Cut(name, "#")
	text, err := os.ReadFile(file)
	if err != nil {
		return vtl.Source{}, err
	}
	if !inDocument {
		return vtl.Source{File: file, Text: string(text)}, nil
	}
	doc, err := openapi.Parse(file, text)
	if err != nil {
		return vtl.Source{}, err
	}
	node := doc.Root.Lookup(pointer)
	if !node.Is(openapi.String) {
		return vtl.Source{}, fmt.Errorf("%s has no template at %s", file, pointer)
	}
	return sourceOf(node, string(text)), nil
}

// sourceOf tells where in the file the text of a node begins: errors then name
// the line of the document. Of texts with escapes only the line is right.
func sourceOf(n *openapi.Node, file string) vtl.Source {
	s := vtl.Source{File: n.Pos.File, Line: n.Pos.Line, Col: n.Pos.Col, Text: n.Text}
	lines := strings.Split(file, "\n")
	if n.Pos.Line < 1 || n.Pos.Line > len(lines) || n.Pos.Col < 1 || n.Pos.Col > len(lines[n.Pos.Line-1]) {
		return s
	}
	switch lines[n.Pos.Line-1][n.Pos.Col-1] {
	case '"', '\'':
		s.Col++
	case '|', '>':
		// The text begins on the next line; its first line that is not blank tells
		// how far it is indented.
		s.Line, s.Col = n.Pos.Line+1, 1
		for _, line := range lines[n.Pos.Line:] {
			if strings.TrimSpace(line) != "" {
				s.Indent = len(line) - len(strings.TrimLeft(line, " "))
				s.Col = s.Indent + 1
				break
			}
		}
	}
	return s
}

// data is what the template sees: the request file with the flags over it.
func (o renderOptions) data() (*mapping.Data, error) {
	data := &mapping.Data{StageVariables: map[string]string{}}
	values := vtl.NewMap()
	if o.request != "" {
		if err := readRequest(o.request, data, &values); err != nil {
			return nil, err
		}
	}
	switch file, isFile := strings.CutPrefix(o.body, "@"); {
	case isFile:
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		data.Body = string(text)
	case o.body != "":
		data.Body = o.body
	}
	for _, f := range []struct {
		flag   string
		values []string
		put    func(name, value string)
	}{
		{"header", o.headers, adder(&data.Params.Header)},
		{"query", o.query, adder(&data.Params.Querystring)},
		{"path", o.path, adder(&data.Params.Path)},
		{"var", o.vars, func(name, value string) { data.StageVariables[name] = value }},
		{"context", o.context, func(name, value string) { putPath(values, strings.Split(name, "."), value) }},
	} {
		for _, v := range f.values {
			name, value, ok := strings.Cut(v, "=")
			if !ok || name == "" {
				return nil, fmt.Errorf("--%s %s: want NAME=VALUE", f.flag, v)
			}
			f.put(name, value)
		}
	}
	data.Context = mapping.NewContext(values)
	return data, nil
}

func adder(list *[]mapping.Param) func(name, value string) {
	return func(name, value string) { *list = append(*list, mapping.Param{Name: name, Value: value}) }
}

// readRequest reads a request file. Unknown members are refused: a misspelt one
// would silently do nothing.
func readRequest(file string, data *mapping.Data, values **vtl.Map) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	doc, err := openapi.Parse(file, text)
	if err != nil {
		return err
	}
	if !doc.Root.Is(openapi.Object) {
		return fmt.Errorf("%s: want body, path, query, headers, stageVariables and context", file)
	}
	for _, m := range doc.Root.Members {
		switch m.Key {
		case "body":
			if data.Body, err = bodyText(m.Value); err != nil {
				return err
			}
		case "headers":
			err = eachText(m, adder(&data.Params.Header))
		case "query":
			err = eachText(m, adder(&data.Params.Querystring))
		case "path":
			err = eachText(m, adder(&data.Params.Path))
		case "stageVariables":
			err = eachText(m, func(name, value string) { data.StageVariables[name] = value })
		case "context":
			*values, err = contextValues(m.Value)
		default:
			err = fmt.Errorf("%s: unknown member %q: want body, path, query, headers, stageVariables or context", m.Pos, m.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bodyText is a text as it is, anything else as JSON.
func bodyText(n *openapi.Node) (string, error) {
	if n.Is(openapi.String) {
		return n.Text, nil
	}
	b, err := n.MarshalJSON()
	return string(b), err
}

// eachText goes over a map of texts; a list gives a name several values.
func eachText(m openapi.Member, put func(name, value string)) error {
	for _, entry := range m.Value.Members {
		values := entry.Value.Items
		if !entry.Value.Is(openapi.Array) {
			values = []*openapi.Node{entry.Value}
		}
		for _, v := range values {
			if v.Is(openapi.Object) || v.Is(openapi.Array) {
				return fmt.Errorf("%s: %s.%s: want a text", v.Pos, m.Key, entry.Key)
			}
			put(entry.Key, v.Text)
		}
	}
	return nil
}

func contextValues(n *openapi.Node) (*vtl.Map, error) {
	b, err := n.MarshalJSON()
	if err != nil {
		return nil, err
	}
	v, err := vtl.ParseJSON(string(b))
	if err != nil {
		return nil, err
	}
	if v.Map() == nil {
		return nil, fmt.Errorf("%s: context: want a map", n.Pos)
	}
	return v.Map(), nil
}
