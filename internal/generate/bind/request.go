package bind

import (
	"errors"
	"fmt"
	"go/types"
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
	for _, p := range r.Parameters {
		if err := s.parameter(p); err != nil {
			return fmt.Errorf("%s parameter %s: %w", p.In, p.Name, err)
		}
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
	case b.Stream:
		s.printf("\tstream, err := %s.ReadStream(request.Body, request.ContentType, %t%s)\n", s.serve(), b.Required, quoted(b.ContentTypes))
		s.printf("\tif err != nil {\n\t\treturn nil, err\n\t}\n\tin.%s = stream\n", field)
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

// parameter copies a parameter into its field.
func (s *server) parameter(p *contract.Parameter) error {
	field, given := "in."+selector(p.Field), "request."+paramField(p)
	if p.Required || p.In == contract.Path {
		if p.Pointer {
			s.printf("\t%s = &%s\n", field, given)
		} else {
			s.printf("\t%s = %s\n", field, given)
		}
		return nil
	}
	if p.Pointer && p.Default == nil {
		s.printf("\t%s = %s\n", field, given)
		return nil
	}
	s.printf("\tif v := %s; v != nil {\n", given)
	if p.Pointer {
		s.printf("\t\t%s = v\n", field)
	} else {
		s.printf("\t\t%s = *v\n", field)
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
