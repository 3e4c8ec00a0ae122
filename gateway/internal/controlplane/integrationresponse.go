package controlplane

import (
	"slices"

	"github.com/apigen-go/apigen/internal/apigw"
)

func viewIntegrationResponse(resp *apigw.IntegrationResponse) integrationResponse {
	return integrationResponse{resp.StatusCode, resp.SelectionPattern, resp.ResponseParameters, resp.ResponseTemplates, resp.ContentHandling}
}

// putIntegrationResponse makes or replaces the integration response of a status.
// A status without method response is taken (recorded).
func (s *Server) putIntegrationResponse(r *request) (answer, error) {
	var in struct {
		SelectionPattern   string            `json:"selectionPattern"`
		ResponseParameters map[string]string `json:"responseParameters"`
		ResponseTemplates  map[string]string `json:"responseTemplates"`
		ContentHandling    string            `json:"contentHandling"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	status, v := r.status()
	v.enum(r.input("contentHandling"), in.ContentHandling, "CONVERT_TO_BINARY", "CONVERT_TO_TEXT")
	if err := v.err(); err != nil {
		return answer{}, err
	}
	made := &apigw.IntegrationResponse{
		StatusCode: status, SelectionPattern: in.SelectionPattern, ResponseParameters: in.ResponseParameters,
		ResponseTemplates: in.ResponseTemplates, ContentHandling: in.ContentHandling,
	}
	err := s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		_, m, err := findMethod(def, r)
		if err != nil {
			return err
		}
		if m.Integration == nil {
			return noIntegration()
		}
		if f := apigw.CheckIntegrationResponse(m, made); f != nil {
			return badRequest("%s", f.Text)
		}
		if i := findStatus(m.Integration, status); i >= 0 {
			m.Integration.Responses[i] = made
		} else {
			m.Integration.Responses = append(m.Integration.Responses, made)
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewIntegrationResponse(made))
}

func findStatus(in *apigw.Integration, status string) int {
	return slices.IndexFunc(in.Responses, func(r *apigw.IntegrationResponse) bool { return r.StatusCode == status })
}

func (s *Server) getIntegrationResponse(r *request) (answer, error) {
	status, found := r.status()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	def, err := s.definition(r, noResource())
	if err != nil {
		return answer{}, err
	}
	_, m, err := findIntegration(def, r)
	if err != nil {
		return answer{}, err
	}
	i := findStatus(m.Integration, status)
	if i < 0 {
		return answer{}, noStatus()
	}
	return ok(viewIntegrationResponse(m.Integration.Responses[i]))
}

// editIntegrationResponse changes the integration response a call names.
func (s *Server) editIntegrationResponse(r *request, status string, change func(m *apigw.Method, i int) error) error {
	return s.edit(r, noResource(), func(def *apigw.RestAPI) error {
		_, m, err := findIntegration(def, r)
		if err != nil {
			return err
		}
		i := findStatus(m.Integration, status)
		if i < 0 {
			return noStatus()
		}
		return change(m, i)
	})
}

func (s *Server) updateIntegrationResponse(r *request) (answer, error) {
	status, found := r.status()
	patches, err := r.patches(found...)
	if err != nil {
		return answer{}, err
	}
	var updated integrationResponse
	err = s.editIntegrationResponse(r, status, func(m *apigw.Method, i int) error {
		resp := m.Integration.Responses[i]
		for _, p := range patches {
			if err := patchIntegrationResponse(resp, p); err != nil {
				return err
			}
		}
		if f := apigw.CheckIntegrationResponse(m, resp); f != nil {
			return badRequest("%s", f.Text)
		}
		updated = viewIntegrationResponse(resp)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(updated)
}

func patchIntegrationResponse(resp *apigw.IntegrationResponse, p patch) error {
	if name, ok := p.below("/responseParameters"); ok {
		return entry(p, &resp.ResponseParameters, name, p.Value, noParameter)
	}
	if contentType, ok := p.below("/responseTemplates"); ok {
		return entry(p, &resp.ResponseTemplates, contentType, p.Value, noContentType)
	}
	texts := map[string]*string{"/selectionPattern": &resp.SelectionPattern, "/contentHandling": &resp.ContentHandling}
	switch text := texts[p.Path]; {
	case text == nil:
		return p.noPath()
	case p.Op == "remove":
		*text = ""
	default:
		*text = p.Value
		return p.only("replace")
	}
	return nil
}

func (s *Server) deleteIntegrationResponse(r *request) (answer, error) {
	status, found := r.status()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	err := s.editIntegrationResponse(r, status, func(m *apigw.Method, i int) error {
		m.Integration.Responses = slices.Delete(m.Integration.Responses, i, i+1)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}
