package httpcontrol

import (
	"maps"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

// tagged gives the tags of what an ARN names, and a function that replaces
// them: arn:aws:apigateway:REGION::/apis/ID[/stages/NAME].
func tagged(d *state.Data, arn string) (tags map[string]string, put func(map[string]string), err error) {
	_, path, found := strings.Cut(arn, "::/")
	parts := strings.Split(path, "/")
	switch {
	case !found || len(parts) < 2:
	case parts[0] == "apis" && len(parts) == 2:
		if a := d.EditHTTP(parts[1]); a != nil {
			return a.Definition.Tags, func(t map[string]string) {
				def := *a.Definition
				def.Tags = t
				a.Definition = &def
			}, nil
		}
	case parts[0] == "apis" && len(parts) == 4 && parts[2] == "stages":
		if a := d.EditHTTP(parts[1]); a != nil && a.Stages[parts[3]] != nil {
			st := *a.Stages[parts[3]]
			return st.Tags, func(t map[string]string) { st.Tags = t; a.Stages[st.Name] = &st }, nil
		}
	case parts[0] == "vpclinks" && len(parts) == 2:
		if have := d.VPCLinksV2[parts[1]]; have != nil {
			next := *have
			return next.Tags, func(t map[string]string) { next.Tags = t; d.VPCLinksV2[next.ID] = &next }, nil
		}
	case parts[0] == "domainnames" && len(parts) == 2:
		if have := d.DomainNames[parts[1]]; have != nil {
			next := *have
			return next.Tags, func(t map[string]string) { next.Tags = t; d.DomainNames[next.Name] = &next }, nil
		}
	}
	return nil, nil, restjson.NotFound("Invalid resource ARN specified: %s", arn)
}

func mergedTags(have, added map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, have)
	maps.Copy(out, added)
	return out
}

func (s *Server) getTags(r *restjson.Request) (restjson.Answer, error) {
	tags, _, err := tagged(s.Store.Load().Clone(), r.PathValue("arn"))
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(map[string]any{"tags": mergedTags(tags, nil)})
}

func (s *Server) tagResource(r *restjson.Request) (restjson.Answer, error) {
	var in struct {
		Tags map[string]string `json:"tags"`
	}
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	err := s.Store.Update(func(d *state.Data) error {
		tags, put, err := tagged(d, r.PathValue("arn"))
		if err != nil {
			return err
		}
		put(mergedTags(tags, in.Tags))
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(struct{}{})
}

func (s *Server) untagResource(r *restjson.Request) (restjson.Answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		tags, put, err := tagged(d, r.PathValue("arn"))
		if err != nil {
			return err
		}
		left := mergedTags(tags, nil)
		for _, key := range r.Query()["tagKeys"] {
			delete(left, key)
		}
		put(left)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
