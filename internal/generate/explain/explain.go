// Package explain tells why a contract became the document it is: what a type, a
// field or an operation is on the wire, and which rule made it so.
package explain

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

// An UnknownError is about a thing the contract does not have.
type UnknownError struct {
	Thing string
	Near  string // the known name most like it; empty when none is
}

// Error names the thing, and the nearest known one.
func (e *UnknownError) Error() string {
	text := fmt.Sprintf("the contract has no type, field or operation %s", e.Thing)
	if e.Near != "" {
		text += fmt.Sprintf("; did you mean %s?", e.Near)
	}
	return text
}

// Write explains a thing: a type (Person), a field (Person.Name), an operation by
// its method (GetPerson) or its route ("GET /personnel/{id}"). Findings are those
// of the contract's generation.
func Write(w io.Writer, c *contract.Contract, findings diag.List, thing string) error {
	e := &explainer{findings: findings}
	var known []string
	for _, op := range c.Operations {
		route := op.Method + " " + op.Path
		if thing == route || op.Served() && (thing == op.Name || thing == c.Service+"."+op.Name || thing == op.ID) {
			e.operation(c, op)
		}
		known = append(known, route)
		if op.Served() {
			known = append(known, op.Name)
		}
	}
	for _, s := range c.Schemas {
		if thing == s.Name {
			e.schema(s)
		}
		known = append(known, s.Name)
		for _, p := range s.Properties {
			_, field, _ := cutLast(p.Field)
			if names := []string{s.Name + "." + p.Name, s.Name + "." + p.Field, s.Name + "." + field}; slices.Contains(names, thing) {
				e.property(s, p)
			}
			known = append(known, s.Name+"."+field)
		}
	}
	if e.text.Len() == 0 {
		return &UnknownError{thing, diag.Nearest(thing, known)}
	}
	_, err := io.WriteString(w, e.text.String())
	return err
}

// cutLast splits a field's path before its last name.
func cutLast(path string) (before, last string, found bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

type explainer struct {
	text     strings.Builder
	findings diag.List
}

func (e *explainer) printf(format string, args ...any) { fmt.Fprintf(&e.text, format, args...) }

// losses prints what was said about a place.
func (e *explainer) losses(pos diag.Pos) {
	for _, d := range e.findings {
		if d.Pos == pos {
			e.printf("  %s: %s\n", d.Severity, d.Message)
		}
	}
}

func (e *explainer) operation(c *contract.Contract, op *contract.Operation) {
	e.printf("%s %s (%s)\n", op.Method, op.Path, op.Pos)
	if op.Served() {
		e.printf("  served by %s.%s, operation %s in the document\n", c.Service, op.Name, op.ID)
	} else {
		e.printf("  answered by API Gateway without the service: its handler is nil\n")
	}
	if op.Request != nil {
		for _, p := range op.Request.Parameters {
			need := "optional"
			if p.Required {
				need = "required"
			}
			e.printf("  %s parameter %s: %s, %s\n", p.In, p.Name, form(p.Schema), need)
		}
		if b := op.Request.Body; b != nil {
			e.printf("  body %s: %s\n", strings.Join(b.ContentTypes, ", "), form(b.Schema))
		}
	}
	for _, r := range op.Responses {
		body := "no body"
		if r.Body != nil {
			body = form(r.Body.Schema)
		}
		e.printf("  answers %d: %s\n", r.Status, body)
	}
	for _, p := range op.Problems {
		e.printf("  answers %d: problem %s (%s)\n", p.Status, p.Type, p.GoName)
	}
	switch {
	case op.Authorizer != nil && op.APIKey:
		e.printf("  wants what authorizer %s decides, and an API key\n", op.Authorizer.Name)
	case op.Authorizer != nil:
		e.printf("  wants what authorizer %s decides\n", op.Authorizer.Name)
	case op.APIKey:
		e.printf("  wants an API key\n")
	default:
		e.printf("  lets everybody in\n")
	}
	if len(op.Scopes) > 0 {
		e.printf("  wants one of the scopes %s\n", strings.Join(op.Scopes, ", "))
	}
	e.printf("  API Gateway checks the body: %t, required parameters: %t\n", op.Validate.Body, op.Validate.Parameters)
	if op.Lambda != nil {
		e.printf("  calls the function %s\n", op.Lambda.Function)
	} else {
		e.printf("  integration %s\n", op.Integration.Get("type").StringOr("by reference"))
	}
	e.losses(op.Pos)
}

func (e *explainer) schema(s *contract.Schema) {
	e.printf("%s (%s)\n  %s\n", s.Name, s.Pos, form(s))
	if s.Union != nil {
		for _, v := range s.Union.Variants {
			e.printf("  %s %q: %s\n", s.Union.Discriminator, v.Value, v.Model.Name)
		}
	}
	for _, p := range s.Properties {
		e.printf("  %s: %s, %s\n", p.Name, form(p.Schema), p.Why)
	}
	e.losses(s.Pos)
}

func (e *explainer) property(s *contract.Schema, p *contract.Property) {
	e.printf("%s.%s (%s)\n", s.Name, p.Field, p.Pos)
	e.printf("  on the wire: %s\n  schema: %s\n  %s\n", p.Name, form(p.Schema), p.Why)
	e.losses(p.Pos)
}

// form says a schema in a few words.
func form(s *contract.Schema) string {
	switch {
	case s == nil:
		return "nothing"
	case s.Ref != nil:
		return s.Ref.Name
	case s.Union != nil:
		return "one of several objects, told apart by the member " + s.Union.Discriminator
	case s.Kind == contract.Any:
		return "any value"
	case s.Items != nil:
		return "array of " + form(s.Items)
	case s.Values != nil:
		return "object with values of " + form(s.Values)
	case s.Format != "":
		return string(s.Kind) + " (" + s.Format + ")"
	}
	return string(s.Kind)
}
