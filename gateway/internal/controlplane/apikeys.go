package controlplane

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type apiKey struct {
	ID              string    `json:"id"`
	Value           string    `json:"value,omitempty"`
	Name            string    `json:"name,omitempty"`
	CustomerID      string    `json:"customerId,omitempty"`
	Description     string    `json:"description,omitempty"`
	Enabled         bool      `json:"enabled"`
	CreatedDate     timestamp `json:"createdDate"`
	LastUpdatedDate timestamp `json:"lastUpdatedDate"`
	StageKeys       []string  `json:"stageKeys"`
	Tags            tagMap    `json:"tags,omitempty"`
}

func viewKey(k *state.APIKey, withValue bool) apiKey {
	out := apiKey{
		ID: k.ID, Name: k.Name, CustomerID: k.CustomerID, Description: k.Description, Enabled: k.Enabled,
		CreatedDate: timestamp(k.CreatedDate), LastUpdatedDate: timestamp(k.LastUpdatedDate),
		StageKeys: []string{}, Tags: shown(k.Tags),
	}
	if withValue {
		out.Value = k.Value
	}
	return out
}

const (
	minKeyValue       = 20
	maxKeyValue       = 128
	maxKeyName        = 1024
	maxKeyDescription = 125000
)

func checkKeyTexts(name, description string) error {
	if len(name) > maxKeyName {
		return badRequest("Invalid API Key name, can be at most %d characters.", maxKeyName)
	}
	if len(description) > maxKeyDescription {
		return badRequest("Invalid API Key description specified.")
	}
	return nil
}

func (s *Server) createAPIKey(r *request) (answer, error) {
	if r.query().Get("mode") == "import" {
		return s.importAPIKeys(r)
	}
	var in struct {
		Name        string            `json:"name"`
		Description string            `json:"description"`
		CustomerID  string            `json:"customerId"`
		Value       string            `json:"value"`
		Enabled     bool              `json:"enabled"`
		StageKeys   []any             `json:"stageKeys"`
		Tags        map[string]string `json:"tags"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	switch {
	case in.Value != "" && len(in.Value) < minKeyValue:
		return answer{}, badRequest("API Key value should be at least 20 characters")
	case len(in.Value) > maxKeyValue:
		return answer{}, badRequest("API Key value exceeds maximum size of 128 characters")
	case len(in.StageKeys) > 0:
		return answer{}, unserved("CreateApiKey with stageKeys, which usage plans have replaced,")
	}
	if err := checkKeyTexts(in.Name, in.Description); err != nil {
		return answer{}, err
	}
	if in.Value == "" {
		in.Value = s.IDs.KeyValue()
	}
	now := s.Now()
	k := &state.APIKey{
		ID: s.IDs.Key(), Value: in.Value, Name: in.Name, Description: in.Description, CustomerID: in.CustomerID,
		Enabled: in.Enabled, Tags: in.Tags, CreatedDate: now, LastUpdatedDate: now,
	}
	err := s.Store.Update(func(d *state.Data) error {
		if d.KeyByValue(k.Value) != nil {
			return conflict("API Key already exists")
		}
		d.APIKeys[k.ID] = k
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	made := viewKey(k, true)
	if len(k.Tags) == 0 {
		made.Tags = nil
	}
	return created(made)
}

func (s *Server) getAPIKeys(r *request) (answer, error) {
	withValues := r.query().Get("includeValues") == "true"
	name, customer := r.query().Get("name"), r.query().Get("customerId")
	all := []apiKey{}
	for _, k := range s.Store.Load().APIKeys {
		if strings.HasPrefix(k.Name, name) && (customer == "" || k.CustomerID == customer) {
			all = append(all, viewKey(k, withValues))
		}
	}
	slices.SortFunc(all, func(a, b apiKey) int {
		if c := time.Time(a.CreatedDate).Compare(time.Time(b.CreatedDate)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return page(r, all)
}

func (s *Server) key(d *state.Data, r *request) (*state.APIKey, error) {
	if k := d.APIKeys[r.PathValue("key")]; k != nil {
		return k, nil
	}
	return nil, notFound("Invalid API Key identifier specified")
}

func (s *Server) getAPIKey(r *request) (answer, error) {
	k, err := s.key(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewKey(k, r.query().Get("includeValue") == "true"))
}

// updateAPIKey changes a key. A value of /enabled that is no boolean counts as
// false (recorded).
func (s *Server) updateAPIKey(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.APIKey
	err = s.Store.Update(func(d *state.Data) error {
		k, err := s.key(d, r)
		if err != nil {
			return err
		}
		updated = *k
		for _, p := range patches {
			if err := p.replaces("/description", "/enabled", "/name", "/customerId"); err != nil {
				return err
			}
			switch p.Path {
			case "/description":
				updated.Description = p.Value
			case "/enabled":
				updated.Enabled = p.Value == "true"
			case "/name":
				updated.Name = p.Value
			case "/customerId":
				updated.CustomerID = p.Value
			}
		}
		if err := checkKeyTexts(updated.Name, updated.Description); err != nil {
			return err
		}
		updated.LastUpdatedDate = s.Now()
		d.APIKeys[k.ID] = &updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewKey(&updated, false))
}

func (s *Server) deleteAPIKey(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		k, err := s.key(d, r)
		if err != nil {
			return err
		}
		delete(d.APIKeys, k.ID)
		for _, id := range slices.Collect(maps.Keys(d.UsagePlans)) {
			p := d.EditPlan(id)
			p.KeyIDs = slices.DeleteFunc(p.KeyIDs, func(have string) bool { return have == k.ID })
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
