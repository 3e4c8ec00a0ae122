package controlplane

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type stage struct {
	DeploymentID        string                 `json:"deploymentId"`
	ClientCertificateID string                 `json:"clientCertificateId,omitempty"`
	StageName           string                 `json:"stageName"`
	Description         string                 `json:"description,omitempty"`
	CacheClusterEnabled bool                   `json:"cacheClusterEnabled"`
	CacheClusterSize    string                 `json:"cacheClusterSize,omitempty"`
	CacheClusterStatus  string                 `json:"cacheClusterStatus"`
	MethodSettings      map[string]stageMethod `json:"methodSettings"`
	Variables           map[string]string      `json:"variables,omitempty"`
	AccessLogSettings   *accessLogSettings     `json:"accessLogSettings,omitempty"`
	CanarySettings      *canarySettings        `json:"canarySettings,omitempty"`
	TracingEnabled      bool                   `json:"tracingEnabled"`
	Documentation       string                 `json:"documentationVersion,omitempty"`
	Tags                map[string]string      `json:"tags,omitempty"`
	CreatedDate         timestamp              `json:"createdDate"`
	LastUpdatedDate     timestamp              `json:"lastUpdatedDate"`
}

type accessLogSettings struct {
	DestinationARN string `json:"destinationArn,omitempty"`
	Format         string `json:"format,omitempty"`
}

type canarySettings struct {
	PercentTraffic         float64           `json:"percentTraffic"`
	DeploymentID           string            `json:"deploymentId,omitempty"`
	StageVariableOverrides map[string]string `json:"stageVariableOverrides,omitempty"`
	UseStageCache          bool              `json:"useStageCache"`
}

func viewStage(s *state.Stage) stage {
	v := stage{
		DeploymentID: s.DeploymentID, ClientCertificateID: s.ClientCertificateID, StageName: s.Name, Description: s.Description,
		CacheClusterEnabled: s.CacheClusterEnabled, CacheClusterSize: s.CacheClusterSize, CacheClusterStatus: "NOT_AVAILABLE",
		MethodSettings: map[string]stageMethod{}, Variables: s.Variables, TracingEnabled: s.TracingEnabled, Tags: s.Tags,
		Documentation: s.DocumentationVersion,
		CreatedDate:   timestamp(s.CreatedDate), LastUpdatedDate: timestamp(s.LastUpdatedDate),
	}
	if s.CacheClusterEnabled {
		v.CacheClusterStatus = "AVAILABLE"
	}
	for key, setting := range s.MethodSettings {
		v.MethodSettings[key] = viewStageMethod(setting)
	}
	if l := s.AccessLog; l != nil {
		v.AccessLogSettings = &accessLogSettings{l.DestinationARN, l.Format}
	}
	if c := s.Canary; c != nil {
		v.CanarySettings = &canarySettings{c.PercentTraffic, c.DeploymentID, c.StageVariableOverrides, c.UseStageCache}
	}
	return v
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
	return checkVariables(variables)
}

func checkVariables(variables map[string]string) error {
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

// cacheSizes are the sizes of a cache cluster in GB (CreateStage).
var cacheSizes = []string{"0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"}

const defaultCacheSize = "0.5"

func checkCacheSize(size string) error {
	if slices.Contains(cacheSizes, size) {
		return nil
	}
	return badRequest("Invalid cache cluster size: %s. Must be one of: [%s]", size, strings.Join(cacheSizes, ", "))
}

// checkCanary checks canary settings against the API's deployments.
func checkCanary(a *state.API, c *canarySettings) (*state.Canary, error) {
	if c == nil {
		return nil, nil
	}
	if a.Deployments[c.DeploymentID] == nil {
		return nil, badRequest("Deployment id does not exist")
	}
	if err := checkPercent(c.PercentTraffic); err != nil {
		return nil, err
	}
	if err := checkVariables(c.StageVariableOverrides); err != nil {
		return nil, err
	}
	return &state.Canary{
		DeploymentID: c.DeploymentID, PercentTraffic: c.PercentTraffic,
		StageVariableOverrides: c.StageVariableOverrides, UseStageCache: c.UseStageCache,
	}, nil
}

func checkPercent(percent float64) error {
	if percent < 0 || percent > 100 {
		return badRequest("Percent traffic must be between 0.0 and 100.0, got %g", percent)
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
		CacheClusterSize    string            `json:"cacheClusterSize"`
		CanarySettings      *canarySettings   `json:"canarySettings"`
		TracingEnabled      bool              `json:"tracingEnabled"`
		Documentation       string            `json:"documentationVersion"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := checkStage(in.StageName, in.Variables); err != nil {
		return answer{}, err
	}
	if in.CacheClusterSize != "" {
		if err := checkCacheSize(in.CacheClusterSize); err != nil {
			return answer{}, err
		}
	} else if in.CacheClusterEnabled {
		in.CacheClusterSize = defaultCacheSize
	}
	now := s.Now()
	made := &state.Stage{
		Name: in.StageName, DeploymentID: in.DeploymentID, Description: in.Description,
		Variables: in.Variables, Tags: in.Tags, TracingEnabled: in.TracingEnabled, DocumentationVersion: in.Documentation,
		CacheClusterEnabled: in.CacheClusterEnabled, CacheClusterSize: in.CacheClusterSize, CreatedDate: now, LastUpdatedDate: now,
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
		if in.Documentation != "" && a.DocumentationVersions[in.Documentation] == nil {
			return noDocumentationVersion()
		}
		if made.Canary, err = checkCanary(a, in.CanarySettings); err != nil {
			return err
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
		updated = cloneStage(st)
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

// cloneStage copies a stage so that the copy may be changed.
func cloneStage(st *state.Stage) state.Stage {
	c := *st
	c.Variables = maps.Clone(st.Variables)
	c.MethodSettings = maps.Clone(st.MethodSettings)
	if st.Canary != nil {
		canary := *st.Canary
		canary.StageVariableOverrides = maps.Clone(canary.StageVariableOverrides)
		c.Canary = &canary
	}
	if st.AccessLog != nil {
		log := *st.AccessLog
		c.AccessLog = &log
	}
	return c
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

func (s *Server) flushStageCache(r *request) (answer, error) {
	return s.flush(r, s.DataPlane.FlushCache)
}

func (s *Server) flushStageAuthorizersCache(r *request) (answer, error) {
	return s.flush(r, s.DataPlane.FlushAuthorizers)
}

func (s *Server) flush(r *request, forget func(apiID, stage string)) (answer, error) {
	a, st, err := s.stage(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	forget(a.Definition.ID, st.Name)
	return accepted()
}
