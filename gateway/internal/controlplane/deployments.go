package controlplane

import (
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

type deployment struct {
	ID          string    `json:"id"`
	Description string    `json:"description,omitempty"`
	CreatedDate timestamp `json:"createdDate"`
	// APISummary is given for embed=apisummary.
	APISummary map[string]map[string]methodSummary `json:"apiSummary,omitempty"`
}

type methodSummary struct {
	AuthorizationType string `json:"authorizationType"`
	APIKeyRequired    bool   `json:"apiKeyRequired"`
}

func viewDeployment(d *state.Deployment) deployment {
	return deployment{ID: d.ID, Description: d.Description, CreatedDate: timestamp(d.CreatedDate)}
}

// createDeployment takes a snapshot of the working definition, and makes or
// moves a stage to it when one is named.
func (s *Server) createDeployment(r *request) (answer, error) {
	var in struct {
		stageOfDeployment
		Description    string          `json:"description"`
		CanarySettings *canarySettings `json:"canarySettings"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := in.check(in.CanarySettings != nil); err != nil {
		return answer{}, err
	}
	var made *state.Deployment
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		if err := deployable(a.Definition); err != nil {
			return err
		}
		made = &state.Deployment{ID: s.IDs.Short(), Description: in.Description, CreatedDate: s.Now(), Definition: a.Definition}
		if _, err := s.DataPlane.Compiled(made); err != nil {
			return badRequest("%s", err)
		}
		a = d.Edit(a.Definition.ID)
		a.Deployments[made.ID] = made
		if in.CanarySettings != nil {
			return s.deployCanary(a, in.StageName, made.ID, *in.CanarySettings)
		}
		if in.StageName != "" {
			a.Stages[in.StageName] = s.deployedStage(a.Stages[in.StageName], made.ID, in.stageOfDeployment)
		}
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	s.Log.Info("create deployment", "api", r.PathValue("api"), "deployment", made.ID, "stage", in.StageName)
	return created(viewDeployment(made))
}

// deployable gives the service's reasons not to deploy a definition.
func deployable(def *apigw.RestAPI) error {
	methods := 0
	for m := range def.Methods() {
		methods++
		if m.Integration == nil {
			return badRequest("No integration defined for method")
		}
	}
	if methods == 0 {
		return badRequest("The REST API doesn't contain any methods")
	}
	return nil
}

// A stageOfDeployment is the stage a deployment is made for.
type stageOfDeployment struct {
	StageName           string            `json:"stageName"`
	StageDescription    string            `json:"stageDescription"`
	Variables           map[string]string `json:"variables"`
	CacheClusterEnabled *bool             `json:"cacheClusterEnabled"`
	CacheClusterSize    string            `json:"cacheClusterSize"`
	TracingEnabled      *bool             `json:"tracingEnabled"`
}

func (in *stageOfDeployment) check(canary bool) error {
	if in.CacheClusterSize != "" {
		if err := checkCacheSize(in.CacheClusterSize); err != nil {
			return err
		}
	}
	if in.StageName != "" {
		return checkStage(in.StageName, in.Variables)
	}
	if canary {
		return badRequest("Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is null")
	}
	return nil
}

// deployedStage makes a stage of a deployment, or moves the one there is.
func (s *Server) deployedStage(old *state.Stage, deploymentID string, in stageOfDeployment) *state.Stage {
	now := s.Now()
	st := state.Stage{Name: in.StageName, CreatedDate: now}
	if old != nil {
		st = *old
	}
	st.DeploymentID, st.LastUpdatedDate = deploymentID, now
	if in.StageDescription != "" {
		st.Description = in.StageDescription
	}
	if in.Variables != nil {
		st.Variables = in.Variables
	}
	if in.CacheClusterSize != "" {
		st.CacheClusterSize = in.CacheClusterSize
	}
	if in.CacheClusterEnabled != nil {
		st.CacheClusterEnabled = *in.CacheClusterEnabled
		if st.CacheClusterEnabled && st.CacheClusterSize == "" {
			st.CacheClusterSize = defaultCacheSize
		}
	}
	if in.TracingEnabled != nil {
		st.TracingEnabled = *in.TracingEnabled
	}
	return &st
}

// deployCanary lets a stage's canary serve a deployment. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/create-canary-deployment.html
func (s *Server) deployCanary(a *state.API, stageName, deploymentID string, c canarySettings) error {
	st := a.Stages[stageName]
	if st == nil {
		return badRequest("Invalid deployment content specified.Stage %s must already be created before making a canary release deployment", stageName)
	}
	c.DeploymentID = deploymentID
	canary, err := checkCanary(a, &c)
	if err != nil {
		return err
	}
	changed := cloneStage(st)
	changed.Canary, changed.LastUpdatedDate = canary, s.Now()
	a.Stages[stageName] = &changed
	return nil
}

func (s *Server) getDeployments(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []deployment{}
	for _, d := range a.Deployments {
		all = append(all, viewDeployment(d))
	}
	slices.SortFunc(all, func(a, b deployment) int {
		if c := time.Time(b.CreatedDate).Compare(time.Time(a.CreatedDate)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return page(r, all)
}

func (s *Server) getDeployment(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	d := a.Deployments[r.PathValue("deployment")]
	if d == nil {
		return answer{}, notFound("Invalid Deployment identifier specified")
	}
	out := viewDeployment(d)
	if slices.Contains(r.query()["embed"], "apisummary") {
		out.APISummary = map[string]map[string]methodSummary{}
		for m, res := range d.Definition.Methods() {
			if out.APISummary[res.Path] == nil {
				out.APISummary[res.Path] = map[string]methodSummary{}
			}
			out.APISummary[res.Path][m.HTTPMethod] = methodSummary{string(m.AuthorizationType), m.APIKeyRequired}
		}
	}
	return ok(out)
}

func (s *Server) deleteDeployment(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		id := r.PathValue("deployment")
		if a.Deployments[id] == nil {
			return notFound("Invalid Deployment identifier specified")
		}
		for _, st := range a.Stages {
			if st.DeploymentID == id || st.Canary != nil && st.Canary.DeploymentID == id {
				return badRequest("Active stages pointing to this deployment must be moved or deleted")
			}
		}
		delete(d.Edit(a.Definition.ID).Deployments, id)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
