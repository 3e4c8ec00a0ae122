package httpcontrol

import (
	"cmp"
	"maps"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

type deployment struct {
	AutoDeployed     bool   `json:"autoDeployed"`
	CreatedDate      string `json:"createdDate"`
	DeploymentID     string `json:"deploymentId"`
	DeploymentStatus string `json:"deploymentStatus"`
	Description      string `json:"description,omitempty"`
}

func viewDeployment(d *state.HTTPDeployment) deployment {
	return deployment{d.AutoDeployed, timestamp(d.CreatedDate), d.ID, "DEPLOYED", d.Description}
}

func newestFirst(all map[string]*state.HTTPDeployment) []*state.HTTPDeployment {
	return slices.SortedFunc(maps.Values(all), func(a, b *state.HTTPDeployment) int {
		return cmp.Or(b.CreatedDate.Compare(a.CreatedDate), cmp.Compare(a.ID, b.ID))
	})
}

// createDeployment takes a snapshot of the working definition, and moves a stage
// to it when one is named, which must be there.
func (s *Server) createDeployment(r *restjson.Request) (restjson.Answer, error) {
	var in struct {
		Description string `json:"description"`
		StageName   string `json:"stageName"`
	}
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var made *state.HTTPDeployment
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		if len(a.Definition.Routes) == 0 {
			return restjson.BadRequest("At least one route is required before deploying the Api.")
		}
		made = &state.HTTPDeployment{ID: s.IDs.Short(), Description: in.Description, CreatedDate: s.Now(), Definition: a.Definition}
		a = d.EditHTTP(a.Definition.ID)
		a.Deployments[made.ID] = made
		if in.StageName == "" {
			return nil
		}
		st := a.Stages[in.StageName]
		if st == nil {
			return restjson.NotFound("Invalid stage identifier specified")
		}
		next := *st
		next.DeploymentID, next.LastUpdatedDate = made.ID, s.Now()
		a.Stages[next.Name] = &next
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	s.Log.Info("create deployment", "api", r.PathValue("api"), "deployment", made.ID, "stage", in.StageName)
	return restjson.Created(viewDeployment(made))
}

func (s *Server) getDeployments(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	all := []deployment{}
	for _, d := range newestFirst(a.Deployments) {
		all = append(all, viewDeployment(d))
	}
	return page(r, all)
}

func (s *Server) deployment(d *state.Data, r *restjson.Request) (*state.HTTPAPI, *state.HTTPDeployment, error) {
	a, err := s.api(d, r)
	if err != nil {
		return nil, nil, err
	}
	made := a.Deployments[r.PathValue("deployment")]
	if made == nil {
		return nil, nil, restjson.NotFound("Invalid Deployment identifier specified %s", r.PathValue("deployment"))
	}
	return a, made, nil
}

func (s *Server) getDeployment(r *restjson.Request) (restjson.Answer, error) {
	_, made, err := s.deployment(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewDeployment(made))
}

func (s *Server) updateDeployment(r *restjson.Request) (restjson.Answer, error) {
	var in struct {
		Description *string `json:"description"`
	}
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var next state.HTTPDeployment
	err := s.Store.Update(func(d *state.Data) error {
		a, made, err := s.deployment(d, r)
		if err != nil {
			return err
		}
		next = *made
		set(&next.Description, in.Description)
		d.EditHTTP(a.Definition.ID).Deployments[next.ID] = &next
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewDeployment(&next))
}

func (s *Server) deleteDeployment(r *restjson.Request) (restjson.Answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, made, err := s.deployment(d, r)
		if err != nil {
			return err
		}
		for _, st := range a.Stages {
			if st.DeploymentID == made.ID {
				return restjson.BadRequest("Active stages pointing to this deployment must be moved or deleted")
			}
		}
		delete(d.EditHTTP(a.Definition.ID).Deployments, made.ID)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
