package schema

import (
	"cmp"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

// field is a member of a struct as encoding/json sees it.
type field struct {
	v      *types.Var
	name   string // on the wire
	tagged bool   // the name comes from the tag
	index  []int
	path   []string // of Go names: NewPerson, FirstName
	tags   tags
	// optional tells that the member may be absent: by its options, or because
	// an embedded pointer on the way to it may be nil.
	optional   bool
	viaPointer bool
	asString   bool

	ownerPath string // import path of the package that declares the owner
	owner     string // declaration that holds the field: NewPerson
}

// properties fills in the members of an object.
func (b *Builder) properties(s *contract.Schema, t *types.Struct, path, decl string) {
	b.blank(s, t, path, decl)
	for _, f := range b.fields(t, path, decl, false) {
		if p := b.property(f); p != nil {
			s.Properties = append(s.Properties, p)
		}
	}
}

// blank reads the tags of a blank field, which are about the struct itself.
func (b *Builder) blank(s *contract.Schema, t *types.Struct, path, decl string) {
	for i := range t.NumFields() {
		if t.Field(i).Name() != "_" || t.Tag(i) == "" {
			continue
		}
		at := b.fieldPlace(&field{v: t.Field(i), ownerPath: path, owner: decl})
		list, err := parseTags(t.Tag(i))
		switch {
		case err != nil:
			b.errorf(at.Pos, "struct-tag", `write key:"value" pairs with one blank between`, "%s has a malformed tag: %v", at.What, err)
		case b.checkTags(list, at, true):
			b.constrain(s, list, at)
		}
	}
}

// fieldPlace is where a field of a declared struct stands.
func (b *Builder) fieldPlace(f *field) Place {
	decl := f.owner + "." + f.v.Name()
	return Place{
		Pos:  b.pkg.Position(b.pkg.Decl(f.ownerPath, decl).Pos),
		What: "field " + decl, path: f.ownerPath, decl: decl,
	}
}

func (b *Builder) property(f *field) *contract.Property {
	at := b.fieldPlace(f)
	if !b.checkTags(f.tags, at, false) {
		return nil
	}
	s := quoted(f)
	if s == nil {
		s = b.Type(f.v.Type(), at)
	}
	if s == nil {
		return nil
	}
	s = b.constrain(s, f.tags, at)
	if s == nil {
		return nil
	}
	_, pointer := types.Unalias(f.v.Type()).(*types.Pointer)
	if pointer && !f.optional && s.Constraints.Default == nil {
		s.Nullable = true
		b.lowered(at, `add ",omitempty" to its json tag, so that the member is absent instead`,
			"%s is a pointer, which encoding/json writes as null; models of API Gateway know no null, so the document lets it be any value", at.What)
	}
	if s.Constraints.Default != nil {
		b.annotated(at, "", "%s has a default, which stays out of the document: API Gateway knows none in models", at.What)
	}
	b.losses(s, at)
	doc := Describe(b.pkg.Decl(at.path, at.decl).Doc, f.v.Name(), f.name)
	if IsDeprecated(doc) {
		s.Annotations.Deprecated = true
	}
	if s.Ref == nil && doc != "" {
		s.Doc = doc
	}
	return &contract.Property{
		Pos: at.Pos, Name: f.name, Field: strings.Join(f.path, "."),
		Required: !f.optional && s.Constraints.Default == nil, Why: why(f, s),
		Schema: s, Doc: doc,
	}
}

// losses tells which keywords of a field the document for API Gateway leaves
// out.
func (b *Builder) losses(s *contract.Schema, at Place) {
	a := s.Annotations
	for _, loss := range []struct {
		is   bool
		what string
		tell func(at Place, hint, format string, args ...any)
	}{
		{a.ReadOnly, "is read-only, which models of API Gateway cannot say: in requests the member is optional there", b.lowered},
		{a.WriteOnly, "is write-only, which models of API Gateway cannot say: in responses the member is optional there", b.lowered},
		{a.Example != nil, "has an example, with which API Gateway refuses a model", b.annotated},
		{a.Deprecated, "is deprecated, which models of API Gateway cannot say", b.annotated},
		{
			s.Kind == contract.Number && (s.Constraints.ExclusiveMinimum != nil || s.Constraints.ExclusiveMaximum != nil),
			"has an exclusive limit, which models of API Gateway do not know: there the limit itself is allowed", b.lowered,
		},
	} {
		if loss.is {
			loss.tell(at, "apigen generate --public writes a document that keeps it", "%s %s", at.What, loss.what)
		}
	}
}

// AnnotationRule is that of notes about words that say nothing about what is valid,
// in the sense of JSON Schema: examples, defaults, deprecation. Nothing behaves
// otherwise because a document lacks them.
// https://json-schema.org/draft/2020-12/json-schema-validation#section-9
const AnnotationRule = "annotation"

// annotated tells which annotation the document for API Gateway cannot have.
func (b *Builder) annotated(at Place, hint, format string, args ...any) {
	b.note(AnnotationRule, at, hint, format, args)
}

// lowered tells what the document for API Gateway says otherwise, because it cannot
// say it.
func (b *Builder) lowered(at Place, hint, format string, args ...any) {
	b.note("lowered", at, hint, format, args)
}

func (b *Builder) note(rule string, at Place, hint, format string, args []any) {
	*b.findings = append(*b.findings, diag.Diagnostic{
		Pos: at.Pos, Severity: diag.Info, Rule: rule, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// quoted gives the schema of a field with the option string, which writes
// numbers and booleans inside a string. Other types are written as without it.
func quoted(f *field) *contract.Schema {
	t := types.Unalias(f.v.Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !f.asString || !ok || writer(t) != "" {
		return nil
	}
	s := &contract.Schema{Kind: contract.String, GoType: f.v.Type()}
	switch info := basic.Info(); {
	case info&types.IsUnsigned != 0:
		s.Constraints.Pattern = "^[0-9]+$"
	case info&types.IsInteger != 0:
		s.Constraints.Pattern = "^-?[0-9]+$"
	case info&types.IsFloat != 0:
		s.Constraints.Pattern = `^-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?$`
	case info&types.IsBoolean != 0:
		for _, text := range []string{"true", "false"} {
			s.Enum = append(s.Enum, contract.EnumValue{Value: contract.Value{Kind: contract.String, Text: text}})
		}
	case info&types.IsString != 0:
	default:
		return nil
	}
	return s
}

// why says the reason a member is required or not.
func why(f *field, s *contract.Schema) string {
	switch {
	case s.Constraints.Default != nil:
		return "optional, because it has a default"
	case f.viaPointer:
		return "optional, because the embedded pointer on the way to it may be nil"
	case f.optional:
		return "optional, because its json tag says omitempty or omitzero"
	case s.Nullable:
		return "required and may be null, because it is a pointer that encoding/json always writes"
	}
	return "required, because encoding/json always writes it"
}

// embedded is a struct on the way down through embedded fields.
type embedded struct {
	t         *types.Struct
	named     *types.Named // nil for the outermost and for anonymous ones
	index     []int
	path      []string
	optional  bool
	ownerPath string
	owner     string
	form      bool // it is part of a form
}

// fields lists the members of a struct as encoding/json does: embedded structs
// level by level, tags first among fields of one level, nothing where two
// fields of one level have one name; then in the order of the source.
// The tag form comes before the tag json in a form.
func (b *Builder) fields(t *types.Struct, path, decl string, form bool) []*field {
	var all []*field
	next := []embedded{{t: t, ownerPath: path, owner: decl, form: form}}
	visited := map[string]bool{}
	for len(next) > 0 {
		level := next
		next = nil
		times := map[string]int{}
		for _, e := range level {
			if e.named != nil {
				times[b.key(e.named)]++
			}
		}
		for _, e := range level {
			if e.named != nil {
				if visited[b.key(e.named)] {
					continue
				}
				visited[b.key(e.named)] = true
			}
			fields, deeper := b.level(e)
			all = append(all, fields...)
			if e.named != nil && times[b.key(e.named)] > 1 {
				all = append(all, fields...) // met twice on one level: its fields hide each other
			}
			next = append(next, deeper...)
		}
	}
	return dominant(all)
}

// level gives the fields of one struct and the structs it embeds.
func (b *Builder) level(e embedded) (fields []*field, deeper []embedded) {
	for i := range e.t.NumFields() {
		v := e.t.Field(i)
		index := append(slices.Clone(e.index), i)
		path := append(slices.Clone(e.path), v.Name())
		f := &field{v: v, index: index, path: path, optional: e.optional, viaPointer: e.optional, ownerPath: e.ownerPath, owner: e.owner}
		inner, named, pointer := structOf(v.Type())
		if v.Anonymous() {
			if !v.Exported() && inner == nil {
				continue
			}
		} else if !v.Exported() {
			if name, ok := reflect.StructTag(e.t.Tag(i)).Lookup("json"); ok && name != "-" {
				b.errorf(b.fieldPlace(f).Pos, "unexported-field", "begin its name with a capital letter",
					"%s has the tag json but is not exported, so encoding/json leaves it out", b.fieldPlace(f).What)
			}
			continue
		}
		at := b.fieldPlace(f)
		var err error
		if f.tags, err = parseTags(e.t.Tag(i)); err != nil {
			b.errorf(at.Pos, "struct-tag", `write key:"value" pairs with one blank between`, "%s has a malformed tag: %v", at.What, err)
			continue
		}
		tag := f.tags.get("json")
		if own, ok := f.tags.lookup("form"); ok && e.form {
			tag = own
		}
		if tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if validName(name) {
			f.name, f.tagged = name, true
		}
		if v.Anonymous() && !f.tagged && inner != nil {
			if pointer && !v.Exported() {
				b.errorf(at.Pos, "unsupported-type", "embed the struct itself, or export its type",
					"%s is an embedded pointer to an unexported struct, which encoding/json cannot fill", at.What)
				continue
			}
			deeper = append(deeper, embedded{
				t: inner, named: named, index: index, path: path, optional: e.optional || pointer,
				ownerPath: named.Obj().Pkg().Path(), owner: named.Obj().Name(), form: e.form,
			})
			continue
		}
		if !v.Exported() {
			b.errorf(at.Pos, "unexported-field", "export its type, or take the name out of its json tag",
				"%s is an embedded struct with a json name whose type is not exported", at.What)
			continue
		}
		if !f.tagged {
			f.name = v.Name()
		}
		for option := range strings.SplitSeq(options, ",") {
			switch option {
			case "omitempty", "omitzero":
				f.optional = true
			case "string":
				f.asString = true
			}
		}
		fields = append(fields, f)
	}
	return fields, deeper
}

// structOf gives the struct an embedded field holds, by itself or by pointer.
func structOf(t types.Type) (*types.Struct, *types.Named, bool) {
	ptr, pointer := types.Unalias(t).(*types.Pointer)
	if pointer {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil, nil, pointer
	}
	s, _ := named.Underlying().(*types.Struct)
	return s, named, pointer
}

// validName is encoding/json's rule for names in tags.
func validName(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return true
}

// dominant picks one field per name by Go's rules of embedding, modified by
// tags, and puts them into the order of the source.
func dominant(all []*field) []*field {
	slices.SortStableFunc(all, func(x, y *field) int {
		return cmp.Or(
			cmp.Compare(x.name, y.name),
			cmp.Compare(len(x.index), len(y.index)),
			boolCompare(!x.tagged, !y.tagged),
			slices.Compare(x.index, y.index),
		)
	})
	var out []*field
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].name == all[0].name {
			n++
		}
		if n == 1 || len(all[0].index) != len(all[1].index) || all[0].tagged != all[1].tagged {
			out = append(out, all[0])
		}
		all = all[n:]
	}
	slices.SortFunc(out, func(x, y *field) int { return slices.Compare(x.index, y.index) })
	return out
}
