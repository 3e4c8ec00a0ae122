package controlplane

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type vpcLink struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	TargetARNs  []string          `json:"targetArns"`
	Status      string            `json:"status"`
	Tags        map[string]string `json:"tags,omitempty"`
}

func viewVPCLink(l *state.VPCLink, status string) vpcLink {
	return vpcLink{l.ID, l.Name, l.Description, l.TargetARNs, status, l.Tags}
}

// createVPCLink makes a VPC link. Where it leads locally is said when the gateway
// is started (--vpc-link ID=URL), so links of one name keep their id.
func (s *Server) createVPCLink(r *request) (answer, error) {
	var in struct {
		Name        string            `json:"name"`
		Description string            `json:"description"`
		TargetARNs  []string          `json:"targetArns"`
		Tags        map[string]string `json:"tags"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Name == "" {
		return answer{}, badRequest("Name cannot be empty")
	}
	if len(in.TargetARNs) == 0 {
		return answer{}, badRequest("Target ARNs cannot be empty")
	}
	for _, arn := range in.TargetARNs {
		if len(strings.SplitN(arn, ":", 6)) < 6 || !strings.HasPrefix(arn, "arn:") {
			return answer{}, badRequest("Invalid ARN. ARN is not well formed %s", arn)
		}
	}
	l := &state.VPCLink{ID: s.vpcLinkID(in.Name), Name: in.Name, Description: in.Description, TargetARNs: in.TargetARNs, Tags: in.Tags}
	if err := s.Store.Update(func(d *state.Data) error { d.VPCLinks[l.ID] = l; return nil }); err != nil {
		return answer{}, err
	}
	// It is available from the next look on: nothing has to be built.
	return answer{status: 202, body: viewVPCLink(l, "PENDING")}, nil
}

// vpcLinkID gives a new link an id. A name the gateway was told a URL for is the
// id itself, unless it is taken: else nobody could know the id beforehand.
func (s *Server) vpcLinkID(name string) string {
	if _, told := s.DataPlane.VPCLinks[name]; told && s.Store.Load().VPCLinks[name] == nil {
		return name
	}
	return s.IDs.Short()
}

func (s *Server) vpcLink(d *state.Data, r *request) (*state.VPCLink, error) {
	if l := d.VPCLinks[r.PathValue("link")]; l != nil {
		return l, nil
	}
	return nil, notFound("Invalid Vpc Link identifier specified")
}

func (s *Server) getVPCLink(r *request) (answer, error) {
	l, err := s.vpcLink(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewVPCLink(l, "AVAILABLE"))
}

func (s *Server) getVPCLinks(r *request) (answer, error) {
	d := s.Store.Load()
	all := []vpcLink{}
	for _, id := range sortedKeys(d.VPCLinks) {
		all = append(all, viewVPCLink(d.VPCLinks[id], "AVAILABLE"))
	}
	return page(r, all)
}

func (s *Server) updateVPCLink(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.VPCLink
	err = s.Store.Update(func(d *state.Data) error {
		l, err := s.vpcLink(d, r)
		if err != nil {
			return err
		}
		updated = *l
		for _, p := range patches {
			if err := p.replaces("/name", "/description"); err != nil {
				return err
			}
			switch {
			case p.Path == "/description":
				updated.Description = p.Value
			case p.Value == "":
				return badRequest("Name cannot be empty")
			default:
				updated.Name = p.Value
			}
		}
		d.VPCLinks[l.ID] = &updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewVPCLink(&updated, "AVAILABLE"))
}

// deleteVPCLink refuses to delete a link that a deployed integration names.
func (s *Server) deleteVPCLink(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		l, err := s.vpcLink(d, r)
		if err != nil {
			return err
		}
		users := usersOfLink(d, l.ID)
		if len(users) > 0 {
			return badRequest("Cannot delete vpc link. Vpc link '%s', is referenced in [%s].", l.ID, strings.Join(users, ", "))
		}
		delete(d.VPCLinks, l.ID)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}

// usersOfLink lists methods that use a VPC link, as VERB:API.
func usersOfLink(d *state.Data, id string) []string {
	var users []string
	for _, apiID := range sortedKeys(d.APIs) {
		for m, res := range d.APIs[apiID].Definition.Methods() {
			if in := m.Integration; in != nil && in.ConnectionID == id {
				users = append(users, "METHOD:"+m.HTTPMethod+":"+res.Path+":"+apiID)
			}
		}
	}
	return slices.Compact(users)
}
