package schema

import (
	"go/types"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// FilePath is the import path of the type of files in forms.
const FilePath = "github.com/apigen-go/apigen/form"

// formTypes are the media types of forms (HTML, "Form submission"; RFC 7578).
var formTypes = []string{multipartForm, "application/x-www-form-urlencoded"}

const multipartForm = "multipart/form-data"

// form makes the body whose members are the fields of a form.
func (m *message) form(f bodyField, media []string) *contract.Body {
	b := m.b
	t := types.Unalias(f.v.Type())
	ptr, pointer := t.(*types.Pointer)
	if pointer {
		t = types.Unalias(ptr.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok || !isStruct(n) || hasAnonymous(n) {
		b.errorf(f.at.Pos, "form", "declare the fields as a struct type with a name", "%s is a form and has type %s", f.at.What, b.TypeString(f.v.Type()))
		return nil
	}
	if m.what == "response" {
		b.errorf(f.at.Pos, "form", "answer with JSON, bytes or a text", "%s of a response is a form, which only requests are", f.at.What)
		return nil
	}
	s := b.formOf(n)
	if !slices.Equal(media, []string{multipartForm}) {
		for _, p := range s.Properties {
			if p.Form.File {
				b.errorf(p.Pos, "form", `send it as contentType:"multipart/form-data" alone`, "member %s is a file, which %s cannot hold", p.Name, formTypes[1])
			}
		}
	}
	return &contract.Body{
		Pos: f.at.Pos, Field: f.path, Pointer: pointer, ContentTypes: media, Form: true, Required: !pointer,
		GoType: f.v.Type(), Schema: &contract.Schema{Ref: s, GoType: t, Pos: f.at.Pos},
	}
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// formOf gives the component of a struct whose fields are those of a form. It
// differs from the one its JSON has: files are bytes, and lists may be absent.
func (b *Builder) formOf(n *types.Named) *contract.Schema {
	o, key := n.Obj(), b.key(n)
	if c := b.forms[key]; c != nil {
		return c.schema
	}
	decl := b.pkg.Decl(o.Pkg().Path(), o.Name())
	s := &contract.Schema{
		GoType: n, Pos: b.pkg.Position(decl.Pos), Doc: Describe(decl.Doc, "", ""), Deprecated: IsDeprecated(decl.Doc),
		Kind: contract.Object, Form: true,
	}
	b.forms[key] = &component{
		schema: s, path: o.Pkg().Path(), pkg: o.Pkg().Name(), name: instanceName(n, ""), long: instanceName(n, "qualified"),
	}
	st := n.Underlying().(*types.Struct)
	b.blank(s, st, o.Pkg().Path(), o.Name())
	for _, f := range b.fields(st, o.Pkg().Path(), o.Name(), true) {
		if p := b.formField(f); p != nil {
			s.Properties = append(s.Properties, p)
		}
	}
	return s
}

// formField reads one field of a form.
func (b *Builder) formField(f *field) *contract.Property {
	at := b.fieldPlace(f)
	if f.viaPointer {
		b.errorf(at.Pos, "form", "embed the struct itself", "%s is in a form behind an embedded pointer", at.What)
		return nil
	}
	ff := &contract.FormField{GoType: f.v.Type(), Optional: f.optional || isPointer(f.v.Type())}
	list := f.tags
	s := b.fileField(ff, &list, at)
	if s == nil && !ff.File {
		s = b.valueField(ff, at)
	}
	if s == nil || !b.checkTags(list, at, false) {
		return nil
	}
	if s = b.constrain(s, list, at); s == nil {
		return nil
	}
	if d := s.Constraints.Default; d != nil {
		if _, ok := ff.Item().Underlying().(*types.Basic); !ok || ff.List || isEncoded(ff.Item()) {
			b.errorf(at.Pos, "form", "let the handler set it", "%s has a default, which only strings, numbers and booleans of forms have", at.What)
			return nil
		}
		b.annotated(at, "", "%s has a default, which stays out of the document: API Gateway knows none in models", at.What)
	}
	b.losses(s, at)
	if len(ff.ContentTypes) > 0 || ff.JSON {
		b.lowered(at, "apigen generate --public writes a document that keeps it", "%s has a media type of its own, for which imports of API Gateway have no word", at.What)
	}
	doc := Describe(b.pkg.Decl(at.path, at.decl).Doc, f.v.Name(), f.name)
	s.Annotations.Deprecated = s.Annotations.Deprecated || IsDeprecated(doc)
	if s.Ref == nil && doc != "" {
		s.Doc = doc
	}
	p := &contract.Property{Pos: at.Pos, Name: f.name, Field: strings.Join(f.path, "."), Schema: s, Doc: doc, Form: ff}
	p.Required, p.Why = formRequired(ff, s)
	return p
}

// formRequired tells whether a field has to be there, and why. An empty list is
// written as no field at all.
func formRequired(f *contract.FormField, s *contract.Schema) (bool, string) {
	least := s.Constraints.MinItems
	switch {
	case s.Constraints.Default != nil:
		return false, "optional, because it has a default"
	case f.Optional:
		return false, "optional, because it is a pointer or its tag says omitempty or omitzero"
	case f.List && least != nil && *least > 0:
		return true, "required, because the list has at least one item"
	case f.List:
		return false, "optional, because an empty list is no field at all"
	}
	return true, "required, because its tag does not say omitempty or omitzero"
}

// fileField gives the schema of a field that holds a file, or of several; it
// takes the tag contentType out of the list.
func (b *Builder) fileField(f *contract.FormField, list *tags, at Place) *contract.Schema {
	t := types.Unalias(f.GoType)
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if slice, ok := t.Underlying().(*types.Slice); ok && isFile(slice.Elem()) {
		f.List = true
	} else if !isFile(t) {
		return nil
	}
	f.File = true
	if media, ok := list.lookup("contentType"); ok {
		f.ContentTypes = b.mediaTypes(media, at)
		*list = slices.DeleteFunc(slices.Clone(*list), func(t tag) bool { return t.key == "contentType" })
	}
	s := &contract.Schema{Kind: contract.Binary, Format: "binary", GoType: f.GoType, Pos: at.Pos}
	if f.List {
		s = &contract.Schema{Kind: contract.Array, Items: s, GoType: f.GoType, Pos: at.Pos}
	}
	return s
}

// isFile reports whether a field of a form of the type is a file.
func isFile(t types.Type) bool {
	switch types.TypeString(types.Unalias(t), nil) {
	case FilePath + ".File", "io.Reader":
		return true
	}
	slice, ok := t.Underlying().(*types.Slice)
	return ok && isByte(slice.Elem()) && Marshals(t) == ""
}

// valueField gives the schema of a field that is a text, or JSON.
func (b *Builder) valueField(f *contract.FormField, at Place) *contract.Schema {
	t := types.Unalias(f.GoType)
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if slice, ok := t.Underlying().(*types.Slice); ok && !isByte(slice.Elem()) && Marshals(t) == "" {
		f.List = true
	}
	s := b.Type(f.GoType, at)
	switch item := f.Item(); {
	case s == nil || isText(item):
	case f.List && isPointer(types.Unalias(t.Underlying().(*types.Slice).Elem())):
		b.errorf(at.Pos, "form", "use the values themselves", "%s is a list of pointers in a form", at.What)
		return nil
	case s.HoldsUnion():
		b.errorf(at.Pos, "form", "send it in a JSON body", "%s holds a sealed interface, which forms do not", at.What)
		return nil
	case !b.isNested(s, f.List):
		b.errorf(at.Pos, "form", "declare it as a type with a name, whose JSON is the field", "%s has type %s in a form", at.What, b.TypeString(f.GoType))
		return nil
	case f.Optional && !isPointer(f.GoType) && !f.List && isStruct(item):
		b.errorf(at.Pos, "form", "make it a pointer", "%s is optional and a struct", at.What)
		return nil
	default:
		f.JSON = true
	}
	return s
}

// isNested reports whether a schema is one whose JSON a generated function
// reads, or any JSON.
func (b *Builder) isNested(s *contract.Schema, list bool) bool {
	if s.Ref != nil {
		s = s.Ref
		if list {
			s = s.Items
		}
		return s != nil && (s.Ref != nil || s.Kind == contract.Object)
	}
	if list {
		return s.Items != nil && s.Items.Ref != nil
	}
	return s.Kind == contract.Any
}

// isText reports whether a value of the type is a text in a form, as it would be
// in a parameter.
func isText(t types.Type) bool {
	if isEncoded(t) || types.TypeString(t, nil) == "time.Time" {
		return true
	}
	_, basic := t.Underlying().(*types.Basic)
	return basic && Marshals(t) == ""
}
