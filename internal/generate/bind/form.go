package bind

import (
	"fmt"
	"go/types"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/schema"
	"github.com/apigen-go/apigen/internal/generate/stub"
	"github.com/apigen-go/apigen/internal/generate/validate"
)

// intoForm is where violations of the fields of a form go.
var intoForm = validate.Sink{Variable: "in", Pointer: "&in.Violations"}

// readForm writes the function that reads the form of an operation.
func (s *server) readForm(op *contract.Operation) error {
	b := op.Request.Body
	form := b.Schema.Ref
	s.printf("\n// read%[1]s reads the form of %[1]s and adds what is wrong with it.\n", op.Name)
	s.printf("func read%s(in *%s.Form, v *%s) {\n", op.Name, s.serve(), s.typ(elem(b.GoType)))
	for _, p := range form.Properties {
		var err error
		switch {
		case p.Form.List:
			err = s.formList(p)
		default:
			err = s.formValue(p)
		}
		if err != nil {
			return fmt.Errorf("field %s: %w", p.Name, err)
		}
	}
	s.printf("in.End(%t)\n}\n", form.Constraints.Closed)
	return nil
}

// formValue writes the reading of a field that is given once.
func (s *server) formValue(p *contract.Property) error {
	f, target := p.Form, "v."+selector(p.Field)
	pointer := isPointer(f.GoType)
	own := withRules(p.Schema)
	switch {
	case f.File:
		s.printf("if f, ok := in.File(%q, %t%s); ok {\n", p.Name, p.Required, quoted(f.ContentTypes))
		if limited(own) {
			s.printf("n := in.Count()\n")
			s.fileRules(own)
			s.printf("in.Under(%q, n)\n", p.Name)
		}
		s.set(target, s.fileValue(f.Item()), pointer)
		s.printf("}\n")
		return nil
	case f.JSON:
		s.printf("if f := in.%s(%q); f.Given() {\n", finder(p), p.Name)
		if pointer {
			s.printf("%s = new(%s)\n", target, s.typ(f.Item()))
		} else {
			target = "&" + target
		}
		s.printf("%s.Nested(f, %s, %s)\n}\n", s.serve(), target, s.nested(p.Schema, f.Item()))
		return nil
	}
	s.printf("if f := in.%s(%q); f.Given() {\n", finder(p), p.Name)
	read, err := s.formReader(f.Item())
	if err != nil {
		return err
	}
	if !validate.Ruled(own, f.Item()) {
		s.set(target, read, pointer)
	} else {
		s.printf("n, item := in.Count(), %s\nif in.Count() == n {\n", read)
		if err := s.rules.Scalar(intoForm, own, f.Item(), "item"); err != nil {
			return err
		}
		s.printf("in.Under(%q, n)\n}\n", p.Name)
		if pointer {
			s.printf("%s = &item\n", target)
		} else {
			s.printf("%s = item\n", target)
		}
	}
	if d := own.Constraints.Default; d != nil {
		s.printf("} else {\n")
		value := literal(d)
		if pointer {
			value = s.typ(f.Item()) + "(" + value + ")"
		}
		s.set(target, value, pointer)
	}
	s.printf("}\n")
	return nil
}

// set writes an assignment of a value that may have no address.
func (s *server) set(target, value string, pointer bool) {
	if pointer {
		s.printf("item := %s\n%s = &item\n", value, target)
		return
	}
	s.printf("%s = %s\n", target, value)
}

// finder is the method that finds a field. What nobody filled in is an empty
// text, which is a value of strings alone.
func finder(p *contract.Property) string {
	switch own := withRules(p.Schema); {
	case p.Required:
		return "Required"
	case own.Kind != contract.String || own.Format != "" || len(own.Enum) > 0 || p.Form.JSON:
		return "Filled"
	}
	return "Optional"
}

// formList writes the reading of a field that is given once for each item.
func (s *server) formList(p *contract.Property) error {
	f, target := p.Form, "v."+selector(p.Field)
	t := elem(f.GoType)
	own := withRules(p.Schema)
	items := withRules(own.Items)
	s.printf("{\n")
	list := fmt.Sprintf("in.Values(%q)", p.Name)
	if f.File {
		list = fmt.Sprintf("in.Files(%q%s)", p.Name, quoted(f.ContentTypes))
	}
	s.printf("fields := %s\n", list)
	if own.Constraints.UniqueItems {
		s.printf("before := in.Count()\n")
	}
	if f.File && s.fileValue(f.Item()) == "f" {
		s.printf("list := fields\n")
	} else {
		s.printf("list := make(%s, 0, len(fields))\n", s.typ(t))
		if err := s.formItems(p, items); err != nil {
			return err
		}
	}
	if f.Optional {
		s.printf("if len(fields) > 0 {\n")
	}
	if validate.Ruled(own, t) {
		s.printf("n := in.Count()\n")
		s.rules.Length(intoForm, own, "len(list)")
		if own.Constraints.UniqueItems { // items that could not be read are not worth comparing
			s.printf("if n == before {\n")
			s.rules.Unique(intoForm, own, listItem(t), "list")
			s.printf("}\n")
		}
		s.printf("in.Under(%q, n)\n", p.Name)
	}
	if isPointer(f.GoType) {
		s.printf("%s = &list\n", target)
	} else {
		s.printf("%s = list\n", target)
	}
	if f.Optional {
		s.printf("}\n")
	}
	s.printf("}\n")
	return nil
}

// formItems writes the loop over the fields of one name.
func (s *server) formItems(p *contract.Property, items *contract.Schema) error {
	f := p.Form
	t := f.Item()
	i := "_"
	ruled := !f.File && !f.JSON && validate.Ruled(items, t)
	if ruled {
		i = "i"
	}
	s.printf("for %s, f := range fields {\n", i)
	switch {
	case f.File:
		s.printf("list = append(list, %s)\n", s.fileValue(t))
	case f.JSON:
		s.printf("var item %s\n%s.Nested(f, &item, %s)\nlist = append(list, item)\n", s.typ(t), s.serve(), s.nested(withRules(p.Schema).Items, t))
	default:
		read, err := s.formReader(t)
		if err != nil {
			return err
		}
		if !ruled {
			s.printf("list = append(list, %s)\n", read)
			break
		}
		s.printf("n, item := in.Count(), %s\nif in.Count() == n {\n", read)
		if err := s.rules.Scalar(intoForm, items, t, "item"); err != nil {
			return err
		}
		s.printf("in.At(i, n)\nin.Under(%q, n)\n}\nlist = append(list, item)\n", p.Name)
	}
	s.printf("}\n")
	return nil
}

// formReader is the call that reads the text f as a value of type t.
func (s *server) formReader(t types.Type) (string, error) {
	kind, err := stub.Reader(t)
	if err != nil {
		return "", err
	}
	if kind == "Time" {
		return s.serve() + ".Time(f)", nil
	}
	return fmt.Sprintf("%s.%s[%s](f)", s.serve(), kind, s.typ(t)), nil
}

// nested is the function that reads the JSON of a field.
func (s *server) nested(of *contract.Schema, t types.Type) string {
	if name := validate.Reader(of); name != "" {
		return s.use(s.validate, "validate") + "." + name
	}
	read := "Own"
	if of.Kind == contract.Any {
		read = "Any"
	}
	return fmt.Sprintf("func(r *%[1]s.Reader, v *%[2]s) { %[1]s.%[3]s(r, v) }", s.check(), s.typ(t), read)
}

// fileValue is the file f as a value of type t.
func (s *server) fileValue(t types.Type) string {
	switch types.TypeString(types.Unalias(t), nil) {
	case schema.FilePath + ".File":
		return "f"
	case "io.Reader":
		return "f.Reader()"
	}
	if _, named := types.Unalias(t).(*types.Named); named {
		return s.typ(t) + "(f.Data)"
	}
	return "f.Data"
}

func (s *server) fileRules(own *contract.Schema) {
	if n := own.Constraints.MinLength; n != nil && *n > 0 {
		s.printf("%s.MinBytes(&in.Violations, len(f.Data), %d)\n", s.check(), *n)
	}
	if n := own.Constraints.MaxLength; n != nil {
		s.printf("%s.MaxBytes(&in.Violations, len(f.Data), %d)\n", s.check(), *n)
	}
}

// limited reports whether the size of a file has limits.
func limited(s *contract.Schema) bool {
	return s.Constraints.MinLength != nil && *s.Constraints.MinLength > 0 || s.Constraints.MaxLength != nil
}

// withRules is a schema with the constraints of the component it refers to.
func withRules(s *contract.Schema) *contract.Schema {
	if s == nil {
		return &contract.Schema{}
	}
	return resolved(s)
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}
