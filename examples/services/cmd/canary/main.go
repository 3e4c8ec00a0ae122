// Command canary tries a release of a REST API on a share of a stage's traffic:
//
//	canary -api Orders -stage prod start 10 alias=next   # every tenth request
//	canary -api Orders -stage prod promote               # all of them
//	canary -api Orders -stage prod stop                  # none of them
//
// It calls AWS with the credentials of the environment, or the local gateway with
// -endpoint.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

func main() {
	var r release
	flag.StringVar(&r.name, "api", "", "name of the REST API")
	flag.StringVar(&r.stage, "stage", "", "the stage")
	endpoint := flag.String("endpoint", "", "endpoint of API Gateway, e.g. the local gateway's")
	flag.Parse()
	if err := r.run(context.Background(), *endpoint, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "canary:", err)
		os.Exit(2)
	}
}

// A release is about a stage of an API.
type release struct {
	api         *apigateway.Client
	name, stage string
	id          string // of the API
}

var errUsage = errors.New("write start PERCENT [NAME=VALUE...], promote or stop, after -api and -stage")

func (r *release) run(ctx context.Context, endpoint string, args []string) error {
	if len(args) == 0 || r.name == "" || r.stage == "" {
		return errUsage
	}
	cfg, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	r.api = apigateway.NewFromConfig(cfg, func(o *apigateway.Options) {
		if endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	})
	if err := r.find(ctx); err != nil {
		return err
	}
	switch {
	case args[0] == "start" && len(args) > 1:
		return r.start(ctx, args[1], args[2:])
	case args[0] == "promote" && len(args) == 1:
		return r.promote(ctx)
	case args[0] == "stop" && len(args) == 1:
		return r.stop(ctx)
	}
	return errUsage
}

// find finds the API by its name.
func (r *release) find(ctx context.Context) error {
	for pages := apigateway.NewGetRestApisPaginator(r.api, &apigateway.GetRestApisInput{}); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list REST APIs: %w", err)
		}
		for _, api := range page.Items {
			if aws.ToString(api.Name) != r.name {
				continue
			}
			if r.id != "" {
				return fmt.Errorf("two REST APIs are called %s", r.name)
			}
			r.id = aws.ToString(api.Id)
		}
	}
	if r.id == "" {
		return fmt.Errorf("no REST API is called %s", r.name)
	}
	return nil
}

// start deploys the live definition to a share of the stage's traffic, with stage
// variables over those of the stage.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
func (r *release) start(ctx context.Context, share string, overrides []string) error {
	percent, err := strconv.ParseFloat(strings.TrimSuffix(share, "%"), 64)
	if err != nil || percent < 0 || percent > 100 {
		return fmt.Errorf("%q is no share of traffic: write 0 to 100", share)
	}
	variables := map[string]string{}
	for _, o := range overrides {
		name, value, ok := strings.Cut(o, "=")
		if !ok {
			return fmt.Errorf("%q is no stage variable: write NAME=VALUE", o)
		}
		variables[name] = value
	}
	out, err := r.api.CreateDeployment(ctx, &apigateway.CreateDeploymentInput{
		RestApiId: &r.id, StageName: &r.stage, Description: aws.String("canary"),
		CanarySettings: &types.DeploymentCanarySettings{PercentTraffic: percent, StageVariableOverrides: variables},
	})
	if err != nil {
		return fmt.Errorf("deploy a canary to stage %s: %w", r.stage, err)
	}
	fmt.Printf("deployment %s serves %g%% of stage %s\n", aws.ToString(out.Id), percent, r.stage)
	return nil
}

// promote has the stage serve what the canary does, with its variables.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
func (r *release) promote(ctx context.Context) error {
	if err := r.update(ctx,
		types.PatchOperation{Op: types.OpCopy, From: aws.String("/canarySettings/stageVariableOverrides"), Path: aws.String("/variables")},
		types.PatchOperation{Op: types.OpCopy, From: aws.String("/canarySettings/deploymentId"), Path: aws.String("/deploymentId")},
	); err != nil {
		return err
	}
	return r.stop(ctx)
}

// stop ends the canary. The stage serves what it did.
func (r *release) stop(ctx context.Context) error {
	return r.update(ctx, types.PatchOperation{Op: types.OpRemove, Path: aws.String("/canarySettings")})
}

func (r *release) update(ctx context.Context, patch ...types.PatchOperation) error {
	out, err := r.api.UpdateStage(ctx, &apigateway.UpdateStageInput{RestApiId: &r.id, StageName: &r.stage, PatchOperations: patch})
	if err != nil {
		return fmt.Errorf("update stage %s: %w", r.stage, err)
	}
	fmt.Printf("stage %s serves deployment %s with %v\n", r.stage, aws.ToString(out.DeploymentId), out.Variables)
	return nil
}
