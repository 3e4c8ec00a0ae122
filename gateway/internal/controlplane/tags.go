package controlplane

import (
	"maps"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// A tagMap is the tags of an entity in an answer: what was just made without
// tags has no such member, and everything else an empty one (recorded).
type tagMap *map[string]string

func shown(tags map[string]string) tagMap {
	if tags == nil {
		tags = map[string]string{}
	}
	return &tags
}

// tagged gives the tags of what an ARN names, and a function that replaces
// them: arn:aws:apigateway:REGION::/restapis/ID[/stages/NAME], /apikeys/ID,
// /usageplans/ID, /vpclinks/ID, /clientcertificates/ID or /domainnames/NAME.
func tagged(d *state.Data, arn string) (tags map[string]string, set func(map[string]string), err error) {
	_, path, found := strings.Cut(arn, "::/")
	parts := strings.Split(path, "/")
	switch {
	case !found || len(parts) < 2:
	case parts[0] == "restapis" && len(parts) == 2:
		if a := d.Edit(parts[1]); a != nil {
			return a.Tags, func(t map[string]string) { a.Tags = t }, nil
		}
	case parts[0] == "restapis" && len(parts) == 4 && parts[2] == "stages":
		if a := d.Edit(parts[1]); a != nil && a.Stages[parts[3]] != nil {
			st := *a.Stages[parts[3]]
			return st.Tags, func(t map[string]string) { st.Tags = t; a.Stages[st.Name] = &st }, nil
		}
	case parts[0] == "apikeys" && len(parts) == 2:
		if have := d.APIKeys[parts[1]]; have != nil {
			k := *have
			return k.Tags, func(t map[string]string) { k.Tags = t; d.APIKeys[k.ID] = &k }, nil
		}
	case parts[0] == "usageplans" && len(parts) == 2:
		if p := d.EditPlan(parts[1]); p != nil {
			return p.Tags, func(t map[string]string) { p.Tags = t }, nil
		}
	case parts[0] == "vpclinks" && len(parts) == 2:
		if have := d.VPCLinks[parts[1]]; have != nil {
			l := *have
			return l.Tags, func(t map[string]string) { l.Tags = t; d.VPCLinks[l.ID] = &l }, nil
		}
	case parts[0] == "clientcertificates" && len(parts) == 2:
		if have := d.ClientCertificates[parts[1]]; have != nil {
			c := *have
			return c.Tags, func(t map[string]string) { c.Tags = t; d.ClientCertificates[c.ID] = &c }, nil
		}
	case parts[0] == "domainnames" && len(parts) == 2:
		if have := d.DomainNames[parts[1]]; have != nil {
			n := *have
			return n.Tags, func(t map[string]string) { n.Tags = t; d.DomainNames[n.Name] = &n }, nil
		}
	}
	return nil, nil, notFound("Invalid resource ARN specified: %s", arn)
}

func (s *Server) getTags(r *request) (answer, error) {
	tags, _, err := tagged(s.Store.Load().Clone(), r.PathValue("arn"))
	if err != nil {
		return answer{}, err
	}
	return ok(map[string]any{"tags": mergedTags(tags, nil)})
}

func (s *Server) tagResource(r *request) (answer, error) {
	var in struct {
		Tags map[string]string `json:"tags"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	err := s.Store.Update(func(d *state.Data) error {
		tags, set, err := tagged(d, r.PathValue("arn"))
		if err != nil {
			return err
		}
		set(mergedTags(tags, in.Tags))
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}

func mergedTags(have, added map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, have)
	maps.Copy(out, added)
	return out
}

func (s *Server) untagResource(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		tags, set, err := tagged(d, r.PathValue("arn"))
		if err != nil {
			return err
		}
		left := mergedTags(tags, nil)
		for _, key := range r.query()["tagKeys"] {
			delete(left, key)
		}
		set(left)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}
