package controlplane

import (
	"regexp"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type basePathMapping struct {
	BasePath string `json:"basePath"`
	APIID    string `json:"restApiId"`
	Stage    string `json:"stage,omitempty"`
}

func viewMapping(m state.BasePathMapping) basePathMapping {
	return basePathMapping{m.BasePath, m.APIID, m.Stage}
}

var basePath = regexp.MustCompile(`^[A-Za-z0-9$_.+!*'()-]+$`)

func noMappingFound() error { return notFound("Invalid base path mapping identifier specified") }

// checkMapping checks what a mapping leads to. An empty base path is (none).
func checkMapping(d *state.Data, m *state.BasePathMapping) error {
	if m.BasePath == "" {
		m.BasePath = state.NoBasePath
	}
	if m.BasePath != state.NoBasePath && !basePath.MatchString(m.BasePath) {
		return badRequest("API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.")
	}
	a := d.APIs[m.APIID]
	if a == nil {
		return badRequest("Invalid REST API identifier specified")
	}
	if m.Stage != "" && a.Stages[m.Stage] == nil {
		return badRequest("Invalid stage identifier specified")
	}
	return nil
}

func (s *Server) createBasePathMapping(r *request) (answer, error) {
	var in basePathMapping
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	m := state.BasePathMapping{BasePath: in.BasePath, APIID: in.APIID, Stage: in.Stage}
	err := s.editDomain(r, func(d *state.Data, domain *state.DomainName) error {
		if err := checkMapping(d, &m); err != nil {
			return err
		}
		if domain.Mapping(m.BasePath) >= 0 {
			return conflict("Base path already exists for this domain name")
		}
		domain.Mappings = append(domain.Mappings, m)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewMapping(m))
}

func (s *Server) getBasePathMappings(r *request) (answer, error) {
	d, err := s.domain(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []basePathMapping{}
	for _, m := range d.Mappings {
		all = append(all, viewMapping(m))
	}
	return page(r, all)
}

func (s *Server) getBasePathMapping(r *request) (answer, error) {
	d, err := s.domain(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	i := d.Mapping(r.PathValue("base"))
	if i < 0 {
		return answer{}, noMappingFound()
	}
	return ok(viewMapping(d.Mappings[i]))
}

func (s *Server) updateBasePathMapping(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.BasePathMapping
	err = s.editDomain(r, func(d *state.Data, domain *state.DomainName) error {
		i := domain.Mapping(r.PathValue("base"))
		if i < 0 {
			return noMappingFound()
		}
		updated = domain.Mappings[i]
		for _, p := range patches {
			if err := p.replaces("/basePath", "/restapiId", "/stage"); err != nil {
				return err
			}
			*map[string]*string{"/basePath": &updated.BasePath, "/restapiId": &updated.APIID, "/stage": &updated.Stage}[p.Path] = p.Value
		}
		if err := checkMapping(d, &updated); err != nil {
			return err
		}
		if j := domain.Mapping(updated.BasePath); j >= 0 && j != i {
			return conflict("Base path already exists for this domain name")
		}
		domain.Mappings[i] = updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewMapping(updated))
}

func (s *Server) deleteBasePathMapping(r *request) (answer, error) {
	err := s.editDomain(r, func(_ *state.Data, domain *state.DomainName) error {
		i := domain.Mapping(r.PathValue("base"))
		if i < 0 {
			return noMappingFound()
		}
		domain.Mappings = slices.Delete(domain.Mappings, i, i+1)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
