package controlplane

import (
	"maps"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// tagged gives the tags of what an ARN names, and a function that replaces
// them: arn:aws:apigateway:REGION::/restapis/ID[/stages/NAME], /apikeys/ID or
// /usageplans/ID.
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
