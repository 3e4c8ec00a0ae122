package controlplane

import (
	"github.com/apigen-go/apigen/gateway/internal/state"
)

func (s *Server) updateDeployment(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.Deployment
	err = s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		dep := a.Deployments[r.PathValue("deployment")]
		if dep == nil {
			return notFound("Invalid Deployment identifier specified")
		}
		updated = *dep
		for _, p := range patches {
			if err := p.replaces("/description"); err != nil {
				return err
			}
			updated.Description = p.Value
		}
		d.Edit(a.Definition.ID).Deployments[dep.ID] = &updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewDeployment(&updated))
}
