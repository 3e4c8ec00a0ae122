package schema

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

// message is a request or a response struct taken apart: what stands outside
// the body, and the fields that hold one.
type message struct {
	b           *Builder
	what        string // "request" or "response"
	parameters  []*contract.Parameter
	contentType string // Go field with the Content-Type
	bodies      []bodyField
	status      string // of a blank field, for responses without a body
	statusPos   diag.Pos
	fields      map[string]bool // names of Go fields met so far
}

type bodyField struct {
	v    *types.Var
	path string
	tags tags
	at   Place
}

// Request reads a request struct. Fields tagged path, query or header are
// parameters and the field Body is the body; a struct that has neither is the
// body itself. Its parameters hold those that are wrong as well, without a
// schema, so that the path finds them.
func (b *Builder) Request(n *types.Named, operation string) *contract.Request {
	r := &contract.Request{GoType: n}
	s := n.Underlying().(*types.Struct)
	at := b.TypePlace(n.Obj())
	if !isMessage(s) {
		if s.NumFields() > 0 {
			r.Body = b.jsonBody(n, at, operation+"RequestBody")
		}
		return r
	}
	m := &message{b: b, what: "request", fields: map[string]bool{}}
	m.read(s, n.Obj().Pkg().Path(), n.Obj().Name())
	r.Parameters, r.ContentType = m.parameters, m.contentType
	switch {
	case len(m.bodies) > 1:
		b.errorf(m.bodies[1].at.Pos, "body", "keep one", "request %s has %d bodies", n.Obj().Name(), len(m.bodies))
	case len(m.bodies) == 1:
		f := m.bodies[0]
		if _, ok := f.tags.lookup("status"); ok {
			b.errorf(f.at.Pos, "misplaced-tag", "requests have no status", "%s has the tag status", f.at.What)
		}
		r.Body = m.body(f, operation+"RequestBody")
	}
	if r.ContentType != "" && (r.Body == nil || !r.Body.Binary) {
		b.errorf(at.Pos, "content-type", "take the Content-Type field out: JSON bodies are application/json",
			"request %s has a Content-Type field without a []byte body", n.Obj().Name())
	}
	b.checkParameters(m.parameters)
	return r
}

// Responses reads a response struct: one success response, or several when the
// struct has one pointer field per status.
func (b *Builder) Responses(n *types.Named, operation string) []*contract.Response {
	s := n.Underlying().(*types.Struct)
	at := b.TypePlace(n.Obj())
	if !isMessage(s) {
		return []*contract.Response{{Status: 200, GoType: n, Body: b.jsonBody(n, at, operation+"ResponseBody")}}
	}
	m := &message{b: b, what: "response", fields: map[string]bool{}}
	m.read(s, n.Obj().Pkg().Path(), n.Obj().Name())
	b.checkParameters(m.parameters)
	if len(m.bodies) == 0 {
		r := &contract.Response{Status: 204, GoType: n, Headers: m.parameters}
		if m.status != "" {
			r.Status = b.status(m.status, Place{Pos: m.statusPos, What: "response " + n.Obj().Name()}, 204)
		}
		return []*contract.Response{r}
	}
	if m.status != "" {
		b.errorf(m.statusPos, "misplaced-tag", "put the status on the body", "response %s has a status on a blank field beside a body", n.Obj().Name())
	}
	alternative := len(m.bodies) > 1
	var responses []*contract.Response
	for _, f := range m.bodies {
		r := m.response(f, operation, alternative)
		r.GoType = n
		if slices.ContainsFunc(responses, func(o *contract.Response) bool { return o.Status == r.Status }) {
			b.errorf(f.at.Pos, "duplicate-status", "give every field its own status", "response %s has two bodies of status %d", n.Obj().Name(), r.Status)
		}
		responses = append(responses, r)
	}
	m.checkContentType(responses, n.Obj().Name(), at)
	return responses
}

func (m *message) response(f bodyField, operation string, alternative bool) *contract.Response {
	r := &contract.Response{Status: 200, Headers: m.parameters, ContentType: m.contentType, Alternative: alternative}
	name := operation + "ResponseBody"
	status, ok := f.tags.lookup("status")
	if ok {
		r.Status = m.b.status(status, f.at, 200)
	}
	if alternative {
		name = fmt.Sprintf("%s%dResponseBody", operation, r.Status)
		if _, pointer := types.Unalias(f.v.Type()).(*types.Pointer); !pointer || !ok {
			m.b.errorf(f.at.Pos, "alternative", `make it a pointer with a status tag, e.g. Created *Person with status:"201"`,
				"%s is one of several bodies, of which the handler sets one", f.at.What)
		}
	}
	switch r.Status {
	case 204, 205, 304: // RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5
		m.b.errorf(f.at.Pos, "status", "take the field out, or answer with another status", "%s is the body of status %d, which has none", f.at.What, r.Status)
	}
	r.Body = m.body(f, name)
	r.Doc = Describe(m.b.pkg.Decl(f.at.path, f.at.decl).Doc, "", "")
	return r
}

func (m *message) checkContentType(responses []*contract.Response, name string, at Place) {
	for _, r := range responses {
		switch {
		case r.Body == nil:
		case r.Body.Binary && len(r.Body.ContentTypes) > 1 && r.ContentType == "":
			m.b.errorf(r.Body.Pos, "content-type", `add a field: ContentType string with header:"Content-Type"`,
				"response %s has a body of %d media types and no field that tells which", name, len(r.Body.ContentTypes))
		case !r.Body.Binary && r.ContentType != "":
			m.b.errorf(at.Pos, "content-type", "take the Content-Type field out: JSON bodies are application/json",
				"response %s has a Content-Type field without a []byte body", name)
		}
	}
}

// status reads a success status. Errors are problems, which have their own.
func (b *Builder) status(text string, at Place, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 200 || n > 399 {
		b.errorf(at.Pos, "status", "success is 200 to 399; errors are values of type problem.Problem listed by gen.Errors",
			"%s has status %q, want 200 to 399", at.What, text)
		return otherwise
	}
	return n
}

// isMessage reports whether the fields of a struct are parameters and bodies,
// not members of a body: one without a json tag has a location tag or is
// called Body. One whose only field is body is meant to be.
func isMessage(s *types.Struct) bool {
	if s.NumFields() == 1 && s.Field(0).Name() == "body" {
		return true
	}
	for i := range s.NumFields() {
		v := s.Field(i)
		list, err := parseTags(s.Tag(i))
		if err != nil {
			continue
		}
		_, named := list.lookup("json")
		if !named && (v.Name() == "Body" || location(list) != "") {
			return true
		}
		if v.Anonymous() {
			if inner, _, _ := structOf(v.Type()); inner != nil && isMessage(inner) {
				return true
			}
		}
	}
	return false
}

func location(list tags) string {
	for _, t := range list {
		if slices.Contains(locationTags, t.key) {
			return t.key
		}
	}
	return ""
}

// read goes through the fields, those of embedded structs in their place.
// Fields of embedded structs are promoted, so their own names reach them, and
// no two may be called the same.
func (m *message) read(s *types.Struct, path, owner string) {
	for i := range s.NumFields() {
		v := s.Field(i)
		at := m.b.fieldPlace(&field{v: v, ownerPath: path, owner: owner})
		list, err := parseTags(s.Tag(i))
		if err != nil {
			m.b.errorf(at.Pos, "struct-tag", `write key:"value" pairs with one blank between`, "%s has a malformed tag: %v", at.What, err)
			continue
		}
		if v.Name() == "_" {
			m.status, m.statusPos = list.get("status"), at.Pos
			continue
		}
		inner, named, pointer := structOf(v.Type())
		if v.Anonymous() && inner != nil && location(list) == "" {
			if pointer {
				m.b.errorf(at.Pos, "unsupported-type", "embed the struct itself", "%s is an embedded pointer", at.What)
				continue
			}
			if m.take(v.Name(), at) {
				m.read(inner, named.Obj().Pkg().Path(), named.Obj().Name())
			}
			continue
		}
		if m.take(v.Name(), at) {
			m.field(bodyField{v, v.Name(), list, at})
		}
	}
}

// take notes the name of a field, an embedded struct's own among them, and
// refuses one that is there already.
func (m *message) take(name string, at Place) bool {
	if m.fields[name] {
		m.b.errorf(at.Pos, "unsupported-type", "rename one of them", "%s hides, or is hidden by, another field %s of the %s", at.What, name, m.what)
		return false
	}
	m.fields[name] = true
	return true
}

func (m *message) field(f bodyField) {
	where := location(f.tags)
	if !f.v.Exported() {
		switch {
		case where != "":
			m.b.errorf(f.at.Pos, "unexported-field", "export it", "%s has the tag %s but is not exported", f.at.What, where)
		case f.v.Name() == "body":
			m.b.errorf(f.at.Pos, "unexported-field", "call it Body", "%s is not exported, so it is no body", f.at.What)
		}
		return
	}
	if !m.b.checkTags(f.tags, f.at, true) {
		if name, _, _ := strings.Cut(f.tags.get(where), ","); name != "" && where != "status" {
			m.parameters = append(m.parameters, &contract.Parameter{Pos: f.at.Pos, Field: f.path, Name: name, In: contract.Location(where)})
		}
		return
	}
	switch {
	case where == "path" || where == "query" || where == "header" || where == "cookie":
		m.parameter(f, contract.Location(where))
	case f.v.Name() == "Body" || where != "":
		m.bodies = append(m.bodies, f)
	default:
		m.b.errorf(f.at.Pos, "untagged-field", "tag it path, query, header or cookie, or make it part of the field Body",
			"%s of a %s stands neither in the path, the query, a header nor the body", f.at.What, m.what)
	}
}
