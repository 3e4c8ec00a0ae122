package dataplane

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

// A template is a mapping template, compiled with its deployment. One that
// cannot be parsed fails the requests that need it, as on AWS.
type template struct {
	pointer  string // JSON pointer of its text
	compiled *mapping.Template
	err      error
}

// templates are mapping templates by media type.
type templates map[string]*template

func compileTemplates(texts map[string]string, pointer string) templates {
	if len(texts) == 0 {
		return nil
	}
	all := templates{}
	for mediaType, text := range texts {
		t := &template{pointer: pointer + "/" + escapePointer(mediaType)}
		t.compiled, t.err = mapping.Parse(vtl.Source{File: t.pointer, Text: text})
		all[mediaType] = t
	}
	return all
}

func escapePointer(s string) string { return pointerEscapes.Replace(s) }

// pointerEscapes are those of JSON pointers (RFC 6901).
var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// errors gives what is wrong with the templates, in order.
func (t templates) errors() []error {
	var all []error
	for _, mediaType := range sortedKeys(t) {
		if err := t[mediaType].err; err != nil {
			all = append(all, err)
		}
	}
	return all
}

// render renders a template for a body. Every failure of a template is a 500
// whose cause names the template by JSON pointer, with line and column.
func (t *template) render(x *exchange, what string, body []byte) ([]byte, *failure) {
	broken := func(err error) *failure {
		return internalError(default5xx, 500, "Execution failed due to configuration error: Unable to transform "+what+": "+err.Error())
	}
	switch {
	case t.err != nil:
		return nil, broken(t.err)
	case !utf8.Valid(body):
		return nil, broken(fmt.Errorf("%s: the payload is no UTF-8 text", t.pointer))
	}
	text, err := t.compiled.RenderBytes(x.r.Context(), &mapping.Data{
		Body: string(body), Request: (*templateRequest)(x), StageVariables: x.stage.Variables,
	})
	if err != nil {
		return nil, broken(err)
	}
	return text, nil
}

// A templateRequest is a request as templates see it.
type templateRequest exchange

// MakeContext gives $context.
func (t *templateRequest) MakeContext() *mapping.Context { return (*exchange)(t).context() }

// MakeParams gives the method request's parameters as $input.params shows them.
func (t *templateRequest) MakeParams() *mapping.Params {
	x := (*exchange)(t)
	if x.parameters != nil {
		return x.parameters
	}
	x.parameters = &mapping.Params{Header: make([]mapping.Param, len(x.header))}
	p := x.parameters
	for i, f := range x.header {
		p.Header[i] = mapping.Param{Name: f.name, Value: f.value}
	}
	for _, name := range sortedKeys(x.pathParams()) {
		p.Path = append(p.Path, mapping.Param{Name: name, Value: x.match.params[name]})
	}
	for _, name := range sortedKeys(x.query) {
		for _, value := range x.query[name] {
			p.Querystring = append(p.Querystring, mapping.Param{Name: name, Value: value})
		}
	}
	return p
}
