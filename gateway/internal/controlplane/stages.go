package controlplane

import (
	"maps"
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type stage struct {
	DeploymentID        string            `json:"deploymentId"`
	StageName           string            `json:"stageName"`
	Description         string            `json:"description,omitempty"`
	Variables           map[string]string `json:"variables,omitempty"`
	CacheClusterEnabled bool              `json:"cacheClusterEnabled"`
	CacheClusterStatus  string            `json:"cacheClusterStatus"`
	MethodSettings      map[string]any    `json:"methodSettings"`
	TracingEnabled      bool              `json:"tracingEnabled"`
	CreatedDate         timestamp         `json:"createdDate"`
	LastUpdatedDate     timestamp         `json:"lastUpdatedDate"`
	Tags                map[string]string `json:"tags,omitempty"`
}

func viewStage(s *state.Stage) stage {
	return stage{
		DeploymentID: s.DeploymentID, StageName: s.Name, Description: s.Description, Variables: s.Variables,
		CacheClusterStatus: "NOT_AVAILABLE", MethodSettings: map[string]any{},
		CreatedDate: timestamp(s.CreatedDate), LastUpdatedDate: timestamp(s.LastUpdatedDate), Tags: s.Tags,
	}
}

// Stage names and variables, as the developer guide limits them (limits,
// stage-variables). The service's text for names is older than the rule, which
// takes hyphens.
var (
	stageName     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	variableName  = regexp.MustCompile(`^\w{1,64}$`)
	variableValue = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#&=,]{1,512}$`)
)

func checkStage(name string, variables map[string]string) error {
	if !stageName.MatchString(name) {
		return badRequest("Stage name only allows a-zA-Z0-9_")
	}
	for _, key := range sortedKeys(variables) {
		if err := checkVariable(key, variables[key]); err != nil {
			return err
		}
	}
	return nil
}

func checkVariable(name, value string) error {
	if !variableName.MatchString(name) {
		return badRequest("Invalid stage variable name: %s. Please use names with only word characters.", name)
	}
	if !variableValue.MatchString(value) {
		return badRequest("Invalid stage variable value: %s. Please use values with only characters A-Za-z0-9-._~:/?#&=,", value)
	}
	return nil
}

func (s *Server) createStage(r *request) (answer, error) {
	var in struct {
		StageName           string            `json:"stageName"`
		DeploymentID        string            `json:"deploymentId"`
		Description         string            `json:"description"`
		Variables           map[string]string `json:"variables"`
		Tags                map[string]string `json:"tags"`
		CacheClusterEnabled bool              `json:"cacheClusterEnabled"`
		CanarySettings      any               `json:"canarySettings"`
		TracingEnabled      bool              `json:"tracingEnabled"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	switch {
	case in.CanarySettings != nil:
		return answer{}, unserved("CreateStage with canarySettings")
	case in.CacheClusterEnabled:
		return answer{}, unserved("CreateStage with cacheClusterEnabled")
	case in.TracingEnabled:
		return answer{}, unserved("CreateStage with tracingEnabled")
	}
	if err := checkStage(in.StageName, in.Variables); err != nil {
		return answer{}, err
	}
	now := s.Now()
	made := &state.Stage{
		Name: in.StageName, DeploymentID: in.DeploymentID, Description: in.Description,
		Variables: in.Variables, Tags: in.Tags, CreatedDate: now, LastUpdatedDate: now,
	}
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		if a.Deployments[in.DeploymentID] == nil {
			return badRequest("Deployment id does not exist")
		}
		if a.Stages[in.StageName] != nil {
			return conflict("Stage already exists")
		}
		d.Edit(a.Definition.ID).Stages[made.Name] = made
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewStage(made))
}

// getStages lists the stages of an API; they come without pages, under the key
// item.
func (s *Server) getStages(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []stage{}
	for _, name := range sortedKeys(a.Stages) {
		if want := r.query().Get("deploymentId"); want == "" || a.Stages[name].DeploymentID == want {
			all = append(all, viewStage(a.Stages[name]))
		}
	}
	return ok(list{Items: all})
}

func (s *Server) stage(d *state.Data, r *request) (*state.API, *state.Stage, error) {
	a, err := s.api(d, r)
	if err != nil {
		return nil, nil, err
	}
	st := a.Stages[r.PathValue("stage")]
	if st == nil {
		return nil, nil, notFound("Invalid stage identifier specified")
	}
	return a, st, nil
}

func (s *Server) getStage(r *request) (answer, error) {
	_, st, err := s.stage(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewStage(st))
}

func (s *Server) updateStage(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.Stage
	err = s.Store.Update(func(d *state.Data) error {
		a, st, err := s.stage(d, r)
		if err != nil {
			return err
		}
		updated = *st
		updated.Variables = maps.Clone(st.Variables)
		for _, p := range patches {
			if err := patchStage(a, &updated, p); err != nil {
				return err
			}
		}
		updated.LastUpdatedDate = s.Now()
		d.Edit(a.Definition.ID).Stages[updated.Name] = &updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewStage(&updated))
}

func patchStage(a *state.API, st *state.Stage, p patch) error {
	if name, found := strings.CutPrefix(p.Path, "/variables/"); found {
		return patchVariable(st, p, name)
	}
	switch p.Path {
	case "/deploymentId", "/description":
	default:
		return unserved("UpdateStage of %s", p.Path)
	}
	if p.Op != "replace" {
		return badRequest("Invalid %s operation with path: %s", p.Op, p.Path)
	}
	if p.Path == "/description" {
		st.Description = p.Value
		return nil
	}
	if a.Deployments[p.Value] == nil {
		return badRequest("Deployment id does not exist")
	}
	st.DeploymentID = p.Value
	return nil
}

func patchVariable(st *state.Stage, p patch, name string) error {
	switch p.Op {
	case "remove":
		delete(st.Variables, name)
		return nil
	case "replace", "add":
		if err := checkVariable(name, p.Value); err != nil {
			return err
		}
		if st.Variables == nil {
			st.Variables = map[string]string{}
		}
		st.Variables[name] = p.Value
		return nil
	}
	return badRequest("Invalid %s operation with path: %s", p.Op, p.Path)
}

func (s *Server) deleteStage(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, st, err := s.stage(d, r)
		if err != nil {
			return err
		}
		delete(d.Edit(a.Definition.ID).Stages, st.Name)
		forgetStages(d, a.Definition.ID, st.Name)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
