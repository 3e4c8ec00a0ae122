package controlplane

import (
	"github.com/apigen-go/apigen/internal/apigw"
)

func viewMethodResponse(m *apigw.MethodResponse) methodResponse {
	return methodResponse{m.StatusCode, m.ResponseParameters, m.ResponseModels}
}

// status gives the status a call names, and what the framework says to it.
func (r *request) status() (string, violations) {
	var v violations
	status := r.PathValue("status")
	v.status(status)
	return status, v
}

func (s *Server) putMethodResponse(r *request) (answer, error) {
	var in struct {
		ResponseParameters map[string]bool   `json:"responseParameters"`
		ResponseModels     map[string]string `json:"responseModels"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	status, found := r.status()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	made := &apigw.MethodResponse{StatusCode: status, ResponseParameters: in.ResponseParameters, ResponseModels: in.ResponseModels}
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		_, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		if m.Responses[status] != nil {
			return conflict("Response already exists for this resource")
		}
		if m.Responses == nil {
			m.Responses = map[string]*apigw.MethodResponse{}
		}
		m.Responses[status] = made
		return checkMethodResponse(def, made)
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewMethodResponse(made))
}

func checkMethodResponse(def *apigw.RestAPI, m *apigw.MethodResponse) error {
	for _, key := range sortedKeys(m.ResponseParameters) {
		if err := checkParameterForm(key, "method.response.", responseParameter); err != nil {
			return err
		}
	}
	return checkModels(def, m.ResponseModels)
}

func (s *Server) getMethodResponse(r *request) (answer, error) {
	status, found := r.status()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	def, err := s.definition(r, noResource())
	if err != nil {
		return answer{}, err
	}
	_, m, err := findMethod(def, r)
	if err != nil {
		return answer{}, err
	}
	if m.Responses[status] == nil {
		return answer{}, noStatus()
	}
	return ok(viewMethodResponse(m.Responses[status]))
}

func (s *Server) updateMethodResponse(r *request) (answer, error) {
	status, found := r.status()
	patches, err := r.patches(found...)
	if err != nil {
		return answer{}, err
	}
	var updated methodResponse
	err = s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		_, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		resp := m.Responses[status]
		if resp == nil {
			return noStatus()
		}
		for _, p := range patches {
			if err := patchMethodResponse(resp, p); err != nil {
				return err
			}
		}
		updated = viewMethodResponse(resp)
		return checkMethodResponse(def, resp)
	})
	if err != nil {
		return answer{}, err
	}
	return created(updated) // 201, as the service's model has it
}

func patchMethodResponse(resp *apigw.MethodResponse, p patch) error {
	if name, ok := p.below("/responseParameters"); ok {
		return entry(p, &resp.ResponseParameters, name, p.Value == "true", noParameter)
	}
	if contentType, ok := p.below("/responseModels"); ok {
		return entry(p, &resp.ResponseModels, contentType, p.Value, noContentType)
	}
	return p.noPath()
}

func (s *Server) deleteMethodResponse(r *request) (answer, error) {
	status, found := r.status()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		_, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		if m.Responses[status] == nil {
			return noStatus()
		}
		delete(m.Responses, status)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}
