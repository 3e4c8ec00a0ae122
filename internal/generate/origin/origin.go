// Package origin tells where in the Go source of a contract each place of its
// document comes from, so that a finding about the document can be mended where
// people mend it.
package origin

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A Map holds the places of a document with those of the Go source they come
// from.
type Map struct {
	places map[string]diag.Pos // by JSON pointer
}

// Of makes the map of a contract and the document that was written from it. A
// document that is older than the contract is taken as far as names agree.
func Of(c *contract.Contract, doc *openapi.Document) *Map {
	m := &Map{places: map[string]diag.Pos{"": c.Pos}}
	for _, op := range c.Operations {
		m.operation(op, doc)
	}
	for _, s := range c.Schemas {
		pointer := openapi.Pointer("components", "schemas", s.Name)
		m.set(pointer, s.Pos)
		m.properties(pointer, s)
	}
	for _, a := range c.Authorizers {
		m.set(openapi.Pointer("components", "securitySchemes", a.Name), a.Pos)
	}
	return m
}

// Pos gives the place in the Go source that a pointer of the document comes from,
// or that of the nearest thing it is part of: at last the gen.API literal.
func (m *Map) Pos(pointer string) diag.Pos {
	for {
		if pos, ok := m.places[pointer]; ok {
			return pos
		}
		pointer = pointer[:max(0, strings.LastIndexByte(pointer, '/'))]
	}
}

// Files lists the source files that the places are in, sorted.
func (m *Map) Files() []string {
	var files []string
	for _, pos := range m.places {
		if pos.File != "" && !slices.Contains(files, pos.File) {
			files = append(files, pos.File)
		}
	}
	slices.Sort(files)
	return files
}

// set notes a place; the first one counts.
func (m *Map) set(pointer string, pos diag.Pos) {
	if _, has := m.places[pointer]; !has && pos.IsValid() {
		m.places[pointer] = pos
	}
}

func (m *Map) operation(op *contract.Operation, doc *openapi.Document) {
	verb := strings.ToLower(op.Method)
	if op.Method == "ANY" {
		verb = "x-amazon-apigateway-any-method"
	}
	path := openapi.Pointer("paths", op.Path)
	pointer := path + openapi.Pointer(verb)
	m.set(path, op.Pos)
	m.set(pointer, op.Pos)
	if op.Request != nil {
		for i, p := range doc.Root.Lookup(pointer + "/parameters").ItemsOrNil() {
			for _, field := range op.Request.Parameters {
				if p.Get("name").StringOr("") == field.Name && p.Get("in").StringOr("") == string(field.In) {
					m.set(pointer+openapi.Pointer("parameters", strconv.Itoa(i)), field.Pos)
				}
			}
		}
		if op.Request.Body != nil {
			m.set(pointer+"/requestBody", op.Request.Body.Pos)
		}
	}
	for _, r := range op.Responses {
		response := pointer + openapi.Pointer("responses", strconv.Itoa(r.Status))
		if r.Body != nil {
			m.set(response, r.Body.Pos)
		}
		for _, h := range r.Headers {
			m.set(response+openapi.Pointer("headers", h.Name), h.Pos)
		}
	}
}

// properties notes the members of an object, and of objects that stand inside it.
func (m *Map) properties(pointer string, s *contract.Schema) {
	for _, p := range s.Properties {
		below := pointer + openapi.Pointer("properties", p.Name)
		m.set(below, p.Pos)
		if p.Schema != nil && p.Schema.Ref == nil {
			m.properties(below, p.Schema)
		}
	}
}
