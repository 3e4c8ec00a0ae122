package bind

import (
	"fmt"
	"slices"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/validate"
)

const checkPackage = validate.CheckPackage

// intoBad is where violations of parameters go.
var intoBad = validate.Sink{Variable: "bad", Pointer: "bad"}

// judge writes the functions oapi-codegen's handler of op calls before the
// operation: one that reads the body, and one that judges the parameters.
func (s *server) judge(op *contract.Operation) error {
	if op.Request == nil {
		return nil
	}
	if b := op.Request.Body; b != nil && b.Form {
		if err := s.readForm(op); err != nil {
			return err
		}
	} else if b != nil && b.IsJSON() {
		s.printf("\n// read%[1]s reads the body of %[1]s and adds what is wrong with it.\n", op.Name)
		s.printf("func read%s(r *%s.Reader, v *%s) {\n", op.Name, s.check(), s.typ(elem(b.GoType)))
		switch name := validate.Reader(b.Schema); {
		case name == "":
			s.printf("\t%s.Own(r, v)\n}\n", s.check())
		case b.Schema.As != nil: // it is written as the component, and decodes itself
			s.printf("\t%s.Judged(r, v, %s.%s)\n}\n", s.check(), s.use(s.validate, "validate"), name)
		default:
			s.printf("\t%s.%s(r, v)\n}\n", s.use(s.validate, "validate"), name)
		}
	}
	if len(op.Request.Parameters) == 0 {
		return nil
	}
	if !slices.ContainsFunc(op.Request.Parameters, isRuled) {
		s.printf("\n// check%[1]s has nothing to add: the types of the parameters of %[1]s are all there is to judge.\n", op.Name)
		s.printf("func check%[1]s(*%[1]sRequestObject, *%[2]s.Violations) {}\n", op.Name, s.check())
		return nil
	}
	s.printf("\n// check%[1]s adds what is wrong with the parameters of %[1]s, besides their types.\n", op.Name)
	s.printf("func check%[1]s(request *%[1]sRequestObject, bad *%[2]s.Violations) {\n", op.Name, s.check())
	for _, p := range op.Request.Parameters {
		if err := s.judgeParameter(p); err != nil {
			return fmt.Errorf("%s parameter %s: %w", p.In, p.Name, err)
		}
	}
	s.printf("}\n")
	return nil
}

// isRuled reports whether a parameter has rules besides its type.
func isRuled(p *contract.Parameter) bool {
	own, items := itself(p)
	t := elem(p.GoType)
	return validate.Ruled(own, t) || items != nil && validate.Ruled(items, listItem(t))
}

// judgeParameter writes the rules of a parameter that could be read.
func (s *server) judgeParameter(p *contract.Parameter) error {
	if !isRuled(p) {
		return nil
	}
	own, items := itself(p)
	t := elem(p.GoType)
	value := "request." + paramField(p)
	if p.Required || p.In == contract.Path {
		s.printf("if !bad.Has(%q) {\nn := bad.Count()\n", p.Name)
	} else {
		s.printf("if v := %s; v != nil {\nn := bad.Count()\n", value)
		value = "*v"
	}
	if isList(t) {
		list := value
		if list == "*v" {
			list = "(*v)"
		}
		s.rules.Length(intoBad, own, "len("+value+")")
		if validate.Ruled(items, listItem(t)) {
			s.printf("for _, item := range %s {\n", list)
			if err := s.rules.Scalar(intoBad, items, listItem(t), "item"); err != nil {
				return err
			}
			s.printf("}\n")
		}
	} else if err := s.rules.Scalar(intoBad, own, t, value); err != nil {
		return err
	}
	s.printf("bad.Of(%q, n)\n}\n", p.Name)
	return nil
}

// itself is the schema of a parameter's values, with its own constraints and
// those of the component it refers to, and the schema of the items of a list.
func itself(p *contract.Parameter) (own, items *contract.Schema) {
	own = &contract.Schema{}
	if p.Schema == nil {
		return own, &contract.Schema{}
	}
	*own = *p.Schema
	if ref := p.Schema.Ref; ref != nil {
		*own = *ref
		own.Constraints = merge(p.Schema.Constraints, ref.Constraints)
	}
	if items = resolved(own.Items); items == nil {
		items = &contract.Schema{}
	}
	return own, items
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
	own.ExclusiveMinimum = first(own.ExclusiveMinimum, component.ExclusiveMinimum)
	own.ExclusiveMaximum = first(own.ExclusiveMaximum, component.ExclusiveMaximum)
	own.MultipleOf = first(own.MultipleOf, component.MultipleOf)
	own.MinLength, own.MaxLength = count(own.MinLength, component.MinLength), count(own.MaxLength, component.MaxLength)
	own.MinItems, own.MaxItems = count(own.MinItems, component.MinItems), count(own.MaxItems, component.MaxItems)
	if own.Pattern == "" {
		own.Pattern = component.Pattern
	}
	return own
}
