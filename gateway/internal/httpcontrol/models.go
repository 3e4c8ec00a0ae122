package httpcontrol

import (
	"encoding/json"
	"regexp"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/internal/apigw"
)

type model struct {
	ContentType string `json:"contentType,omitempty"`
	Description string `json:"description,omitempty"`
	ModelID     string `json:"modelId"`
	Name        string `json:"name"`
	Schema      string `json:"schema,omitempty"`
}

func viewModel(m *apigw.HTTPModel) model {
	return model{m.ContentType, m.Description, m.ID, m.Name, m.Schema}
}

// A modelInput is what CreateModel and UpdateModel take.
type modelInput struct {
	ContentType *string `json:"contentType"`
	Description *string `json:"description"`
	Name        *string `json:"name"`
	Schema      *string `json:"schema"`
}

var modelName = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`)

func (in *modelInput) apply(def *apigw.HTTPAPI, m *apigw.HTTPModel) error {
	set(&m.ContentType, in.ContentType)
	set(&m.Description, in.Description)
	set(&m.Name, in.Name)
	set(&m.Schema, in.Schema)
	if !modelName.MatchString(m.Name) {
		return restjson.BadRequest("Model name must be alphanumeric: %s", m.Name)
	}
	if m.Schema != "" && !json.Valid([]byte(m.Schema)) {
		return restjson.BadRequest("Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]")
	}
	for _, other := range def.Models {
		if other.ID != m.ID && other.Name == m.Name {
			return restjson.Conflict("Model name already exists for this API")
		}
	}
	return nil
}

func (s *Server) createModel(r *restjson.Request) (restjson.Answer, error) {
	var in modelInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	made := &apigw.HTTPModel{ID: s.IDs.Short(), ContentType: "application/json"}
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		def.Models = append(def.Models, made)
		return in.apply(def, made)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewModel(made))
}

func findModel(def *apigw.HTTPAPI, r *restjson.Request) (*apigw.HTTPModel, error) {
	id := r.PathValue("model")
	for _, m := range def.Models {
		if m.ID == id {
			return m, nil
		}
	}
	return nil, restjson.NotFound("Invalid Model identifier specified %s", id)
}

func (s *Server) getModels(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return page(r, views(a.Definition.Models, viewModel))
}

func (s *Server) getModel(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	m, err := findModel(a.Definition, r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewModel(m))
}

func (s *Server) updateModel(r *restjson.Request) (restjson.Answer, error) {
	var in modelInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var changed *apigw.HTTPModel
	_, err := s.change(r, func(def *apigw.HTTPAPI) (err error) {
		if changed, err = findModel(def, r); err != nil {
			return err
		}
		return in.apply(def, changed)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewModel(changed))
}

func (s *Server) deleteModel(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		m, err := findModel(def, r)
		if err != nil {
			return err
		}
		def.Models = slices.DeleteFunc(def.Models, func(have *apigw.HTTPModel) bool { return have == m })
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
