package schema

import (
	"go/types"
	"mime"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// jsonBody makes the body whose members are those of a type.
func (b *Builder) jsonBody(t types.Type, at Place, name string) *contract.Body {
	s := b.Body(t, at, name)
	if s == nil {
		return nil
	}
	return &contract.Body{Pos: at.Pos, ContentTypes: []string{"application/json"}, Required: true, GoType: t, Schema: s}
}

// body reads the field that holds a body: bytes of the media types in its
// contentType tag, a form, else JSON.
func (m *message) body(f bodyField, name string) *contract.Body {
	b := m.b
	t := types.Unalias(f.v.Type())
	ptr, pointer := t.(*types.Pointer)
	if pointer {
		t = ptr.Elem()
	}
	list, binary := f.tags.lookup("contentType")
	slice, isSlice := t.Underlying().(*types.Slice)
	stream := isStream(t)
	bytes := isSlice && isByte(slice.Elem()) && !isRaw(t) || stream
	basic, isBasic := t.Underlying().(*types.Basic)
	text := binary && isBasic && basic.Info()&types.IsString != 0
	if text {
		bytes = true
	}
	var json []string // media types of a JSON body that are not the usual one
	if binary && !bytes {
		binary, json = false, b.mediaTypes(list, f.at)
		isForm := func(media string) bool { return slices.Contains(formTypes, media) }
		if len(json) > 0 && !slices.ContainsFunc(json, func(media string) bool { return !isForm(media) }) {
			return m.form(f, json)
		}
		if i := slices.IndexFunc(json, func(media string) bool { return media != "application/json" && !strings.HasSuffix(media, "+json") }); i >= 0 {
			b.errorf(f.at.Pos, "content-type", "give the field the type []byte or string, or write media types of JSON, e.g. application/merge-patch+json, or of forms, e.g. multipart/form-data",
				"%s has type %s and the media type %s", f.at.What, b.TypeString(f.v.Type()), json[i])
			return nil
		}
	}
	switch {
	case binary && pointer:
		b.errorf(f.at.Pos, "content-type", "take the pointer away: an empty body is no bytes",
			"%s has a contentType tag and type %s", f.at.What, b.TypeString(f.v.Type()))
		return nil
	case bytes && !binary && !text:
		b.errorf(f.at.Pos, "content-type", `add the media type, e.g. contentType:"image/png"`, "%s is %s without a contentType tag", f.at.What, b.TypeString(t))
		return nil
	case binary:
		return &contract.Body{
			Pos: f.at.Pos, Field: f.path, ContentTypes: b.mediaTypes(list, f.at), Binary: true, Text: text, Stream: stream, Required: true,
			GoType: f.v.Type(), Schema: &contract.Schema{Kind: contract.Binary, Format: "binary", GoType: f.v.Type(), Pos: f.at.Pos},
		}
	}
	body := b.jsonBody(t, f.at, name)
	if body == nil {
		return nil
	}
	constrained := body.Schema
	if ref := body.Schema.Ref; ref != nil && b.isExtra(ref) {
		constrained = ref // made for this body alone
	}
	if b.constrain(constrained, f.tags, f.at) == nil {
		return nil
	}
	if len(json) > 0 {
		body.ContentTypes = json
	}
	body.Field, body.Pointer, body.Required, body.GoType = f.path, pointer, !pointer, f.v.Type()
	return body
}

// isRaw reports whether a type is JSON as it stands.
func isRaw(t types.Type) bool {
	s := wellKnown(types.TypeString(t, nil))
	return s != nil && s.Kind == contract.Any
}

// isStream reports whether a body is handed on as it comes.
func isStream(t types.Type) bool {
	switch types.TypeString(t, nil) {
	case "io.Reader", "io.ReadCloser":
		return true
	}
	return false
}

// mediaTypes reads the list of a contentType tag. API Gateway matches exact
// types: image/* in its list of binary types matches nothing.
func (b *Builder) mediaTypes(list string, at Place) []string {
	var out []string
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		media, parameters, err := mime.ParseMediaType(item)
		if err != nil || len(parameters) > 0 || strings.Contains(media, "*") || !strings.Contains(media, "/") {
			b.errorf(at.Pos, "content-type", "write exact media types with commas between: image/png,image/jpeg", "%s has the media type %q", at.What, item)
			continue
		}
		if !slices.Contains(out, media) {
			out = append(out, media)
		}
	}
	return out
}

// isExtra reports whether a component was made for a body that has no name in
// Go.
func (b *Builder) isExtra(s *contract.Schema) bool {
	return slices.ContainsFunc(b.extra, func(c *component) bool { return c.schema == s })
}
