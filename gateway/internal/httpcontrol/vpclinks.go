package httpcontrol

import (
	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

type vpcLink struct {
	CreatedDate          string            `json:"createdDate"`
	Name                 string            `json:"name"`
	SecurityGroupIDs     []string          `json:"securityGroupIds"`
	SubnetIDs            []string          `json:"subnetIds"`
	Tags                 map[string]string `json:"tags"`
	VPCLinkID            string            `json:"vpcLinkId"`
	VPCLinkStatus        string            `json:"vpcLinkStatus"`
	VPCLinkStatusMessage string            `json:"vpcLinkStatusMessage"`
	VPCLinkVersion       string            `json:"vpcLinkVersion"`
}

func viewVPCLink(l *state.VPCLinkV2) vpcLink {
	return vpcLink{
		CreatedDate: timestamp(l.CreatedDate), Name: l.Name, SecurityGroupIDs: append([]string{}, l.SecurityGroupIDs...),
		SubnetIDs: append([]string{}, l.SubnetIDs...), Tags: mergedTags(l.Tags, nil), VPCLinkID: l.ID,
		VPCLinkStatus: "AVAILABLE", VPCLinkStatusMessage: "VPC link is ready to route traffic", VPCLinkVersion: "V2",
	}
}

// createVPCLink makes a VPC link. Where it leads locally is said when the gateway
// is started (--vpc-link ID=URL); a link whose name is such an id has it.
func (s *Server) createVPCLink(r *restjson.Request) (restjson.Answer, error) {
	var in struct {
		Name             string            `json:"name"`
		SecurityGroupIDs []string          `json:"securityGroupIds"`
		SubnetIDs        []string          `json:"subnetIds"`
		Tags             map[string]string `json:"tags"`
	}
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	if in.Name == "" || len(in.SubnetIDs) == 0 {
		return restjson.Answer{}, restjson.BadRequest("Name and subnetIds must not be empty")
	}
	made := &state.VPCLinkV2{
		ID: s.IDs.Short(), Name: in.Name, SecurityGroupIDs: in.SecurityGroupIDs, SubnetIDs: in.SubnetIDs,
		Tags: in.Tags, CreatedDate: s.Now(),
	}
	err := s.Store.Update(func(d *state.Data) error {
		if s.DataPlane.VPCLinks[in.Name] != nil && d.VPCLinksV2[in.Name] == nil {
			made.ID = in.Name
		}
		d.VPCLinksV2[made.ID] = made
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewVPCLink(made))
}

func noVPCLink(id string) error { return restjson.NotFound("Unable to find VpcLink with id %s.", id) }

func (s *Server) getVPCLinks(r *restjson.Request) (restjson.Answer, error) {
	d := s.Store.Load()
	all := []vpcLink{}
	for _, id := range sortedKeys(d.VPCLinksV2) {
		all = append(all, viewVPCLink(d.VPCLinksV2[id]))
	}
	return page(r, all)
}

func (s *Server) getVPCLink(r *restjson.Request) (restjson.Answer, error) {
	id := r.PathValue("link")
	l := s.Store.Load().VPCLinksV2[id]
	if l == nil {
		return restjson.Answer{}, noVPCLink(id)
	}
	return restjson.OK(viewVPCLink(l))
}

func (s *Server) updateVPCLink(r *restjson.Request) (restjson.Answer, error) {
	var in struct {
		Name *string `json:"name"`
	}
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var next state.VPCLinkV2
	err := s.Store.Update(func(d *state.Data) error {
		id := r.PathValue("link")
		have := d.VPCLinksV2[id]
		if have == nil {
			return noVPCLink(id)
		}
		next = *have
		set(&next.Name, in.Name)
		d.VPCLinksV2[id] = &next
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewVPCLink(&next))
}

func (s *Server) deleteVPCLink(r *restjson.Request) (restjson.Answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		id := r.PathValue("link")
		if d.VPCLinksV2[id] == nil {
			return noVPCLink(id)
		}
		delete(d.VPCLinksV2, id)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Answer{Status: 202, Body: struct{}{}}, nil
}
