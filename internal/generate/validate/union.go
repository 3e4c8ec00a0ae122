package validate

import (
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// isDiscriminator reports whether a member is the one that tells which type of a
// sealed interface an object is: the type has no field for it.
func isDiscriminator(p *contract.Property) bool { return p.Field == "" }

// readUnion writes the reading of a sealed interface: the member that tells the
// type is looked for first. Each type is read by a function of its own, which
// knows that member.
func (w *writer) readUnion(s *contract.Schema) {
	u := s.Union
	values := make([]string, len(u.Variants))
	for i, v := range u.Variants {
		values[i] = strconv.Quote(v.Value)
	}
	w.f.Printf("switch r.Variant(%q, %s) {\n", u.Discriminator, strings.Join(values, ", "))
	for i, v := range u.Variants {
		w.inner = append(w.inner, inner{v.Model.Name, v.Model, v.GoType, true})
		w.f.Printf("case %s:\nin := new(%s)\nread%s(r, in)\n", values[i], w.f.Type(v.GoType), v.Model.Name)
		if v.Pointer {
			w.f.Printf("*v = in\n")
		} else {
			w.f.Printf("*v = *in\n")
		}
	}
	w.f.Printf("}\n")
}

// unionValue writes what is looked at in a value of a sealed interface.
func (w *writer) unionValue(s *contract.Schema) {
	w.f.Printf("switch v := (*v).(type) {\ncase nil:\nbad.Add(\"is null\")\n")
	for _, v := range s.Union.Variants {
		typ, ruled := w.f.Type(v.GoType), w.isRuled(v.Schema)
		if ruled && !v.Pointer {
			w.f.Printf("case %s:\n%s(bad, &v)\n", typ, valueFunc(v.Schema.Ref.Name))
		}
		w.f.Printf("case *%s:\nif v == nil {\nbad.Add(\"is null\")\n}", typ)
		if ruled {
			w.f.Printf(" else {\n%s(bad, v)\n}", valueFunc(v.Schema.Ref.Name))
		}
		w.f.Printf("\n")
	}
	w.f.Printf("}\n")
}
