// Package vtl renders the Velocity templates that API Gateway calls mapping
// templates.
//
// It knows the language: references, directives, expressions, and what may be
// called on strings, numbers, lists and maps. It does not know $input, $context
// or $util; package mapping builds those and passes them in. A template is
// parsed once and may then be rendered many times, from many goroutines:
//
//	t, err := vtl.Parse(vtl.Source{File: "api/openapi.yaml", Line: 57, Col: 13, Text: text})
//	...                             // err is a *vtl.SyntaxError with file, line and column
//	body, err := t.Render(ctx, vtl.Vars{"name": vtl.Str("Ada")})
//
// The engine behind API Gateway is Velocity 1.7 set up so that a reference
// without a value, or with a null one, is an empty string: it prints nothing,
// equals "" and counts as true in #if. Macros, #evaluate, #parse and #include
// are off; calls of them are plain text. Everything else follows Velocity 1.7,
// down to which line ends a directive takes along; the tests hold it against
// that engine where it is installed.
//
// A list that was parsed from JSON prints as JSON and a map as {k=v}, because
// that is what API Gateway was recorded to print.
package vtl

import (
	"context"
	"errors"
	"sync"
)

// A Scope has the variables a template starts with.
type Scope interface {
	// Lookup gives a variable by its name without the $. It is asked once, and only
	// for variables that stand in the template.
	Lookup(name string) (v Value, ok bool)
}

// Vars are variables by name.
type Vars map[string]Value

// Lookup makes Vars a [Scope].
func (v Vars) Lookup(name string) (Value, bool) {
	value, ok := v[name]
	return value, ok
}

// Limits bound one rendering. A zero field stands for its default.
type Limits struct {
	// Steps bounds the work: every node, loop round and element counts.
	// The default is 1,000,000.
	Steps int
	// Rounds ends each #foreach after so many rounds, without an error, as
	// Velocity's own setting does. The default is API Gateway's 1,000.
	Rounds int
	// Depth bounds blocks of #define inside each other. The default is 100.
	Depth int
	// Output bounds every text the template makes, in bytes. The default is
	// 10 MiB, API Gateway's largest payload.
	Output int
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		field *int
		value int
	}{{&l.Steps, 1_000_000}, {&l.Rounds, 1000}, {&l.Depth, 100}, {&l.Output, 10 << 20}} {
		if *f.field <= 0 {
			*f.field = f.value
		}
	}
	return l
}

// A Template is a parsed template. It does not change.
type Template struct {
	source   Source
	names    []string // of the variables, by slot
	body     []node
	limits   Limits
	patterns patternCache

	// Slots of the variables that #foreach sets, or -1.
	foreachSlot, countSlot, hasNextSlot int

	keepsLoops bool // some $foreach may be kept beyond its loop
}

// Parse reads a template with the default limits. The error is a *[SyntaxError].
func Parse(src Source) (*Template, error) { return ParseLimited(src, Limits{}) }

// ParseLimited reads a template whose renderings keep to the limits.
func ParseLimited(src Source, limits Limits) (t *Template, err error) {
	defer func() {
		if r := recover(); r != nil {
			syntax, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			t, err = nil, syntax
		}
	}()
	t = &Template{source: src, limits: limits.withDefaults()}
	p := parser{template: t, slots: make(map[string]int, 8), src: src.Text}
	t.body = p.body()
	if p.end != "" {
		p.fail(p.endPos, "#"+p.end+" without its directive", "")
	}
	t.foreachSlot = p.slotIfUsed("foreach")
	t.countSlot = p.slotIfUsed("velocityCount")
	t.hasNextSlot = p.slotIfUsed("velocityHasNext")
	return t, nil
}

func (p *parser) slotIfUsed(name string) int {
	if i, ok := p.slots[name]; ok {
		return i
	}
	return -1
}

// renderers are reused: a rendering needs a table of variables, a stack of
// arguments and a buffer.
var renderers = sync.Pool{New: func() any { return new(renderer) }}

// Render renders the template. The error is a *[RenderError], or the context's.
// Values in the scope that the template changes stay changed. A nil scope has no
// variables.
func (t *Template) Render(ctx context.Context, vars Scope) (string, error) {
	r := renderers.Get().(*renderer)
	defer r.release()
	out, err := t.render(ctx, r, r.buffer[:0], vars)
	r.buffer = out
	if err != nil {
		return "", err
	}
	return string(out), nil
}

// Append renders the template to the end of dst.
func (t *Template) Append(ctx context.Context, dst []byte, vars Scope) ([]byte, error) {
	r := renderers.Get().(*renderer)
	defer r.release()
	return t.render(ctx, r, dst, vars)
}

func (t *Template) render(ctx context.Context, r *renderer, dst []byte, vars Scope) ([]byte, error) {
	r.start(ctx, t, len(dst))
	if vars != nil {
		for i, name := range t.names {
			if v, ok := vars.Lookup(name); ok {
				r.vars[i] = v
			}
		}
	}
	out, err := r.nodes(dst, t.body)
	if err != nil && !errors.Is(err, errStop) {
		return out, r.located(err)
	}
	return out, nil
}
