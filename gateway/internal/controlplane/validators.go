package controlplane

import (
	"slices"

	"github.com/apigen-go/apigen/internal/apigw"
)

type requestValidator struct {
	ID                        string `json:"id"`
	Name                      string `json:"name"`
	ValidateRequestBody       bool   `json:"validateRequestBody"`
	ValidateRequestParameters bool   `json:"validateRequestParameters"`
}

func (s *Server) getRequestValidators(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []requestValidator{}
	for _, v := range a.Definition.RequestValidators {
		all = append(all, requestValidator{v.ID, v.Name, v.ValidateRequestBody, v.ValidateRequestParameters})
	}
	return page(r, all)
}

func (s *Server) getRequestValidator(r *request) (answer, error) {
	def, err := s.definition(r, noValidator())
	if err != nil {
		return answer{}, err
	}
	v := validatorByID(def, r.PathValue("validator"))
	if v == nil {
		return answer{}, noValidator()
	}
	return ok(viewValidator(v))
}

func viewValidator(v *apigw.RequestValidator) requestValidator {
	return requestValidator{v.ID, v.Name, v.ValidateRequestBody, v.ValidateRequestParameters}
}

func noValidator() error { return notFound("Invalid Request Validator identifier specified") }

func (s *Server) createRequestValidator(r *request) (answer, error) {
	var in requestValidator
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	made := &apigw.RequestValidator{
		ID: s.IDs.Short(), Name: in.Name, ValidateRequestBody: in.ValidateRequestBody, ValidateRequestParameters: in.ValidateRequestParameters,
	}
	err := s.edit(r, badRequest("Invalid REST API identifier specified"), func(def *apigw.RestAPI) error {
		if err := checkValidatorName(def, made); err != nil {
			return err
		}
		def.RequestValidators = append(def.RequestValidators, made)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewValidator(made))
}

// checkValidatorName keeps names apart: methods refer to validators by them.
func checkValidatorName(def *apigw.RestAPI, v *apigw.RequestValidator) error {
	if v.Name == "" {
		return badRequest("Request Validator name cannot be blank")
	}
	if other := def.RequestValidator(v.Name); other != nil && other != v {
		return conflict("Request Validator name already exists for this REST API")
	}
	return nil
}

// editValidator changes the request validator a call names.
func (s *Server) editValidator(r *request, change func(def *apigw.RestAPI, v *apigw.RequestValidator) error) error {
	return s.edit(r, noValidator(), func(def *apigw.RestAPI) error {
		v := validatorByID(def, r.PathValue("validator"))
		if v == nil {
			return noValidator()
		}
		return change(def, v)
	})
}

func (s *Server) updateRequestValidator(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated requestValidator
	err = s.editValidator(r, func(def *apigw.RestAPI, v *apigw.RequestValidator) error {
		name := v.Name
		for _, p := range patches {
			if err := p.replaces("/name", "/validateRequestParameters", "/validateRequestBody"); err != nil {
				return err
			}
			switch p.Path {
			case "/name":
				v.Name = p.Value
			case "/validateRequestParameters":
				v.ValidateRequestParameters = p.Value == "true"
			case "/validateRequestBody":
				v.ValidateRequestBody = p.Value == "true"
			}
		}
		for m := range def.Methods() {
			if m.RequestValidator == name {
				m.RequestValidator = v.Name
			}
		}
		updated = viewValidator(v)
		return checkValidatorName(def, v)
	})
	if err != nil {
		return answer{}, err
	}
	return ok(updated)
}

// deleteRequestValidator refuses to delete what methods use.
func (s *Server) deleteRequestValidator(r *request) (answer, error) {
	err := s.editValidator(r, func(def *apigw.RestAPI, v *apigw.RequestValidator) error {
		for m, res := range def.Methods() {
			if m.RequestValidator == v.Name {
				return conflict("Cannot delete request validator '%s', is referenced in method: %s/%s", v.Name, res.Path, m.HTTPMethod)
			}
		}
		def.RequestValidators = slices.DeleteFunc(def.RequestValidators, func(o *apigw.RequestValidator) bool { return o == v })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
