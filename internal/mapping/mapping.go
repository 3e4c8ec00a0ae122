// Package mapping gives mapping templates and parameter mappings what they can
// see of a request: $input, $context, $stageVariables and $util, and the sources
// of a REST or HTTP API's parameter mappings.
//
// It knows API Gateway's words; the template language is package vtl's. What the
// variables hold follows the AWS page "Mapping template and access logging
// variable reference" and what API Gateway was recorded to print.
package mapping

import (
	"context"
	"maps"
	"slices"

	"github.com/apigen-go/apigen/vtl"
)

// A Param is one parameter of a request.
type Param struct{ Name, Value string }

// Params are a method request's parameters, each in the order they came. Of a
// name that comes several times the last value counts.
type Params struct {
	Path, Querystring, Header []Param
}

// get finds a parameter as $input.params("name") does: in the path, then the
// query string, then the headers. Names are compared as they are.
func (p *Params) get(name string) (string, bool) {
	for _, list := range [][]Param{p.Path, p.Querystring, p.Header} {
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].Name == name {
				return list[i].Value, true
			}
		}
	}
	return "", false
}

// Data is what one template can see. It serves one rendering at a time.
type Data struct {
	// Body is the payload: the request's, or in a response template the
	// integration response's.
	Body           string
	Params         Params // always the method request's
	Context        *Context
	StageVariables map[string]string
	// Request gives Context and Params in place of these two when a template
	// asks for them: most templates never do.
	Request Request
}

// A Request makes what templates see of it when one asks, each time the same.
type Request interface {
	MakeContext() *Context
	MakeParams() *Params
}

// A Template is a parsed mapping template, safe for concurrent use.
type Template struct {
	template *vtl.Template
	size     int // of the text, by which room for the output is made
}

// Parse reads a mapping template. The error is a *[vtl.SyntaxError]; API Gateway
// takes such a template and answers 500 whenever it is needed.
func Parse(src vtl.Source) (*Template, error) {
	t, err := vtl.Parse(src)
	if err != nil {
		return nil, err
	}
	return &Template{t, len(src.Text)}, nil
}

// Render renders the template. What it sets in data.Context stays there for the
// caller and for the response template. The error is a *[vtl.RenderError], which
// a client sees as status 500, or that of ctx.
func (t *Template) Render(ctx context.Context, data *Data) (string, error) {
	return t.template.Render(ctx, data.scope())
}

// RenderBytes renders the template as [Template.Render] does.
func (t *Template) RenderBytes(ctx context.Context, data *Data) ([]byte, error) {
	return t.template.Append(ctx, make([]byte, 0, t.size+64), data.scope())
}

// RenderTraced renders the template as [Template.Render] does and reports what it
// does with values.
func (t *Template) RenderTraced(ctx context.Context, data *Data, report func(vtl.Event)) (string, error) {
	return t.template.RenderTraced(ctx, data.scope(), report)
}

// A scope is the four variables of one rendering.
type scope struct {
	input input
	begun bool // whether this rendering has seen the context
}

func (d *Data) parameters() *Params {
	if d.Request != nil {
		return d.Request.MakeParams()
	}
	return &d.Params
}

func (d *Data) scope() *scope {
	if d.Context == nil && d.Request == nil {
		d.Context = NewContext(nil)
	}
	return &scope{input: input{data: d, visits: maxVisits}}
}

// context gives $context, which begins anew with every rendering.
func (s *scope) context() *Context {
	d := s.input.data
	if d.Context == nil {
		d.Context = d.Request.MakeContext()
	}
	if !s.begun {
		d.Context.begin()
		s.begun = true
	}
	return d.Context
}

// Lookup answers $input, $context, $stageVariables and $util.
func (s *scope) Lookup(name string) (vtl.Value, bool) {
	switch name {
	case "input":
		return vtl.FromObject(&s.input), true
	case "context":
		return vtl.FromMap(s.context().values), true
	case "stageVariables":
		stage, variables := vtl.NewMap(), s.input.data.StageVariables
		if len(variables) > 0 {
			for _, name := range slices.Sorted(maps.Keys(variables)) {
				stage.Put(name, vtl.Str(variables[name]))
			}
		}
		return vtl.FromMap(stage), true
	case "util":
		return vtl.FromObject(util{}), true
	}
	return vtl.Value{}, false
}
