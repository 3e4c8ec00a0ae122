package schema

import (
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

var parameterName = regexp.MustCompile(`^[a-zA-Z0-9._$:-]+$`)

// parameter reads a field outside the body.
func (m *message) parameter(f bodyField, in contract.Location) {
	b := m.b
	tag := f.tags.get(string(in))
	name, options, _ := strings.Cut(tag, ",")
	if in == contract.Header && strings.EqualFold(name, "Content-Type") {
		if !types.Identical(f.v.Type(), types.Typ[types.String]) {
			b.errorf(f.at.Pos, "content-type", "use the type string", "%s holds the Content-Type and has type %s", f.at.What, b.TypeString(f.v.Type()))
		}
		m.contentType = f.path
		return
	}
	for _, other := range f.tags {
		if other.key != string(in) && slices.Contains(locationTags, other.key) {
			b.errorf(f.at.Pos, "two-locations", "keep one of them", "%s has the tags %s and %s", f.at.What, in, other.key)
			return
		}
	}
	if m.what == "response" && in != contract.Header {
		b.errorf(f.at.Pos, "misplaced-tag", "responses have header fields and a body", "%s of a response has the tag %s", f.at.What, in)
		return
	}
	p := &contract.Parameter{Pos: f.at.Pos, Field: f.path, Name: name, In: in, GoType: f.v.Type()}
	m.parameters = append(m.parameters, p)
	if !parameterName.MatchString(name) {
		b.errorf(f.at.Pos, "parameter-name", "use letters, digits, - . _ $ and :",
			"%s has the name %q, which API Gateway takes for no parameter", f.at.What, name)
		return
	}
	for option := range strings.SplitSeq(options, ",") {
		if option == "explode" {
			p.Explode = true
			continue
		}
		if option != "" && option != "omitempty" && option != "omitzero" {
			b.errorf(f.at.Pos, "unknown-option", "known are omitempty, omitzero and explode", "%s has the unknown option %q in its %s tag", f.at.What, option, in)
			return
		}
	}
	_, p.Pointer = types.Unalias(f.v.Type()).(*types.Pointer)
	s := b.parameterType(f.v.Type(), f.at, in, m.what == "request")
	if s == nil {
		return
	}
	p.Encoded = isEncoded(f.v.Type())
	if !m.checkForm(p, s, f) {
		return
	}
	s.GoType, s.Pos = f.v.Type(), f.at.Pos
	if s = b.constrain(s, f.tags, f.at); s == nil {
		return
	}
	p.Schema, p.Default = s, s.Constraints.Default
	p.Doc = Describe(b.pkg.Decl(f.at.path, f.at.decl).Doc, f.v.Name(), name)
	optional := p.Pointer || strings.Trim(strings.ReplaceAll(options, "explode", ""), ",") != "" || p.Default != nil
	p.Required = !optional
	switch {
	case in == contract.Path && optional:
		b.errorf(f.at.Pos, "optional-path", "without the variable there is another path: take the pointer, option or default away",
			"%s is in the path and optional", f.at.What)
	case m.what == "response" && p.Default != nil:
		b.errorf(f.at.Pos, "misplaced-tag", "the handler sets response headers", "%s of a response has the tag default", f.at.What)
	}
}

// checkForm holds the form of a parameter against what it may be, and tells of
// cookies.
func (m *message) checkForm(p *contract.Parameter, s *contract.Schema, f bodyField) bool {
	b := m.b
	if p.Explode && (s.Kind != contract.Array || p.In != contract.Query) {
		b.errorf(f.at.Pos, "unknown-option", "take it out", "%s has the option explode, which is for lists in the query", f.at.What)
		return false
	}
	if p.In == contract.Cookie {
		b.lowered(f.at, "apigen generate --public writes a document that keeps it",
			"%s is a cookie, which the document for a REST API cannot say; the generated server reads it", f.at.What)
	}
	if !p.Encoded {
		return true
	}
	for _, t := range f.tags {
		if slices.Contains(constraintTags, t.key) && t.key != "title" && !slices.Contains(annotationTags, t.key) && t.key != "format" {
			b.errorf(f.at.Pos, "constraint", "let its UnmarshalText refuse what is wrong", "%s has the tag %s, and its type reads its text itself", f.at.What, t.key)
			return false
		}
	}
	return true
}

// isEncoded reports whether a type reads and writes its text by methods of its
// own; times are read by package serve.
func isEncoded(t types.Type) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || types.TypeString(n, nil) == "time.Time" {
		return false
	}
	return has(n, "MarshalText", true) && has(n, "UnmarshalText", true)
}

// parameterType gives the schema of a parameter, which is a scalar or a list of
// scalars and stands inline: API Gateway reads no more of it than its type.
func (b *Builder) parameterType(t types.Type, at Place, in contract.Location, request bool) *contract.Schema {
	const hint = "parameters are strings, numbers, booleans, time.Time, types declared as such or with MarshalText and UnmarshalText, and lists of them in the query and in headers"
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if isEncoded(t) {
		if !request {
			return b.unsupported(t, at, "write the header as a string")
		}
		if s := wellKnown(types.TypeString(t, nil)); s != nil && s.Kind == contract.String {
			return s
		}
		return &contract.Schema{Kind: contract.String}
	}
	if s := wellKnown(types.TypeString(t, nil)); s != nil && s.Kind == contract.Integer && types.TypeString(t, nil) == "time.Duration" {
		return s
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return b.basic(t, at)
	case *types.Slice:
		if isByte(t.Elem()) || !request || in == contract.Path || in == contract.Cookie {
			break
		}
		if _, list := types.Unalias(t.Elem()).Underlying().(*types.Slice); list || isEncoded(t.Elem()) || isPointer(t.Elem()) {
			break
		}
		items := b.parameterType(t.Elem(), at, in, request)
		if items == nil {
			return nil
		}
		items.GoType = t.Elem()
		return &contract.Schema{Kind: contract.Array, Items: items}
	case *types.Named:
		if u, ok := t.Underlying().(*types.Basic); ok {
			if hint := b.refusal(t); hint != "" {
				return b.named(t, at)
			}
			s := b.basic(u, at)
			if s != nil {
				s.Enum = b.enum(t, u)
			}
			return s
		}
		if o := t.Obj(); o.Pkg() != nil && o.Pkg().Path() == "time" && o.Name() == "Time" {
			return &contract.Schema{Kind: contract.String, Format: "date-time"}
		}
	}
	return b.unsupported(t, at, hint)
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// checkParameters refuses one name in two places: API Gateway wants names
// unique across query string, header and path (PutMethod, recorded as 400).
func (b *Builder) checkParameters(list []*contract.Parameter) {
	seen := map[string]*contract.Parameter{}
	for _, p := range list {
		key := p.Name
		if p.In == contract.Header {
			key = strings.ToLower(key)
		}
		if other := seen[key]; other != nil {
			b.errorf(p.Pos, "duplicate-parameter", "API Gateway wants names unique across query, header and path: rename one",
				"parameter %s stands in the %s and in the %s", p.Name, other.In, p.In)
			continue
		}
		seen[key] = p
	}
}
