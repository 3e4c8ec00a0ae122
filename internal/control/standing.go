package control

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

// A standing is what the stages of an API serve, and what they could serve.
type standing struct {
	stages      []*stageState // by name
	deployments []*deployment // the newest first
}

// A stageState is what a stage serves.
type stageState struct {
	name       string
	deployment string
	canary     string // deployment of its canary; empty is none
	made       madeFrom
	variables  map[string]string
	settings   stageSettings
	// auto is true for a stage that serves every change of the definition at once.
	// Its deployment is the service's own; what made tells is in memory, a
	// deployment that no stage serves.
	auto   bool
	memory string
}

// A deployment is an immutable copy of a definition.
type deployment struct {
	id, description string
	created         time.Time
	made            madeFrom
}

// A madeFrom is what a deployment's description says it was made from. It is
// empty for deployments that somebody else made.
type madeFrom struct {
	document string // hash of the document
	stored   string // hash of the API as it was read back after the import
	stage    string // that it was made for
	releases string // functions it no longer calls, with commas between
	revision string // of the contract
}

// standing reads all stages and deployments, which takes one call each and one
// more for each further 500 deployments.
func (p restPlane) standing(ctx context.Context, api string) (*standing, error) {
	stages, err := p.Gateway.GetStages(ctx, &apigateway.GetStagesInput{RestApiId: &api})
	if err != nil {
		return nil, fmt.Errorf("list the stages of REST API %s: %w", api, err)
	}
	all, err := pages(func(position *string) ([]types.Deployment, *string, error) {
		out, err := p.Gateway.GetDeployments(ctx, &apigateway.GetDeploymentsInput{RestApiId: &api, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the deployments of REST API %s: %w", api, err)
	}
	st := &standing{}
	for _, d := range all {
		text := aws.ToString(d.Description)
		st.deployments = append(st.deployments, &deployment{aws.ToString(d.Id), text, aws.ToTime(d.CreatedDate), readDescription(text)})
	}
	slices.SortStableFunc(st.deployments, func(a, b *deployment) int { return b.created.Compare(a.created) })
	for _, s := range stages.Item {
		state := &stageState{name: aws.ToString(s.StageName), deployment: aws.ToString(s.DeploymentId), variables: s.Variables,
			settings: stageSettings{methods: s.MethodSettings, accessLog: s.AccessLogSettings, tracing: s.TracingEnabled, cache: cacheOf(s.CacheClusterEnabled, s.CacheClusterSize)}}
		if s.CanarySettings != nil {
			state.canary = aws.ToString(s.CanarySettings.DeploymentId)
		}
		if d := st.deployment(state.deployment); d != nil {
			state.made = d.made
		}
		st.stages = append(st.stages, state)
	}
	slices.SortFunc(st.stages, func(a, b *stageState) int { return cmp.Compare(a.name, b.name) })
	return st, nil
}

// current is the deployment that tells what the stage serves.
func (s *stageState) current() string {
	if s.memory != "" {
		return s.memory
	}
	return s.deployment
}

// stage gives the stage of the name, or nil.
func (s *standing) stage(name string) *stageState {
	if s == nil {
		return nil
	}
	for _, stage := range s.stages {
		if stage.name == name {
			return stage
		}
	}
	return nil
}

// deployment gives the deployment of the id, or nil.
func (s *standing) deployment(id string) *deployment {
	for _, d := range s.deployments {
		if d.id == id {
			return d
		}
	}
	return nil
}

// users lists the stages that serve a deployment, canaries included.
func (s *standing) users(id string) []string {
	var names []string
	for _, stage := range s.stages {
		if stage.deployment == id || stage.canary == id || stage.memory == id {
			names = append(names, stage.name)
		}
	}
	return names
}

// known reports whether apigen has stored a definition with this digest, and
// whether it has stored any that it remembers.
func (s *standing) known(digest string) (this, any bool) {
	for _, d := range s.deployments {
		if d.made.stored != "" {
			any = true
			this = this || d.made.stored == digest
		}
	}
	return this, any
}
