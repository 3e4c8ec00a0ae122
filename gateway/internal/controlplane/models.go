package controlplane

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/internal/apigw"
)

type model struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Schema      string `json:"schema"`
	ContentType string `json:"contentType"`
}

// modelRef finds references between models, which are stored as addresses in
// the service.
var modelRef = regexp.MustCompile(`("\$ref"\s*:\s*")` + regexp.QuoteMeta(apigw.ModelRef))

func viewModel(def *apigw.RestAPI, m *apigw.Model) model {
	if len(m.Schema) > 0 && m.Schema[0] == '"' { // a schema that is no JSON
		var text string
		_ = json.Unmarshal(m.Schema, &text)
		return model{m.ID, m.Name, m.Description, text, m.ContentType}
	}
	schema := modelRef.ReplaceAllString(string(m.Schema), "${1}https://apigateway.amazonaws.com/restapis/"+def.ID+"/models/")
	return model{m.ID, m.Name, m.Description, schema, m.ContentType}
}

func (s *Server) getModels(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []model{}
	for _, m := range a.Definition.Models {
		all = append(all, viewModel(a.Definition, m))
	}
	return page(r, all)
}

// getModel gives the same error for an unknown API and an unknown model
// (recorded).
func (s *Server) getModel(r *request) (answer, error) {
	def, err := s.definition(r, noModel(r))
	if err != nil {
		return answer{}, err
	}
	m := def.Model(r.PathValue("model"))
	if m == nil {
		return answer{}, noModel(r)
	}
	return ok(viewModel(def, m))
}

func (s *Server) createModel(r *request) (answer, error) {
	var in struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Schema      string `json:"schema"`
		ContentType string `json:"contentType"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var made model
	err := s.edit(r, nil, func(def *apigw.RestAPI) error {
		switch {
		case in.Name == "":
			return badRequest("Model name must be non-empty")
		case !alphanumeric.MatchString(in.Name):
			return badRequest("Model name must be alphanumeric: %s", in.Name)
		case def.Model(in.Name) != nil:
			return conflict("Model name already exists for this REST API")
		case !strings.Contains(in.ContentType, "/"):
			return badRequest("Invalid content type specified: %s", in.ContentType)
		}
		m := &apigw.Model{ID: s.IDs.Short(), Name: in.Name, Description: in.Description, ContentType: in.ContentType}
		def.Models = append(def.Models, m)
		if err := setSchema(def, m, in.Schema); err != nil {
			return err
		}
		made = viewModel(def, m)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(made)
}

var alphanumeric = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

// storedRef finds references to models of an API, in either of their forms.
var storedRef = regexp.MustCompile(`("\$ref"\s*:\s*")(?:https://apigateway\.amazonaws\.com/restapis/[^/"]+/models/|#/definitions/)`)

// setSchema gives a model its schema. That of a content type other than JSON may
// be any text.
func setSchema(def *apigw.RestAPI, m *apigw.Model, schema string) error {
	if schema == "" {
		return badRequest("Model schema must have at least 1 property or array items defined")
	}
	const refused = "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]"
	var object map[string]json.RawMessage
	switch err := json.Unmarshal([]byte(schema), &object); {
	case err != nil && strings.Contains(m.ContentType, "json"):
		return badRequest(refused)
	case err != nil:
		text, err := json.Marshal(schema)
		m.Schema = text
		return err
	}
	m.Schema = storedRef.ReplaceAll([]byte(schema), []byte("${1}"+apigw.ModelRef))
	for _, name := range referredModels(m) {
		if def.Model(name) == nil {
			return badRequest("Invalid model specified: Validation Result: warnings : [], errors : [Model reference must be in canonical form]")
		}
	}
	if dataplane.Check(def) != nil {
		return badRequest(refused)
	}
	return nil
}

var referred = regexp.MustCompile(`"\$ref"\s*:\s*"` + regexp.QuoteMeta(apigw.ModelRef) + `([^"]+)"`)

// referredModels gives the models a model refers to.
func referredModels(m *apigw.Model) []string {
	var names []string
	for _, found := range referred.FindAllSubmatch(m.Schema, -1) {
		names = append(names, string(found[1]))
	}
	return names
}

func noModel(r *request) error {
	return notFound("Invalid model name specified: %s", r.PathValue("model"))
}

// editModel changes the model a call names.
func (s *Server) editModel(r *request, change func(def *apigw.RestAPI, m *apigw.Model) error) error {
	return s.edit(r, noModel(r), func(def *apigw.RestAPI) error {
		m := def.Model(r.PathValue("model"))
		if m == nil {
			return noModel(r)
		}
		return change(def, m)
	})
}

func (s *Server) updateModel(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated model
	err = s.editModel(r, func(def *apigw.RestAPI, m *apigw.Model) error {
		for _, p := range patches {
			if err := p.replaces("/description", "/schema"); err != nil {
				return err
			}
			if p.Path == "/description" {
				m.Description = p.Value
				continue
			}
			if err := setSchema(def, m, p.Value); err != nil {
				return err
			}
		}
		updated = viewModel(def, m)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(updated)
}

// deleteModel refuses to delete what is in use (recorded for method requests).
func (s *Server) deleteModel(r *request) (answer, error) {
	err := s.editModel(r, func(def *apigw.RestAPI, m *apigw.Model) error {
		if user := userOfModel(def, m.Name); user != "" {
			return conflict("Cannot delete model '%s', is referenced in %s", m.Name, user)
		}
		def.Models = slices.DeleteFunc(def.Models, func(o *apigw.Model) bool { return o == m })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}

// userOfModel names what uses a model, or gives nothing. Of several methods it is
// the one on the newest resource.
func userOfModel(def *apigw.RestAPI, name string) string {
	user := ""
	for _, m := range def.Models {
		if m.Name != name && slices.Contains(referredModels(m), name) {
			user = "model: " + m.Name
		}
	}
	for m, res := range def.Methods() {
		place := res.Path + "/" + m.HTTPMethod
		for _, used := range m.RequestModels {
			if used == name {
				user = "method request: " + place
			}
		}
		for status, resp := range m.Responses {
			for _, used := range resp.ResponseModels {
				if used == name {
					user = "method response: " + place + "/" + status
				}
			}
		}
	}
	return user
}
