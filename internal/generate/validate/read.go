package validate

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

// fromReader is where violations go in functions that read.
var fromReader = Sink{Variable: "r", Pointer: "&r.Violations"}

// readFunc writes the function that reads a component, or a struct without a
// name. The name of structs inside starts with base.
func (w *writer) readFunc(name, base string, s *contract.Schema, t types.Type) error {
	w.f.Printf("func %s(r *%s.Reader, v *%s) {\n", name, w.check, w.f.Type(t))
	var err error
	switch formOf(s, t) {
	case call:
		err = w.members(base, s, t)
	case own:
		err = w.readOwn(reading{s: s, t: t, to: "*v", name: base})
	case union:
		w.readUnion(s)
	default:
		err = w.read(reading{s: s, t: t, to: "*v", name: base})
	}
	w.f.Printf("}\n")
	return err
}

// members writes the reading of a struct.
func (w *writer) members(base string, s *contract.Schema, t types.Type) error {
	if len(s.Properties) == 0 {
		w.f.Printf("if !r.Object() {\nreturn\n}\nfor r.Next() {\nr.Other(%t)\n}\n", s.Constraints.Closed)
		return nil
	}
	w.f.Printf("if !r.Object() {\nreturn\n}\nvar seen [%d]uint64\n", (len(s.Properties)+63)/64)
	w.f.Printf("for r.Next() {\nn := r.Count()\nswitch string(r.Name()) {\n")
	for i, p := range s.Properties {
		bit := fmt.Sprintf("1<<%d", i%64)
		w.f.Printf("case %q:\nif seen[%d]&(%s) != 0 {\nr.Twice()\n}\nseen[%d] |= %s\n", p.Name, i/64, bit, i/64, bit)
		if isDiscriminator(p) {
			w.f.Printf("r.Skip() // it was read before\nr.Under(%q, n)\n", p.Name)
			continue
		}
		f, err := fieldOf(t, p.Field, false)
		if err != nil {
			return fmt.Errorf("member %s: %w", p.Name, err)
		}
		for _, e := range f.embedded {
			w.f.Printf("if v.%s == nil {\nv.%s = new(%s)\n}\n", e.path, e.path, w.f.Type(e.t))
		}
		to := reading{s: p.Schema, t: f.t, to: "v." + f.path, name: base + last(f.path), quoted: f.quoted}
		if err := w.read(to); err != nil {
			return fmt.Errorf("member %s: %w", p.Name, err)
		}
		w.f.Printf("r.Under(%q, n)\n", p.Name)
	}
	w.f.Printf("default:\nr.Other(%t)\n}\n}\n", s.Constraints.Closed)
	w.required(s)
	return nil
}

// required writes what is said of members that are not there.
func (w *writer) required(s *contract.Schema) {
	for word := 0; word*64 < len(s.Properties); word++ {
		var mask uint64
		for i := word * 64; i < len(s.Properties) && i < word*64+64; i++ {
			if required(s.Properties[i]) {
				mask |= 1 << (i % 64)
			}
		}
		if mask == 0 {
			continue
		}
		w.f.Printf("if seen[%d]&%#x != %#x {\n", word, mask, mask)
		for i := word * 64; i < len(s.Properties) && i < word*64+64; i++ {
			if required(s.Properties[i]) {
				w.f.Printf("if seen[%d]&(1<<%d) == 0 {\nr.Missing(%q)\n}\n", word, i%64, s.Properties[i].Name)
			}
		}
		w.f.Printf("}\n")
	}
}

// required reports whether a request has to have a member: what is only read
// may be absent.
func required(p *contract.Property) bool {
	return p.Required && !p.Schema.Annotations.ReadOnly && !isDiscriminator(p)
}

// reading is one value that is read.
type reading struct {
	s      *contract.Schema
	t      types.Type
	to     string // where to: an expression that has an address
	name   string // that a struct without a name gets
	depth  int    // of lists and maps around it
	quoted bool   // it stands in a string
}

// read writes the reading of a value.
func (w *writer) read(in reading) error {
	if in.s.Nullable || resolved(in.s).Nullable {
		w.f.Printf("if !r.Null() {\n")
		defer w.f.Printf("}\n")
	}
	for isPointer(in.t) {
		in.t = elem(in.t)
		w.f.Printf("%s = new(%s)\n", in.to, w.f.Type(in.t))
		in.to = "(*" + in.to + ")"
	}
	s := resolved(in.s)
	kind := formOf(s, in.t)
	if in.quoted {
		return w.readQuoted(in, s)
	}
	if name := w.function(in); name != "" {
		w.f.Printf("%s(r, %s)\n", name, address(in.to))
		return nil
	}
	switch kind {
	case scalar:
		return w.readScalar(in, s, fmt.Sprintf("%s.%s(r, %s)", w.check, reader(s, in.t), address(in.to)))
	case list:
		return w.readList(in, s)
	case array:
		return w.readArray(in, s)
	case mapping:
		return w.readMap(in, s)
	}
	return w.readOwn(in)
}

// function names the function that reads values of a component, or of a struct
// without a name, which is written later; empty for what is read in place.
func (w *writer) function(in reading) string {
	s := resolved(in.s)
	switch kind := formOf(s, in.t); {
	case kind == call && in.s.Ref == nil:
		w.inner = append(w.inner, inner{in.name, s, in.t, true})
		return "read" + in.name
	case kind == scalar || in.s.Ref == nil:
		return ""
	case kind == own && (in.s.As != nil || !structured(s) || !types.Identical(elem(s.GoType), in.t)):
		return ""
	}
	return "Read" + s.Name
}

func (w *writer) readScalar(in reading, s *contract.Schema, read string) error {
	if !Ruled(s, in.t) {
		w.f.Printf("%s\n", read)
		return nil
	}
	w.f.Printf("if %s {\n", read)
	err := w.rules.Scalar(fromReader, s, in.t, in.to)
	w.f.Printf("}\n")
	return err
}

func (w *writer) readQuoted(in reading, s *contract.Schema) error {
	as := *s
	as.Kind = kindOf(in.t)
	if n, ok := types.Unalias(in.t).(*types.Named); ok && n.Obj().Name() == "Number" && n.Obj().Pkg().Path() == "encoding/json" {
		as.Kind = contract.Number
	}
	name := reader(&as, in.t)
	if name == "" {
		return fmt.Errorf("a %s does not stand in a string", in.t)
	}
	w.f.Printf("%s\n", fmt.Sprintf("%[1]s.Quoted(r, %[2]s, %[1]s.%[3]s)", w.check, address(in.to), name))
	return nil
}

func (w *writer) readList(in reading, s *contract.Schema) error {
	d, item := in.depth, element(in.t)
	w.f.Printf("if r.Array() {\n")
	w.beforeItems(s, d)
	w.f.Printf("list%[1]d := %[2]s{}\nfor i%[1]d := 0; r.Item(); i%[1]d++ {\nn%[1]d := r.Count()\nvar item%[1]d %[3]s\n", d, w.f.Type(in.t), w.f.Type(item))
	if err := w.read(reading{s: s.Items, t: item, to: fmt.Sprintf("item%d", d), name: in.name + "Item", depth: d + 1}); err != nil {
		return err
	}
	w.f.Printf("r.At(i%[1]d, n%[1]d)\nlist%[1]d = append(list%[1]d, item%[1]d)\n}\n%[2]s = list%[1]d\n", d, in.to)
	w.uniqueItems(s, d, item, fmt.Sprintf("list%d", d))
	w.rules.Length(fromReader, s, fmt.Sprintf("len(list%d)", d))
	w.f.Printf("}\n")
	return nil
}

func (w *writer) readArray(in reading, s *contract.Schema) error {
	d, item := in.depth, element(in.t)
	w.f.Printf("if r.Array() {\n")
	w.beforeItems(s, d)
	w.f.Printf("i%[1]d := 0\nfor ; r.Item(); i%[1]d++ {\nn%[1]d := r.Count()\nvar item%[1]d %[2]s\n", d, w.f.Type(item))
	if err := w.read(reading{s: s.Items, t: item, to: fmt.Sprintf("item%d", d), name: in.name + "Item", depth: d + 1}); err != nil {
		return err
	}
	w.f.Printf("r.At(i%[1]d, n%[1]d)\nif i%[1]d < len(%[2]s) {\n%[2]s[i%[1]d] = item%[1]d\n}\n}\n", d, indexed(in.to))
	w.uniqueItems(s, d, item, indexed(in.to)+"[:]")
	w.rules.Length(fromReader, s, fmt.Sprintf("i%d", d))
	w.f.Printf("}\n")
	return nil
}

// beforeItems keeps how many violations there are before a list whose items are
// to be compared: those that could not be read are not worth comparing.
func (w *writer) beforeItems(s *contract.Schema, depth int) {
	if s.Constraints.UniqueItems {
		w.f.Printf("before%d := r.Count()\n", depth)
	}
}

func (w *writer) uniqueItems(s *contract.Schema, depth int, item types.Type, list string) {
	if s.Constraints.UniqueItems {
		if s := resolved(s.Items); formOf(s, elem(item)) == own && s.Holds(s) {
			w.f.Printf("if r.Count() == before%d && !r.Nested() {\n", depth)
		} else {
			w.f.Printf("if r.Count() == before%d {\n", depth)
		}
		w.rules.Unique(fromReader, s, item, list)
		w.f.Printf("}\n")
	}
}

func (w *writer) readMap(in reading, s *contract.Schema) error {
	d := in.depth
	m := in.t.Underlying().(*types.Map)
	key := w.readKey(in.t, m, d)
	w.f.Printf("var item%[1]d %[2]s\n", d, w.f.Type(m.Elem()))
	if err := w.read(reading{s: s.Values, t: m.Elem(), to: fmt.Sprintf("item%d", d), name: in.name + "Value", depth: d + 1}); err != nil {
		return err
	}
	w.f.Printf("r.Under(%s, n%d)\n", key, d)
	if reader, _ := keyReader(m.Key()); reader == "" {
		w.f.Printf("list%[1]d[key%[1]d] = item%[1]d\n", d)
	} else {
		w.f.Printf("if isKey%[1]d {\nlist%[1]d[key%[1]d] = item%[1]d\n}\n", d)
	}
	w.f.Printf("}\n%s = list%d\n", in.to, d)
	w.rules.Length(fromReader, s, fmt.Sprintf("len(list%d)", d))
	w.f.Printf("}\n")
	return nil
}

// readKey writes the reading of a map's next key and returns the expression of
// its name.
func (w *writer) readKey(t types.Type, m *types.Map, d int) string {
	w.f.Printf("if r.Object() {\nlist%d := %s{}\nfor r.Next() {\n", d, w.f.Type(t))
	key, _ := keyReader(m.Key())
	if key == "" {
		w.f.Printf("key%[1]d, n%[1]d := %[2]s(r.Name()), r.Count()\n", d, w.f.Type(m.Key()))
		w.f.Printf("if _, twice := list%[1]d[key%[1]d]; twice {\nr.Twice()\n}\n", d)
		if _, isNamed := types.Unalias(m.Key()).(*types.Named); isNamed {
			return fmt.Sprintf("string(key%d)", d)
		}
		return fmt.Sprintf("key%d", d)
	}
	w.f.Printf("name%[1]d, n%[1]d := string(r.Name()), r.Count()\nvar key%[1]d %[2]s\n", d, w.f.Type(m.Key()))
	w.f.Printf("isKey%[1]d := %[2]s.%[3]s(r, name%[1]d, &key%[1]d)\n", d, w.check, key)
	w.f.Printf("if _, twice := list%[1]d[key%[1]d]; isKey%[1]d && twice {\nr.Twice()\n}\n", d)
	return fmt.Sprintf("name%d", d)
}

// keyReader names the function of package check that reads keys of a map, empty
// for those that are strings, and reports whether keys of the type can be read.
func keyReader(t types.Type) (string, bool) {
	basic, ok := t.Underlying().(*types.Basic)
	switch {
	case schema.DecodesText(t):
		return "TextKey", true
	case !ok || schema.Writes(t) != "" && basic.Info()&types.IsString == 0:
		return "", false // it is written as something else than it would be read from
	case basic.Info()&types.IsString != 0:
		return "", true
	case basic.Info()&types.IsUnsigned != 0:
		return "UnsignedKey", true
	}
	return "IntegerKey", basic.Info()&types.IsInteger != 0
}

// address is the pointer to what an expression names.
func address(expr string) string {
	if inside, ok := strings.CutPrefix(expr, "(*"); ok {
		return strings.TrimSuffix(inside, ")")
	}
	if inside, ok := strings.CutPrefix(expr, "*"); ok {
		return inside
	}
	return "&" + expr
}

// indexed is an expression that an index may follow: an array, or the pointer to
// one.
func indexed(expr string) string {
	if inside, ok := strings.CutPrefix(expr, "*"); ok {
		return inside
	}
	return expr
}

// A field is where a member is kept.
type field struct {
	path      string // from outside of the package: without embedded structs it cannot name
	t         types.Type
	embedded  []embedded // pointers on the way to it
	omitEmpty bool
	omitZero  bool
	quoted    bool
}

// embedded is an embedded pointer to a struct.
type embedded struct {
	path string
	t    types.Type
}

// fieldOf finds the field at a path of Go names, of an object or of a form.
func fieldOf(t types.Type, path string, form bool) (field, error) {
	var f field
	var at []string
	names := strings.Split(path, ".")
	for i, name := range names {
		st, ok := elem(t).Underlying().(*types.Struct)
		if !ok {
			return f, fmt.Errorf("%s has no fields", t)
		}
		var v *types.Var
		for j := range st.NumFields() {
			if st.Field(j).Name() == name {
				v = st.Field(j)
				f.options(reflect.StructTag(st.Tag(j)), form)
			}
		}
		if v == nil {
			return f, fmt.Errorf("%s has no field %s", t, name)
		}
		t = v.Type()
		if token.IsExported(name) {
			at = append(at, name)
		}
		if i < len(names)-1 && isPointer(t) {
			f.embedded = append(f.embedded, embedded{strings.Join(at, "."), elem(t)})
		}
	}
	f.path, f.t = strings.Join(at, "."), t
	f.quoted = f.quoted && kindOf(elem(t)) != "" // it has no effect on other types
	return f, nil
}

// options reads those of a json tag, or of a form tag in a form.
func (f *field) options(tag reflect.StructTag, form bool) {
	f.omitEmpty, f.omitZero, f.quoted = false, false, false
	text := tag.Get("json")
	if own, ok := tag.Lookup("form"); ok && form {
		text = own
	}
	_, options, _ := strings.Cut(text, ",")
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		case "string":
			f.quoted = !form // a text as it is
		}
	}
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// kindOf is the JSON type encoding/json has for a basic type.
func kindOf(t types.Type) contract.Kind {
	b, ok := t.Underlying().(*types.Basic)
	switch {
	case !ok:
		return ""
	case b.Info()&types.IsString != 0:
		return contract.String
	case b.Info()&types.IsInteger != 0:
		return contract.Integer
	case b.Info()&types.IsFloat != 0:
		return contract.Number
	case b.Info()&types.IsBoolean != 0:
		return contract.Boolean
	}
	return ""
}
