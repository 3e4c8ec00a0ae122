package control

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

// An httpPlane is the control plane of HTTP APIs. A reimport replaces all of an
// API, and an export of the working definition makes the same API again.
type httpPlane struct{ *Control }

func (httpPlane) noun() string { return "HTTP API" }

func (p httpPlane) find(ctx context.Context, name string) (string, error) {
	return p.FindHTTP(ctx, name)
}

func (p httpPlane) read(ctx context.Context, id string) (definition, []string, error) {
	exported, err := p.document(ctx, &apigatewayv2.ExportApiInput{ApiId: &id, OutputType: aws.String("JSON"), IncludeExtensions: aws.Bool(true)})
	if notFound(err) {
		return nil, nil, fmt.Errorf("%w: export HTTP API %s: %w", &absence{noun: p.noun()}, id, err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("export HTTP API %s: %w", id, err)
	}
	doc, err := openapi.Parse("export of HTTP API "+id, exported)
	if err != nil {
		return nil, nil, fmt.Errorf("read the export of HTTP API %s: %w", id, err)
	}
	live, _ := apigw.ReadHTTP(doc, apigw.ReadOptions{})
	live.ID = id
	own, err := p.HTTPGateway.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: &id})
	if err != nil {
		return nil, nil, fmt.Errorf("read HTTP API %s: %w", id, err)
	}
	// An export makes up a version, and tags are not in every one.
	live.Version, live.Tags = aws.ToString(own.Version), own.Tags
	return httpAPI{live, exported}, nil, nil
}

func (p httpPlane) document(ctx context.Context, in *apigatewayv2.ExportApiInput) ([]byte, error) {
	in.Specification = aws.String("OAS30")
	out, err := p.HTTPGateway.ExportApi(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}

func (httpPlane) parse(doc *openapi.Document) (definition, diag.List) {
	api, found := apigw.ReadHTTP(doc, apigw.ReadOptions{})
	found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
	return httpAPI{HTTPAPI: api}, found
}

// compare plans a reimport, which has no modes.
func (httpPlane) compare(live, want definition, _ plan.Mode) *plan.Plan {
	return plan.CompareHTTP(httpOf(live), httpOf(want))
}

func (httpPlane) adapt(*preparation, plan.Mode) {}

func (p httpPlane) create(ctx context.Context, _ Config, prep *preparation) (string, []string, error) {
	out, err := p.HTTPGateway.ImportApi(ctx, &apigatewayv2.ImportApiInput{Body: aws.String(string(prep.sent)), FailOnWarnings: aws.Bool(true)}, onceHTTP)
	if err != nil {
		return "", nil, err
	}
	return aws.ToString(out.ApiId), out.Warnings, nil
}

func (p httpPlane) put(ctx context.Context, prep *preparation) ([]string, error) {
	out, err := p.HTTPGateway.ReimportApi(ctx, &apigatewayv2.ReimportApiInput{
		ApiId: aws.String(prep.id()), Body: aws.String(string(prep.sent)), FailOnWarnings: aws.Bool(true),
	})
	if err != nil {
		return nil, err
	}
	return out.Warnings, nil
}

// backup keeps the export of the working definition.
func (p httpPlane) backup(_ context.Context, _ Config, name string, live definition, _ *stageState) (files, warnings []string, err error) {
	api, ok := live.(httpAPI)
	if !ok || api.exported == nil {
		return nil, nil, fmt.Errorf("back up: the live definition was not exported")
	}
	file := name + ".oas30.json"
	return []string{file}, nil, writeFile(file, api.exported)
}

// export has no Swagger: ExportApi writes OpenAPI 3.0 alone.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-export.html
func (p httpPlane) export(ctx context.Context, id string, cfg Config, o ExportOptions) ([]byte, error) {
	if o.Type == "swagger" {
		return nil, fmt.Errorf("export HTTP API %s: HTTP APIs are exported as oas30 only", id)
	}
	in := &apigatewayv2.ExportApiInput{ApiId: &id, OutputType: aws.String("YAML"), IncludeExtensions: aws.Bool(!o.Plain)}
	if o.JSON {
		in.OutputType = aws.String("JSON")
	}
	if cfg.Stage != "" {
		in.StageName = &cfg.Stage
	}
	data, err := p.document(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("export stage %s of HTTP API %s: %w", cfg.Stage, id, err)
	}
	return data, nil
}

func (p httpPlane) stageURL(api, stage string) string { return p.httpStageURL(api, stage) }
