package controlplane

import (
	"github.com/apigen-go/apigen/gateway/internal/state"
)

type documentationVersion struct {
	Version     string    `json:"version"`
	CreatedDate timestamp `json:"createdDate"`
	Description string    `json:"description,omitempty"`
}

func viewDocumentationVersion(v *state.DocumentationVersion) documentationVersion {
	return documentationVersion{v.Version, timestamp(v.CreatedDate), v.Description}
}

func noDocumentationVersion() error {
	return notFound("Invalid Documentation version specified")
}

// createDocumentationVersion takes a snapshot of the documentation parts, and
// attaches it to a stage when one is named: exports of the stage have it then.
func (s *Server) createDocumentationVersion(r *request) (answer, error) {
	var in struct {
		DocumentationVersion string `json:"documentationVersion"`
		StageName            string `json:"stageName"`
		Description          string `json:"description"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.DocumentationVersion == "" {
		return answer{}, badRequest("Documentation version must be non-empty")
	}
	made := &state.DocumentationVersion{Version: in.DocumentationVersion, Description: in.Description, CreatedDate: s.Now()}
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		if a.DocumentationVersions[made.Version] != nil {
			return conflict("Documentation version already exists for this REST API")
		}
		if in.StageName != "" && a.Stages[in.StageName] == nil {
			return notFound("Invalid stage identifier specified")
		}
		made.Parts = a.Definition.DocumentationParts
		edited := d.Edit(a.Definition.ID)
		if edited.DocumentationVersions == nil {
			edited.DocumentationVersions = map[string]*state.DocumentationVersion{}
		}
		edited.DocumentationVersions[made.Version] = made
		if in.StageName != "" {
			st := *edited.Stages[in.StageName]
			st.DocumentationVersion = made.Version
			edited.Stages[st.Name] = &st
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewDocumentationVersion(made))
}

func (s *Server) getDocumentationVersions(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []documentationVersion{}
	for _, name := range sortedKeys(a.DocumentationVersions) {
		all = append(all, viewDocumentationVersion(a.DocumentationVersions[name]))
	}
	return page(r, all)
}

func (s *Server) documentationVersion(d *state.Data, r *request) (*state.API, *state.DocumentationVersion, error) {
	a, err := s.api(d, r)
	if err != nil {
		return nil, nil, err
	}
	if v := a.DocumentationVersions[r.PathValue("version")]; v != nil {
		return a, v, nil
	}
	return nil, nil, noDocumentationVersion()
}

func (s *Server) getDocumentationVersion(r *request) (answer, error) {
	_, v, err := s.documentationVersion(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewDocumentationVersion(v))
}

func (s *Server) updateDocumentationVersion(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.DocumentationVersion
	err = s.Store.Update(func(d *state.Data) error {
		a, v, err := s.documentationVersion(d, r)
		if err != nil {
			return err
		}
		updated = *v
		for _, p := range patches {
			if err := p.replaces("/description"); err != nil {
				return err
			}
			updated.Description = p.Value
		}
		d.Edit(a.Definition.ID).DocumentationVersions[v.Version] = &updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewDocumentationVersion(&updated))
}

// deleteDocumentationVersion refuses to delete what a stage has.
func (s *Server) deleteDocumentationVersion(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, v, err := s.documentationVersion(d, r)
		if err != nil {
			return err
		}
		for _, name := range sortedKeys(a.Stages) {
			if a.Stages[name].DocumentationVersion == v.Version {
				return badRequest("Active stages pointing to this documentation version must be moved or deleted")
			}
		}
		delete(d.Edit(a.Definition.ID).DocumentationVersions, v.Version)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
