package control

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/internal/apigw"
)

// pageSize is the most entities a page may have.
const pageSize = 500

// pages calls get until there is no next page.
func pages[T any](get func(position *string) (items []T, next *string, err error)) ([]T, error) {
	var all []T
	var position *string
	for {
		items, next, err := get(position)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if aws.ToString(next) == "" || aws.ToString(next) == aws.ToString(position) {
			return all, nil
		}
		position = next
	}
}

// Find gives the id of the API with the name. It looks at all pages: two APIs
// of one name are an [AmbiguousError], none is [ErrNotFound].
func (c *Control) Find(ctx context.Context, name string) (string, error) {
	all, err := pages(func(position *string) ([]types.RestApi, *string, error) {
		out, err := c.Gateway.GetRestApis(ctx, &apigateway.GetRestApisInput{Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	if err != nil {
		return "", fmt.Errorf("list REST APIs: %w", err)
	}
	var ids []string
	for _, api := range all {
		if aws.ToString(api.Name) == name {
			ids = append(ids, aws.ToString(api.Id))
		}
	}
	switch len(ids) {
	case 0:
		return "", fmt.Errorf("find REST API %s: %w", name, &absence{noun: "REST API"})
	case 1:
		return ids[0], nil
	}
	return "", &AmbiguousError{Noun: "REST API", Name: name, IDs: ids}
}

// Read gives a live API as its control plane tells it, which is more than an
// export has. Warnings name what an endpoint cannot tell.
func (c *Control) Read(ctx context.Context, id string) (api *apigw.RestAPI, warnings []string, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	live := &liveAPI{id: id}
	var wg sync.WaitGroup
	var mu sync.Mutex
	fetch := func(what string, optional bool, get func() error) {
		wg.Go(func() {
			callErr := get()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case callErr == nil:
			case optional && unsupported(callErr):
				warnings = append(warnings, fmt.Sprintf("the endpoint does not tell %s, so they are taken as absent", what))
			case err == nil:
				err = fmt.Errorf("read %s of REST API %s: %w", what, id, callErr)
				cancel() // the first failure ends the others
			}
		})
	}
	fetch("settings", false, func() (err error) {
		live.settings, err = c.Gateway.GetRestApi(ctx, &apigateway.GetRestApiInput{RestApiId: &id})
		return
	})
	fetch("resources", false, func() (err error) { live.resources, err = c.resources(ctx, id); return })
	fetch("models", true, func() (err error) { live.models, err = c.models(ctx, id); return })
	fetch("authorizers", true, func() (err error) { live.authorizers, err = c.authorizers(ctx, id); return })
	fetch("request validators", true, func() (err error) { live.validators, err = c.validators(ctx, id); return })
	fetch("gateway responses", true, func() (err error) { live.gatewayResponses, err = c.gatewayResponses(ctx, id); return })
	wg.Wait()
	if err != nil {
		if notFound(err) {
			return nil, nil, fmt.Errorf("%w: %w", &absence{noun: "REST API"}, err)
		}
		return nil, nil, err
	}
	return live.model(), warnings, nil
}

func (c *Control) resources(ctx context.Context, id string) ([]types.Resource, error) {
	return pages(func(position *string) ([]types.Resource, *string, error) {
		out, err := c.Gateway.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: &id, Embed: []string{"methods"}, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
}

func (c *Control) models(ctx context.Context, id string) ([]types.Model, error) {
	return pages(func(position *string) ([]types.Model, *string, error) {
		out, err := c.Gateway.GetModels(ctx, &apigateway.GetModelsInput{RestApiId: &id, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
}

func (c *Control) authorizers(ctx context.Context, id string) ([]types.Authorizer, error) {
	return pages(func(position *string) ([]types.Authorizer, *string, error) {
		out, err := c.Gateway.GetAuthorizers(ctx, &apigateway.GetAuthorizersInput{RestApiId: &id, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
}

func (c *Control) validators(ctx context.Context, id string) ([]types.RequestValidator, error) {
	return pages(func(position *string) ([]types.RequestValidator, *string, error) {
		out, err := c.Gateway.GetRequestValidators(ctx, &apigateway.GetRequestValidatorsInput{RestApiId: &id, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
}

// gatewayResponses gives those that are set; the service lists all types and
// marks its own answers.
func (c *Control) gatewayResponses(ctx context.Context, id string) ([]types.GatewayResponse, error) {
	all, err := pages(func(position *string) ([]types.GatewayResponse, *string, error) {
		out, err := c.Gateway.GetGatewayResponses(ctx, &apigateway.GetGatewayResponsesInput{RestApiId: &id, Limit: aws.Int32(pageSize), Position: position})
		if err != nil {
			return nil, nil, err
		}
		return out.Items, out.Position, nil
	})
	var set []types.GatewayResponse
	for _, g := range all {
		if !g.DefaultResponse {
			set = append(set, g)
		}
	}
	return set, err
}

// modelURL is how a stored schema refers to another model of its API.
func modelURL(id string) string {
	return "https://apigateway.amazonaws.com/restapis/" + id + "/models/"
}

// ownResource takes the ARN of the API itself off the resources of its policy:
// the service stores execute-api:/* with region, account and id.
func ownResource(policy, id string) string {
	const service = ":execute-api:"
	var b strings.Builder
	for {
		i := strings.Index(policy, service)
		if i < 0 {
			break
		}
		start := strings.LastIndex(policy[:i], "arn:")
		end := strings.Index(policy[i+len(service):], ":"+id+"/")
		if start < 0 || end < 0 || strings.ContainsAny(policy[start:i+len(service)+end], `"{},`) {
			b.WriteString(policy[:i+len(service)])
			policy = policy[i+len(service):]
			continue
		}
		b.WriteString(policy[:start] + "execute-api:/")
		policy = policy[i+len(service)+end+len(id)+2:]
	}
	return b.String() + policy
}
