package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A reader turns the tree into a [Config] and notes what is wrong on the way.
type reader struct{ problems []problem }

type problem struct {
	pos  diag.Pos
	text string
}

func (r *reader) errorf(pos diag.Pos, format string, args ...any) {
	r.problems = append(r.problems, problem{pos, fmt.Sprintf(format, args...)})
}

func (r *reader) err() error {
	var errs []error
	for _, p := range r.problems {
		errs = append(errs, fmt.Errorf("%s: %s", p.pos, p.text))
	}
	return errors.Join(errs...)
}

// members hands every member of an object to its reader and refuses those
// that have none.
func (r *reader) members(n *openapi.Node, what string, known map[string]func(*openapi.Node)) {
	if n.Kind == openapi.Null {
		return
	}
	if n.Kind != openapi.Object {
		r.errorf(n.Pos, "%s must be a mapping, not %s", what, n.Kind)
		return
	}
	for _, m := range n.Members {
		read, ok := known[m.Key]
		if !ok {
			text := fmt.Sprintf("%s has no setting %q", what, m.Key)
			if near := diag.Nearest(m.Key, slices.Sorted(maps.Keys(known))); near != "" {
				text += fmt.Sprintf("; did you mean %q?", near)
			}
			r.errorf(m.Pos, "%s", text)
			continue
		}
		read(m.Value)
	}
}

func (r *reader) config(root *openapi.Node) *Config {
	c := &Config{}
	r.members(root, File, map[string]func(*openapi.Node){
		"package":   r.text(&c.Package),
		"document":  r.text(&c.Document),
		"generated": r.text(&c.Generated),
		"functions": func(n *openapi.Node) {
			r.each(n, "functions", func(name string, n *openapi.Node) { c.Functions = append(c.Functions, r.function(name, n)) })
		},
		"environments": func(n *openapi.Node) {
			r.each(n, "environments", func(name string, n *openapi.Node) {
				c.Environments = append(c.Environments, r.environment(name, n))
			})
		},
	})
	return c
}

func (r *reader) function(name string, n *openapi.Node) Function {
	f := Function{Name: name}
	var seconds int
	r.members(n, "function "+name, map[string]func(*openapi.Node){
		"run":         r.text(&f.Run),
		"environment": r.texts(&f.Environment),
		"timeout":     r.number(&seconds),
		"memory":      r.number(&f.Memory),
		"concurrency": r.number(&f.Concurrency),
	})
	f.Timeout = time.Duration(seconds) * time.Second
	if f.Run == "" {
		r.errorf(n.Pos, "function %s needs run: a main package such as ./cmd/lambda, a bootstrap executable, or an http URL", name)
	}
	return f
}

func (r *reader) environment(name string, n *openapi.Node) Environment {
	e := Environment{Name: name}
	r.members(n, "environment "+name, map[string]func(*openapi.Node){
		"region":         r.text(&e.Region),
		"profile":        r.text(&e.Profile),
		"endpoint":       r.text(&e.Endpoint),
		"account":        r.text(&e.Account),
		"api":            r.text(&e.API),
		"id":             r.text(&e.ID),
		"endpointType":   r.oneOf(&e.EndpointType, "EDGE", "REGIONAL", "PRIVATE"),
		"stage":          r.text(&e.Stage),
		"mode":           r.oneOf(&e.Mode, "merge", "overwrite"),
		"apiKey":         r.text(&e.APIKey),
		"stageVariables": r.texts(&e.StageVariables),
		"parameters":     r.texts(&e.Parameters),
	})
	return e
}

func (r *reader) each(n *openapi.Node, what string, read func(string, *openapi.Node)) {
	if n.Kind != openapi.Object {
		r.errorf(n.Pos, "%s must be a mapping of names, not %s", what, n.Kind)
		return
	}
	for _, m := range n.Members {
		read(m.Key, m.Value)
	}
}

func (r *reader) text(to *string) func(*openapi.Node) {
	return func(n *openapi.Node) {
		switch n.Kind {
		case openapi.String, openapi.Number, openapi.Bool:
			*to = n.Text
		default:
			r.errorf(n.Pos, "want a text, not %s", n.Kind)
		}
	}
}

func (r *reader) texts(to *map[string]string) func(*openapi.Node) {
	return func(n *openapi.Node) {
		*to = map[string]string{}
		r.each(n, "this", func(key string, n *openapi.Node) {
			var text string
			r.text(&text)(n)
			(*to)[key] = text
		})
	}
}

func (r *reader) number(to *int) func(*openapi.Node) {
	return func(n *openapi.Node) {
		v, err := strconv.Atoi(n.Text)
		if n.Kind != openapi.Number || err != nil || v < 0 {
			r.errorf(n.Pos, "want a whole number, not %s", n.Text)
			return
		}
		*to = v
	}
}

func (r *reader) oneOf(to *string, values ...string) func(*openapi.Node) {
	return func(n *openapi.Node) {
		r.text(to)(n)
		for _, v := range values {
			if n.Text == v {
				return
			}
		}
		r.errorf(n.Pos, "want one of %v, not %q", values, n.Text)
	}
}
