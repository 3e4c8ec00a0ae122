package controlplane

import (
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// edit changes the working definition of the API a call is about. The function
// gets a copy of it. Calls on an entity of an unknown API give missing, as the
// service does: it looks the entity up, not the API (recorded).
func (s *Server) edit(r *request, missing error, change func(def *apigw.RestAPI) error) error {
	return s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			if missing != nil {
				return missing
			}
			return err
		}
		def, err := state.CloneDefinition(a.Definition)
		if err != nil {
			return err
		}
		if err := change(def); err != nil {
			return err
		}
		d.Edit(def.ID).Definition = def
		return nil
	})
}

// definition gives the working definition of the API a call is about.
func (s *Server) definition(r *request, missing error) (*apigw.RestAPI, error) {
	a, err := s.api(s.Store.Load(), r)
	switch {
	case err == nil:
		return a.Definition, nil
	case missing != nil:
		return nil, missing
	}
	return nil, err
}

func noResource() error    { return notFound("Invalid Resource identifier specified") }
func noMethod() error      { return notFound("Invalid Method identifier specified") }
func noIntegration() error { return notFound("Invalid Integration identifier specified") }
func noStatus() error      { return notFound("Invalid Response status code specified") }

// findResource gives the resource a call names.
func findResource(def *apigw.RestAPI, r *request) (*apigw.Resource, error) {
	return resourceByID(def, r.PathValue("resource"))
}

func resourceByID(def *apigw.RestAPI, id string) (*apigw.Resource, error) {
	for _, res := range def.Resources {
		if res.ID == id {
			return res, nil
		}
	}
	return nil, noResource()
}

// findMethod gives the method a call names, with its resource.
func findMethod(def *apigw.RestAPI, r *request) (*apigw.Resource, *apigw.Method, error) {
	res, err := findResource(def, r)
	if err != nil {
		return nil, nil, err
	}
	m := res.Method(r.PathValue("method"))
	if m == nil {
		return nil, nil, noMethod()
	}
	return res, m, nil
}

// findIntegration gives the integration a call names. An unknown method has none
// (recorded).
func findIntegration(def *apigw.RestAPI, r *request) (*apigw.Resource, *apigw.Method, error) {
	res, err := findResource(def, r)
	if err != nil {
		return nil, nil, err
	}
	m := res.Method(r.PathValue("method"))
	if m == nil || m.Integration == nil {
		return nil, nil, noIntegration()
	}
	return res, m, nil
}
