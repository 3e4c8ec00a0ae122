package controlplane

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

type documentationPart struct {
	ID         string                      `json:"id,omitempty"`
	Location   apigw.DocumentationLocation `json:"location"`
	Properties string                      `json:"properties,omitempty"`
}

func viewDocumentation(p *apigw.DocumentationPart) documentationPart {
	return documentationPart{p.ID, p.Location, p.Properties}
}

func noDocumentation() error { return notFound("Invalid Documentation part identifier specified") }

func (s *Server) createDocumentationPart(r *request) (answer, error) {
	var in struct {
		Location   apigw.DocumentationLocation `json:"location"`
		Properties string                      `json:"properties"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var v violations
	v.enum(r.input("location.type"), in.Location.Type, apigw.DocumentationTypes...)
	v.required(r.input("location.type"), in.Location.Type == "")
	if err := v.err(); err != nil {
		return answer{}, err
	}
	made := &apigw.DocumentationPart{ID: s.IDs.Short(), Location: in.Location, Properties: in.Properties}
	err := s.edit(r, nil, func(def *apigw.RestAPI) error {
		if f := made.Location.Complete(); f != nil {
			return badRequest("%s", f.Text)
		}
		if err := checkProperties(in.Properties); err != nil {
			return err
		}
		for _, p := range def.DocumentationParts {
			if p.Location == made.Location {
				return conflict("Documentation part already exists for the specified location: type '%s'.", p.Location.Type)
			}
		}
		def.DocumentationParts = append(def.DocumentationParts, made)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewDocumentation(made))
}

func checkProperties(text string) error {
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &object) != nil {
		return badRequest("Documentation part properties must be non-empty and a valid JSON object")
	}
	return nil
}

// getDocumentationParts lists the parts of the API; with locationStatus
// UNDOCUMENTED the entities that have none.
func (s *Server) getDocumentationParts(r *request) (answer, error) {
	def, err := s.definition(r, nil)
	if err != nil {
		return answer{}, err
	}
	q := r.query()
	parts := def.DocumentationParts
	if q.Get("locationStatus") == "UNDOCUMENTED" {
		parts = undocumented(def)
	}
	all := []documentationPart{}
	for _, p := range parts {
		l := p.Location
		if kind := q.Get("type"); kind != "" && kind != l.Type {
			continue
		}
		if q.Get("path") != "" && q.Get("path") != l.Path || !strings.Contains(l.Name, q.Get("name")) {
			continue
		}
		all = append(all, viewDocumentation(p))
	}
	return page(r, all)
}

// undocumented gives a part without properties for every entity that has none.
func undocumented(def *apigw.RestAPI) []*apigw.DocumentationPart {
	have := map[apigw.DocumentationLocation]bool{}
	for _, p := range def.DocumentationParts {
		have[p.Location] = true
	}
	var out []*apigw.DocumentationPart
	want := func(l apigw.DocumentationLocation) {
		if l.Complete() == nil && !have[l] {
			have[l] = true
			out = append(out, &apigw.DocumentationPart{Location: l})
		}
	}
	want(apigw.DocumentationLocation{Type: "API"})
	for _, a := range def.Authorizers {
		want(apigw.DocumentationLocation{Type: "AUTHORIZER", Name: a.Name})
	}
	for _, m := range def.Models {
		want(apigw.DocumentationLocation{Type: "MODEL", Name: m.Name})
	}
	for _, res := range def.Resources {
		want(apigw.DocumentationLocation{Type: "RESOURCE", Path: res.Path})
		for _, m := range res.Methods {
			want(apigw.DocumentationLocation{Type: "METHOD", Path: res.Path, Method: m.HTTPMethod})
			for _, key := range sortedKeys(m.RequestParameters) {
				found := requestParameter.FindStringSubmatch(key)
				kind := map[string]string{"path": "PATH_PARAMETER", "querystring": "QUERY_PARAMETER", "header": "REQUEST_HEADER"}
				if found != nil {
					want(apigw.DocumentationLocation{Type: kind[found[1]], Path: res.Path, Method: m.HTTPMethod, Name: found[2]})
				}
			}
			for _, status := range sortedKeys(m.Responses) {
				want(apigw.DocumentationLocation{Type: "RESPONSE", Path: res.Path, Method: m.HTTPMethod, StatusCode: status})
			}
		}
	}
	return out
}

func findDocumentation(def *apigw.RestAPI, r *request) *apigw.DocumentationPart {
	for _, p := range def.DocumentationParts {
		if p.ID == r.PathValue("part") {
			return p
		}
	}
	return nil
}

func (s *Server) getDocumentationPart(r *request) (answer, error) {
	def, err := s.definition(r, noDocumentation())
	if err != nil {
		return answer{}, err
	}
	p := findDocumentation(def, r)
	if p == nil {
		return answer{}, noDocumentation()
	}
	return ok(viewDocumentation(p))
}

func (s *Server) updateDocumentationPart(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated *apigw.DocumentationPart
	err = s.edit(r, noDocumentation(), func(def *apigw.RestAPI) error {
		if updated = findDocumentation(def, r); updated == nil {
			return noDocumentation()
		}
		for _, p := range patches {
			if err := p.replaces("/properties"); err != nil {
				return err
			}
			if err := checkProperties(p.Value); err != nil {
				return err
			}
			updated.Properties = p.Value
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewDocumentation(updated))
}

// deleteDocumentationPart looks the API up first, unlike the calls that read and
// update a part (recorded).
func (s *Server) deleteDocumentationPart(r *request) (answer, error) {
	err := s.edit(r, nil, func(def *apigw.RestAPI) error {
		p := findDocumentation(def, r)
		if p == nil {
			return noDocumentation()
		}
		def.DocumentationParts = slices.DeleteFunc(def.DocumentationParts, func(o *apigw.DocumentationPart) bool { return o == p })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}

// importDocumentationParts takes the parts of a document: merge, the default,
// replaces those of the same location, overwrite all.
func (s *Server) importDocumentationParts(r *request) (answer, error) {
	doc, err := openapi.Parse("", r.body)
	if err != nil {
		return answer{}, badRequest(apigw.NoImporter)
	}
	parts, warnings, known := apigw.ReadDocumentation(doc)
	if !known {
		return answer{}, badRequest(apigw.NoImporter)
	}
	if len(warnings) > 0 && r.query().Get("failonwarnings") == "true" {
		return answer{}, badRequest("Warnings found during import:\n\t%s", strings.Join(warnings, "\n\t"))
	}
	ids := []string{}
	err = s.edit(r, nil, func(def *apigw.RestAPI) error {
		if r.query().Get("mode") == "overwrite" {
			def.DocumentationParts = nil
		}
		for _, p := range parts {
			p.ID = s.IDs.Short()
			def.DocumentationParts = apigw.MergeDocumentation(def.DocumentationParts, p)
		}
		for _, p := range parts {
			i := slices.IndexFunc(def.DocumentationParts, func(o *apigw.DocumentationPart) bool { return o.Location == p.Location })
			ids = append(ids, def.DocumentationParts[i].ID)
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	out := map[string]any{"ids": ids}
	if len(warnings) > 0 {
		out["warnings"] = warnings
	}
	return ok(out)
}
