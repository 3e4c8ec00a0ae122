package control

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

// A Key is an API key that works on a stage.
type Key struct {
	ID      string `json:"id"`
	Value   string `json:"value,omitempty"`
	PlanID  string `json:"usagePlanId"`
	Created bool   `json:"created"`
}

// EnsureKey makes sure that the stage takes an API key of the name: it finds or
// creates the key and a usage plan of the same name without limits, adds the
// stage to the plan and the key to it.
func (c *Control) EnsureKey(ctx context.Context, api, stage, name string) (*Key, error) {
	key, err := c.findKey(ctx, name)
	if err != nil {
		return nil, err
	}
	if key == nil {
		out, err := c.Gateway.CreateApiKey(ctx, &apigateway.CreateApiKeyInput{Name: &name, Enabled: true}, once)
		if err != nil {
			return nil, fmt.Errorf("create API key %s: %w", name, err)
		}
		key = &Key{ID: aws.ToString(out.Id), Value: aws.ToString(out.Value), Created: true}
	}
	if key.PlanID, err = c.ensurePlan(ctx, api, stage, name); err != nil {
		return nil, err
	}
	keys, err := pages(func(position *string) ([]types.UsagePlanKey, *string, error) {
		out, err := c.Gateway.GetUsagePlanKeys(ctx, &apigateway.GetUsagePlanKeysInput{UsagePlanId: &key.PlanID, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the keys of usage plan %s: %w", name, err)
	}
	if slices.ContainsFunc(keys, func(k types.UsagePlanKey) bool { return aws.ToString(k.Id) == key.ID }) {
		return key, nil
	}
	_, err = c.Gateway.CreateUsagePlanKey(ctx, &apigateway.CreateUsagePlanKeyInput{UsagePlanId: &key.PlanID, KeyId: &key.ID, KeyType: aws.String("API_KEY")})
	if err != nil && !hasCode(err, "ConflictException") {
		return nil, fmt.Errorf("add API key %s to its usage plan: %w", name, err)
	}
	return key, nil
}

// findKey gives the key of exactly that name, or nil.
func (c *Control) findKey(ctx context.Context, name string) (*Key, error) {
	all, err := pages(func(position *string) ([]types.ApiKey, *string, error) {
		out, err := c.Gateway.GetApiKeys(ctx, &apigateway.GetApiKeysInput{NameQuery: &name, IncludeValues: aws.Bool(true), Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	var found *Key
	var ids []string
	for _, k := range all { // the query takes every name that begins so
		if aws.ToString(k.Name) == name {
			found = &Key{ID: aws.ToString(k.Id), Value: aws.ToString(k.Value)}
			ids = append(ids, found.ID)
		}
	}
	if len(ids) > 1 {
		return nil, fmt.Errorf("several API keys are named %s (%s): choose another name", name, strings.Join(ids, ", "))
	}
	return found, nil
}

// ensurePlan finds or creates the usage plan, and gives it the stage.
func (c *Control) ensurePlan(ctx context.Context, api, stage, name string) (string, error) {
	all, err := c.usagePlans(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(p types.UsagePlan) bool { return aws.ToString(p.Name) == name })
	if i < 0 {
		out, err := c.Gateway.CreateUsagePlan(ctx, &apigateway.CreateUsagePlanInput{
			Name: &name, ApiStages: []types.ApiStage{{ApiId: &api, Stage: &stage}},
		}, once)
		if err != nil {
			return "", fmt.Errorf("create usage plan %s: %w", name, err)
		}
		return aws.ToString(out.Id), nil
	}
	has := slices.ContainsFunc(all[i].ApiStages, func(s types.ApiStage) bool {
		return aws.ToString(s.ApiId) == api && aws.ToString(s.Stage) == stage
	})
	if !has {
		patch := []types.PatchOperation{{Op: types.OpAdd, Path: aws.String("/apiStages"), Value: aws.String(api + ":" + stage)}}
		if _, err := c.Gateway.UpdateUsagePlan(ctx, &apigateway.UpdateUsagePlanInput{UsagePlanId: all[i].Id, PatchOperations: patch}); err != nil {
			return "", fmt.Errorf("add stage %s to usage plan %s: %w", stage, name, err)
		}
	}
	return aws.ToString(all[i].Id), nil
}

func (c *Control) usagePlans(ctx context.Context) ([]types.UsagePlan, error) {
	all, err := pages(func(position *string) ([]types.UsagePlan, *string, error) {
		out, err := c.Gateway.GetUsagePlans(ctx, &apigateway.GetUsagePlansInput{Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	if err != nil {
		return nil, fmt.Errorf("list usage plans: %w", err)
	}
	return all, nil
}
