package bind

import (
	"errors"
	"fmt"
	"go/types"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// operation writes the method of the binding that serves op.
func (s *server) operation(op *contract.Operation) error {
	s.printf("\n// %s serves %s %s.\n", op.Name, op.Method, op.Path)
	s.printf("func (b binding) %[1]s(ctx %[2]s.Context, request %[1]sRequestObject) (%[1]sResponseObject, error) {\n", op.Name, s.std("context"))
	args := "ctx"
	if op.Request != nil {
		if err := s.request(op.Request); err != nil {
			return err
		}
		args = "ctx, &in"
		if b := op.Request.Body; b != nil && b.Field == "" {
			args = "ctx, request.Body"
		}
	}
	if op.Responses[0].GoType == nil {
		s.printf("\tif err := b.svc.%s(%s); err != nil {\n\t\treturn nil, err\n\t}\n", op.Name, args)
		s.printf("\treturn %sResponse{}, nil\n}\n", lowerFirst(op.Name))
		return nil
	}
	s.printf("\tout, err := b.svc.%s(%s)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n", op.Name, args)
	s.printf("\tif out == nil {\n\t\treturn nil, %s.ErrNoAnswer\n\t}\n", s.serve())
	s.printf("\treturn %sResponse{out}, nil\n}\n", lowerFirst(op.Name))
	return nil
}

// decoder writes the function that reads a body which holds a sealed interface;
// the server of package stub calls it in the place of serve.DecodeJSON.
func (s *server) decoder(op *contract.Operation) {
	if op.Request == nil || !op.Request.Body.IsSealed() {
		return
	}
	t := elem(op.Request.Body.GoType)
	s.printf("\nfunc decode%s(c %s.Context, required bool, v *%s) (bool, error) {\n", op.Name, s.use(echoPackage, "echo"), s.typ(t))
	s.printf("\tvar in %s\n\tgiven, err := %s.DecodeJSON(c, required, &in)\n", s.readers.typ(t), s.serve())
	s.printf("\tif given && err == nil {\n\t\t*v = %s\n\t}\n\treturn given, err\n}\n", s.readers.value("in", t))
}

// request writes the variable in, the contract's request struct.
func (s *server) request(r *contract.Request) error {
	if r.Body != nil && r.Body.Field == "" {
		if len(r.Parameters) > 0 {
			return errors.New("a request struct that is the body itself has no parameters")
		}
		return nil
	}
	if err := reachable(r.GoType, r.Parameters); err != nil {
		return err
	}
	s.printf("\tvar in %s\n", s.typ(r.GoType))
	checked := slices.ContainsFunc(r.Parameters, constrained)
	if checked {
		s.printf("\tvar bad %s.Violations\n", s.serve())
	}
	for _, p := range r.Parameters {
		if err := s.parameter(p); err != nil {
			return fmt.Errorf("%s parameter %s: %w", p.In, p.Name, err)
		}
	}
	if checked {
		s.printf("\tif err := bad.Err(); err != nil {\n\t\treturn nil, err\n\t}\n")
	}
	if r.ContentType != "" {
		s.printf("\tin.%s = request.ContentType\n", selector(r.ContentType))
	}
	if r.Body != nil {
		s.requestBody(r)
	}
	return nil
}

func (s *server) requestBody(r *contract.Request) {
	b := r.Body
	field := selector(b.Field)
	switch {
	case b.Binary:
		s.printf("\tdata, err := %s.ReadBinary(request.Body, request.ContentType, %t%s)\n", s.serve(), b.Required, quoted(b.ContentTypes))
		s.printf("\tif err != nil {\n\t\treturn nil, err\n\t}\n")
		if b.Pointer {
			s.printf("\tif data != nil {\n\t\tbody := %s(data)\n\t\tin.%s = &body\n\t}\n", s.typ(elem(b.GoType)), field)
		} else {
			s.printf("\tin.%s = %s\n", field, fromBytes(s.file, b))
		}
	case b.Pointer:
		s.printf("\tin.%s = request.Body\n", field)
	case b.Required:
		s.printf("\tin.%s = *request.Body\n", field)
	default:
		s.printf("\tif request.Body != nil {\n\t\tin.%s = *request.Body\n\t}\n", field)
	}
}

// fromBytes is the expression of a body's field made of the variable data.
func fromBytes(f *file, b *contract.Body) string {
	if b.Text {
		return f.typ(b.GoType) + "(data)"
	}
	return "data"
}

func quoted(list []string) string {
	var b strings.Builder
	for _, item := range list {
		b.WriteString(", " + strconv.Quote(item))
	}
	return b.String()
}

// parameter copies a parameter into its field and checks it.
func (s *server) parameter(p *contract.Parameter) error {
	field, given := "in."+selector(p.Field), "request."+paramField(p)
	if p.Required || p.In == contract.Path {
		if p.Pointer {
			s.printf("\t%s = &%s\n", field, given)
		} else {
			s.printf("\t%s = %s\n", field, given)
		}
		return s.check(p, given)
	}
	if p.Pointer && p.Default == nil && !constrained(p) {
		s.printf("\t%s = %s\n", field, given)
		return nil
	}
	s.printf("\tif v := %s; v != nil {\n", given)
	if p.Pointer {
		s.printf("\t\t%s = v\n", field)
	} else {
		s.printf("\t\t%s = *v\n", field)
	}
	if err := s.check(p, "*v"); err != nil {
		return err
	}
	if p.Default == nil {
		s.printf("\t}\n")
		return nil
	}
	if _, ok := elem(p.GoType).Underlying().(*types.Basic); !ok {
		return fmt.Errorf("a %s cannot have a default", elem(p.GoType))
	}
	s.printf("\t} else {\n")
	if p.Pointer {
		s.printf("\t\tv := %s(%s)\n\t\t%s = &v\n\t}\n", s.typ(elem(p.GoType)), literal(p.Default), field)
	} else {
		s.printf("\t\t%s = %s\n\t}\n", field, literal(p.Default))
	}
	return nil
}

// itself is the schema of a parameter's values: its own constraints, and those
// of the component it refers to.
func itself(p *contract.Parameter) (contract.Constraints, []contract.EnumValue) {
	if p.Schema == nil {
		return contract.Constraints{}, nil
	}
	cons, enum := p.Schema.Constraints, p.Schema.Enum
	if ref := p.Schema.Ref; ref != nil {
		cons, enum = merge(cons, ref.Constraints), ref.Enum
	}
	if items := resolved(p.Schema.Items); items != nil {
		enum = items.Enum
	}
	return cons, enum
}

func merge(own, component contract.Constraints) contract.Constraints {
	first := func(a, b *contract.Value) *contract.Value {
		if a != nil {
			return a
		}
		return b
	}
	count := func(a, b *int) *int {
		if a != nil {
			return a
		}
		return b
	}
	own.Minimum, own.Maximum = first(own.Minimum, component.Minimum), first(own.Maximum, component.Maximum)
	own.MultipleOf = first(own.MultipleOf, component.MultipleOf)
	own.MinLength, own.MaxLength = count(own.MinLength, component.MinLength), count(own.MaxLength, component.MaxLength)
	own.MinItems, own.MaxItems = count(own.MinItems, component.MinItems), count(own.MaxItems, component.MaxItems)
	if own.Pattern == "" {
		own.Pattern = component.Pattern
	}
	return own
}

func constrained(p *contract.Parameter) bool {
	c, enum := itself(p)
	return len(enum) > 0 || c.Minimum != nil || c.Maximum != nil || c.ExclusiveMinimum != nil || c.ExclusiveMaximum != nil || c.MultipleOf != nil || c.MinLength != nil || c.MaxLength != nil ||
		c.MinItems != nil || c.MaxItems != nil || c.Pattern != ""
}

// check writes the checks of a parameter whose value is expr. Formats are not
// checked: neither does API Gateway.
func (s *server) check(p *contract.Parameter, expr string) error {
	if p.Encoded {
		return nil // its own method has read it
	}
	cons, enum := itself(p)
	t, serve := elem(p.GoType), s.serve()
	if isList(t) {
		if cons.MinItems != nil || cons.MaxItems != nil {
			s.printf("\t%s.Items(&bad, %q, len(%s), %d, %d)\n", serve, p.Name, expr, orNone(cons.MinItems), orNone(cons.MaxItems))
		}
		if len(enum) > 0 {
			s.printf("\tfor _, item := range %s {\n", expr)
			s.enum(p, "item", enum)
			s.printf("\t}\n")
		}
		return nil
	}
	s.enum(p, expr, enum)
	for _, limit := range []struct {
		name  string
		value *contract.Value
		round func(float64) float64
	}{
		{"Minimum", cons.Minimum, math.Ceil},
		{"Maximum", cons.Maximum, math.Floor},
		{"Above", cons.ExclusiveMinimum, math.Floor},
		{"Below", cons.ExclusiveMaximum, math.Ceil},
		{"MultipleOf", cons.MultipleOf, nil},
	} {
		if limit.value == nil {
			continue
		}
		text, err := numeral(limit.value, t, limit.round)
		if err != nil {
			return err
		}
		s.printf("\t%s.%s(&bad, %q, %s, %s)\n", serve, limit.name, p.Name, expr, text)
	}
	if cons.MinLength != nil {
		s.printf("\t%s.MinLength(&bad, %q, %s, %d)\n", serve, p.Name, expr, *cons.MinLength)
	}
	if cons.MaxLength != nil {
		s.printf("\t%s.MaxLength(&bad, %q, %s, %d)\n", serve, p.Name, expr, *cons.MaxLength)
	}
	return s.pattern(p, expr, cons.Pattern)
}

func orNone(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

// numeral is the limit of a value of type t; a fraction says of an integer what
// the next integer inside says.
func numeral(v *contract.Value, t types.Type, round func(float64) float64) (string, error) {
	n, err := strconv.ParseFloat(v.Text, 64)
	if err != nil {
		return "", fmt.Errorf("limit %q is not a number", v.Text)
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsNumeric == 0 {
		return "", fmt.Errorf("a %s cannot have a numeric limit", t)
	}
	switch {
	case basic.Info()&types.IsUnsigned != 0 && n < 0:
		return "0", nil
	case basic.Info()&types.IsInteger == 0 || n == math.Trunc(n):
		return v.Text, nil
	case round == nil:
		return "", fmt.Errorf("an integer cannot be a multiple of %s", v.Text)
	}
	return strconv.FormatFloat(round(n), 'f', -1, 64), nil
}

func (s *server) enum(p *contract.Parameter, expr string, enum []contract.EnumValue) {
	if len(enum) == 0 {
		return
	}
	var cases, texts []string
	for _, v := range enum {
		if l := literal(&v.Value); !slices.Contains(cases, l) {
			cases, texts = append(cases, l), append(texts, v.Value.Text)
		}
	}
	s.printf("\tswitch %s {\n\tcase %s:\n\tdefault:\n", expr, strings.Join(cases, ", "))
	s.printf("\t\tbad.Parameter(%q, %q)\n\t}\n", p.Name, "is not one of "+strings.Join(texts, ", "))
}

// pattern writes the check of a pattern.
func (s *server) pattern(p *contract.Parameter, expr, text string) error {
	if text == "" {
		return nil
	}
	if _, err := regexp.Compile(text); err != nil {
		return fmt.Errorf("pattern %s: %w", text, err)
	}
	i := slices.Index(s.patterns, text)
	if i < 0 {
		i = len(s.patterns)
		s.patterns = append(s.patterns, text)
	}
	s.printf("\tpattern%d.Check(&bad, %q, string(%s))\n", i+1, p.Name, expr)
	return nil
}
