package gateway_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/smithy-go"

	"github.com/apigen-go/apigen/gateway"
)

// must gives what a call gave, or ends the test.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused wants an error of the code, with the text in its message.
func refused(t *testing.T, err error, code, text string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), text) {
		t.Errorf("got %v, want %s with %q", err, code, text)
	}
}

// An HTTP API made call by call, as the SDK's users and CDK-like tools do it.
func TestHTTPCalls(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true})
	c, ctx := w.v2(), t.Context()
	api := must[*apigatewayv2.CreateApiOutput](t)(c.CreateApi(ctx, &apigatewayv2.CreateApiInput{
		Name: aws.String("pets"), ProtocolType: types.ProtocolTypeHttp, Tags: map[string]string{"team": "a"},
		CorsConfiguration: &types.Cors{AllowOrigins: []string{"*"}, MaxAge: aws.Int32(60)},
	}))
	id := api.ApiId
	if *api.RouteSelectionExpression != "$request.method $request.path" || *api.ApiEndpoint != w.InvokeURL(*id, "$default") {
		t.Errorf("CreateApi: got %s, %s", *api.RouteSelectionExpression, *api.ApiEndpoint)
	}
	_, err := c.CreateDeployment(ctx, &apigatewayv2.CreateDeploymentInput{ApiId: id})
	refused(t, err, "BadRequestException", "At least one route is required before deploying the Api.")

	in := must[*apigatewayv2.CreateIntegrationOutput](t)(c.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{
		ApiId: id, IntegrationType: types.IntegrationTypeAwsProxy, PayloadFormatVersion: aws.String("2.0"),
		IntegrationUri: aws.String("arn:aws:lambda:us-east-1:123456789012:function:pets"),
	}))
	if *in.TimeoutInMillis != 30000 || in.ConnectionType != types.ConnectionTypeInternet || *in.IntegrationMethod != "POST" {
		t.Errorf("CreateIntegration: got %+v", in)
	}
	auth := must[*apigatewayv2.CreateAuthorizerOutput](t)(c.CreateAuthorizer(ctx, &apigatewayv2.CreateAuthorizerInput{
		ApiId: id, AuthorizerType: types.AuthorizerTypeJwt, Name: aws.String("staff"), IdentitySource: []string{"$request.header.Authorization"},
		JwtConfiguration: &types.JWTConfiguration{Issuer: aws.String(w.Issuer(pool)), Audience: []string{"local"}},
	}))
	route := must[*apigatewayv2.CreateRouteOutput](t)(c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{
		ApiId: id, RouteKey: aws.String("GET /pets/{id}"), Target: aws.String("integrations/" + *in.IntegrationId),
		AuthorizationType: types.AuthorizationTypeJwt, AuthorizerId: auth.AuthorizerId, AuthorizationScopes: []string{"pets/read"},
	}))
	must[*apigatewayv2.CreateStageOutput](t)(c.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: id, StageName: aws.String("$default"), AutoDeploy: aws.Bool(true)}))
	url := w.InvokeURL(*id, "$default")
	if r := w.call(t, "GET", url+"/pets/7", "", "Authorization", w.token(t, "access", "pets/read")); r.status != 200 {
		t.Errorf("with a token: got %+v", r)
	}
	if r := w.call(t, "GET", url+"/pets/7", ""); r.status != 401 {
		t.Errorf("without a token: got %+v", r)
	}
	must[*apigatewayv2.UpdateRouteOutput](t)(c.UpdateRoute(ctx, &apigatewayv2.UpdateRouteInput{
		ApiId: id, RouteId: route.RouteId, AuthorizationType: types.AuthorizationTypeNone, AuthorizationScopes: []string{}, RouteKey: aws.String("GET /dogs/{id}"),
	}))
	if r := w.call(t, "GET", url+"/dogs/7", ""); r.status != 200 {
		t.Errorf("a changed route is deployed at once: got %+v", r)
	}

	_, err = c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{ApiId: id, RouteKey: aws.String("GET /dogs/{id}")})
	refused(t, err, "ConflictException", "already exists")
	for key, want := range map[string]string{"TRACE /a": "not formatted properly", "GET a": "not formatted properly", "GET /{p+}/a": "greedy"} {
		_, err = c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{ApiId: id, RouteKey: &key})
		refused(t, err, "BadRequestException", want)
	}
	_, err = c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{ApiId: id, RouteKey: aws.String("GET /k"), ApiKeyRequired: aws.Bool(true)})
	refused(t, err, "BadRequestException", "ApiKeyRequired is not currently supported for HTTP APIs.")
	_, err = c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{ApiId: id, RouteKey: aws.String("GET /k"), AuthorizationType: types.AuthorizationTypeJwt})
	refused(t, err, "BadRequestException", "Setting the authorization type to JWT requires a valid JWT authorizer.")
	_, err = c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{ApiId: id, RouteKey: aws.String("GET /k"), Target: aws.String("integrations/none")})
	refused(t, err, "BadRequestException", "Invalid target")
	_, err = c.DeleteIntegration(ctx, &apigatewayv2.DeleteIntegrationInput{ApiId: id, IntegrationId: in.IntegrationId})
	refused(t, err, "ConflictException", "Cannot delete Integration")
	_, err = c.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{ApiId: id, IntegrationType: types.IntegrationTypeMock})
	refused(t, err, "BadRequestException", "not supported for HTTP APIs")
	_, err = c.UpdateIntegration(ctx, &apigatewayv2.UpdateIntegrationInput{ApiId: id, IntegrationId: in.IntegrationId, TimeoutInMillis: aws.Int32(40)})
	refused(t, err, "BadRequestException", "Timeout should be between 50 ms and 30000 ms")
	_, err = c.UpdateIntegration(ctx, &apigatewayv2.UpdateIntegrationInput{ApiId: id, IntegrationId: in.IntegrationId, RequestParameters: map[string]string{"overwrite:header.x": "$nothing"}})
	refused(t, err, "BadRequestException", "Invalid source: $nothing specified for destination: overwrite:header.x")
	_, err = c.CreateAuthorizer(ctx, &apigatewayv2.CreateAuthorizerInput{
		ApiId: id, AuthorizerType: types.AuthorizerTypeJwt, Name: aws.String("x"), IdentitySource: []string{"$request.header.A"},
		JwtConfiguration: &types.JWTConfiguration{Issuer: aws.String("http://127.0.0.1:1"), Audience: []string{"a"}},
	})
	refused(t, err, "BadRequestException", "Caught exception when connecting to")
	for call, err := range map[string]error{
		"GetApi":           second(c.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: aws.String("none")})),
		"GetRoute":         second(c.GetRoute(ctx, &apigatewayv2.GetRouteInput{ApiId: id, RouteId: aws.String("none")})),
		"GetIntegration":   second(c.GetIntegration(ctx, &apigatewayv2.GetIntegrationInput{ApiId: id, IntegrationId: aws.String("none")})),
		"GetAuthorizer":    second(c.GetAuthorizer(ctx, &apigatewayv2.GetAuthorizerInput{ApiId: id, AuthorizerId: aws.String("none")})),
		"GetStage":         second(c.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: id, StageName: aws.String("none")})),
		"GetDeployment":    second(c.GetDeployment(ctx, &apigatewayv2.GetDeploymentInput{ApiId: id, DeploymentId: aws.String("none")})),
		"GetDomainName":    second(c.GetDomainName(ctx, &apigatewayv2.GetDomainNameInput{DomainName: aws.String("none")})),
		"GetVpcLink":       second(c.GetVpcLink(ctx, &apigatewayv2.GetVpcLinkInput{VpcLinkId: aws.String("none")})),
		"GetTags":          second(c.GetTags(ctx, &apigatewayv2.GetTagsInput{ResourceArn: aws.String("arn:aws:apigateway:us-east-1::/apis/none")})),
		"GetModel":         second(c.GetModel(ctx, &apigatewayv2.GetModelInput{ApiId: id, ModelId: aws.String("none")})),
		"DeleteApiMapping": second(c.DeleteApiMapping(ctx, &apigatewayv2.DeleteApiMappingInput{DomainName: aws.String("none"), ApiMappingId: aws.String("none")})),
	} {
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != "NotFoundException" {
			t.Errorf("%s of what is not there: got %v", call, err)
		}
	}
	_, err = c.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("chat"), ProtocolType: types.ProtocolTypeWebsocket, RouteSelectionExpression: aws.String("$request.body.action")})
	refused(t, err, "UnsupportedOperation", "WebSocket")
	_, err = c.ListPortals(ctx, &apigatewayv2.ListPortalsInput{})
	refused(t, err, "UnsupportedOperation", "GET /v2/portals is not served by the local gateway")

	must[*apigatewayv2.DeleteCorsConfigurationOutput](t)(c.DeleteCorsConfiguration(ctx, &apigatewayv2.DeleteCorsConfigurationInput{ApiId: id}))
	must[*apigatewayv2.UpdateApiOutput](t)(c.UpdateApi(ctx, &apigatewayv2.UpdateApiInput{ApiId: id, Description: aws.String("all pets"), DisableExecuteApiEndpoint: aws.Bool(true)}))
	if got := must[*apigatewayv2.GetApiOutput](t)(c.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: id})); got.CorsConfiguration != nil || *got.Description != "all pets" || *got.Name != "pets" {
		t.Errorf("UpdateApi: got %+v", got)
	}
	if r := w.call(t, "GET", url+"/dogs/7", ""); r.status != 404 || r.body != `{"message":"Not Found"}` {
		t.Errorf("a disabled endpoint: got %+v", r)
	}
	arn := aws.String("arn:aws:apigateway:us-east-1::/apis/" + *id)
	must[*apigatewayv2.TagResourceOutput](t)(c.TagResource(ctx, &apigatewayv2.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"env": "dev"}}))
	must[*apigatewayv2.UntagResourceOutput](t)(c.UntagResource(ctx, &apigatewayv2.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"team"}}))
	if got := must[*apigatewayv2.GetTagsOutput](t)(c.GetTags(ctx, &apigatewayv2.GetTagsInput{ResourceArn: arn})); len(got.Tags) != 1 || got.Tags["env"] != "dev" {
		t.Errorf("tags: got %v", got.Tags)
	}
	must[*apigatewayv2.DeleteApiOutput](t)(c.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: id}))
	if got := must[*apigatewayv2.GetApisOutput](t)(c.GetApis(ctx, &apigatewayv2.GetApisInput{})); len(got.Items) != 0 {
		t.Errorf("after DeleteApi: got %v", got.Items)
	}
}

func second[T any](_ T, err error) error { return err }

// A quick create has a route, an integration and a stage that serves it.
func TestHTTPQuickCreate(t *testing.T) {
	backend := echoServer(t)
	w := open(t, gateway.Config{})
	c := w.v2()
	api := must[*apigatewayv2.CreateApiOutput](t)(c.CreateApi(t.Context(), &apigatewayv2.CreateApiInput{Name: aws.String("quick"), ProtocolType: types.ProtocolTypeHttp, Target: &backend.URL}))
	if r := w.call(t, "PUT", *api.ApiEndpoint+"/any/path?x=1", "b"); r.status != 200 || got(t, r).Method != "PUT" {
		t.Errorf("got %+v", r)
	}
	routes := must[*apigatewayv2.GetRoutesOutput](t)(c.GetRoutes(t.Context(), &apigatewayv2.GetRoutesInput{ApiId: api.ApiId}))
	stage := must[*apigatewayv2.GetStageOutput](t)(c.GetStage(t.Context(), &apigatewayv2.GetStageInput{ApiId: api.ApiId, StageName: aws.String("$default")}))
	if len(routes.Items) != 1 || *routes.Items[0].RouteKey != "$default" || !*routes.Items[0].ApiGatewayManaged || !*stage.AutoDeploy || !*stage.ApiGatewayManaged {
		t.Errorf("got %+v, %+v", routes.Items, stage)
	}
	must[*apigatewayv2.UpdateApiOutput](t)(c.UpdateApi(t.Context(), &apigatewayv2.UpdateApiInput{ApiId: api.ApiId, RouteKey: aws.String("GET /only")}))
	if r := w.call(t, "GET", *api.ApiEndpoint+"/any", ""); r.status != 404 {
		t.Errorf("after the change of the route: got %+v", r)
	}
}

// Stages: settings, what is merged and what goes.
func TestHTTPStageCalls(t *testing.T) {
	w, api := openPets(t)
	c, id := w.v2(), &api
	dev := aws.String("dev")
	st := must[*apigatewayv2.UpdateStageOutput](t)(c.UpdateStage(t.Context(), &apigatewayv2.UpdateStageInput{
		ApiId: id, StageName: dev, Description: aws.String("d"), StageVariables: map[string]string{"new": "1", "function": ""},
		DefaultRouteSettings: &types.RouteSettings{ThrottlingBurstLimit: aws.Int32(5), DetailedMetricsEnabled: aws.Bool(true)},
		RouteSettings:        map[string]types.RouteSettings{"GET /pets": {ThrottlingRateLimit: aws.Float64(2)}},
		AccessLogSettings:    &types.AccessLogSettings{DestinationArn: aws.String("arn:aws:logs:us-east-1:1:log-group:x"), Format: aws.String("$context.requestId")},
	}))
	if len(st.StageVariables) != 1 || st.StageVariables["new"] != "1" || *st.DefaultRouteSettings.ThrottlingBurstLimit != 5 || *st.RouteSettings["GET /pets"].ThrottlingRateLimit != 2 {
		t.Errorf("UpdateStage: got %+v", st)
	}
	must[*apigatewayv2.DeleteRouteSettingsOutput](t)(c.DeleteRouteSettings(t.Context(), &apigatewayv2.DeleteRouteSettingsInput{ApiId: id, StageName: dev, RouteKey: aws.String("GET /pets")}))
	must[*apigatewayv2.DeleteAccessLogSettingsOutput](t)(c.DeleteAccessLogSettings(t.Context(), &apigatewayv2.DeleteAccessLogSettingsInput{ApiId: id, StageName: dev}))
	if got := must[*apigatewayv2.GetStageOutput](t)(c.GetStage(t.Context(), &apigatewayv2.GetStageInput{ApiId: id, StageName: dev})); len(got.RouteSettings) != 0 || got.AccessLogSettings != nil {
		t.Errorf("after the deletions: got %+v", got)
	}
	_, err := c.UpdateStage(t.Context(), &apigatewayv2.UpdateStageInput{ApiId: id, StageName: dev, RouteSettings: map[string]types.RouteSettings{"GET /none": {}}})
	refused(t, err, "NotFoundException", "Unable to find Route by key GET /none")
	_, err = c.CreateStage(t.Context(), &apigatewayv2.CreateStageInput{ApiId: id, StageName: dev})
	refused(t, err, "ConflictException", "Stage already exists")
	_, err = c.CreateStage(t.Context(), &apigatewayv2.CreateStageInput{ApiId: id, StageName: aws.String("a b")})
	refused(t, err, "BadRequestException", "Invalid stage name")
	_, err = c.DeleteDeployment(t.Context(), &apigatewayv2.DeleteDeploymentInput{ApiId: id, DeploymentId: st.DeploymentId})
	refused(t, err, "BadRequestException", "Active stages pointing to this deployment must be moved or deleted")
	must[*apigatewayv2.DeleteStageOutput](t)(c.DeleteStage(t.Context(), &apigatewayv2.DeleteStageInput{ApiId: id, StageName: dev}))
	must[*apigatewayv2.DeleteDeploymentOutput](t)(c.DeleteDeployment(t.Context(), &apigatewayv2.DeleteDeploymentInput{ApiId: id, DeploymentId: st.DeploymentId}))
}

// Pages of lists, as the SDK's paginators read them.
func TestHTTPPages(t *testing.T) {
	w, api := openPets(t)
	seen := map[string]bool{}
	var token *string
	pages := 0
	for {
		out := must[*apigatewayv2.GetRoutesOutput](t)(w.v2().GetRoutes(t.Context(), &apigatewayv2.GetRoutesInput{ApiId: &api, MaxResults: aws.String("2"), NextToken: token}))
		pages++
		for _, r := range out.Items {
			seen[*r.RouteKey] = true
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if pages != 3 || len(seen) != 5 {
		t.Errorf("got %d pages, %v", pages, seen)
	}
	_, err := w.v2().GetRoutes(t.Context(), &apigatewayv2.GetRoutesInput{ApiId: &api, NextToken: aws.String("x")})
	refused(t, err, "BadRequestException", "Invalid nextToken")
}

// An export is the API again; a stage's export is what it serves.
func TestHTTPExport(t *testing.T) {
	w, api := openPets(t)
	c := w.v2()
	export := func(kind string, stage *string) string {
		out := must[*apigatewayv2.ExportApiOutput](t)(c.ExportApi(t.Context(), &apigatewayv2.ExportApiInput{
			ApiId: &api, OutputType: &kind, Specification: aws.String("OAS30"), StageName: stage,
		}))
		return string(out.Body)
	}
	doc := export("YAML", nil)
	if !strings.Contains(doc, `x-amazon-apigateway-importexport-version: "1.0"`) {
		t.Errorf("got %s", doc)
	}
	again := w.importHTTP(t, doc)
	if r := w.call(t, "GET", w.InvokeURL(again, "dev")+"/pets", ""); r.status != 200 {
		t.Errorf("the import of the export: got %+v", r)
	}
	if r := w.call(t, "GET", w.InvokeURL(again, "dev")+"/pets/7", ""); r.status != 401 {
		t.Errorf("the import of the export must keep authorizers: got %+v", r)
	}
	must[*apigatewayv2.UpdateApiOutput](t)(c.UpdateApi(t.Context(), &apigatewayv2.UpdateApiInput{ApiId: &api, Name: aws.String("Renamed")}))
	if working, served := export("JSON", nil), export("JSON", aws.String("dev")); !strings.Contains(working, "Renamed") || strings.Contains(served, "Renamed") {
		t.Error("the export of a stage must be what it serves")
	}
	_, err := c.ExportApi(t.Context(), &apigatewayv2.ExportApiInput{ApiId: &api, OutputType: aws.String("XML"), Specification: aws.String("OAS30")})
	refused(t, err, "BadRequestException", "Invalid output type")
}

// A custom domain leads to APIs by the longest mapping; the event keeps the path
// of the caller.
func TestHTTPDomain(t *testing.T) {
	w, api := openPets(t)
	c, name := w.v2(), aws.String("api.example.com")
	must[*apigatewayv2.CreateDomainNameOutput](t)(c.CreateDomainName(t.Context(), &apigatewayv2.CreateDomainNameInput{
		DomainName: name, DomainNameConfigurations: []types.DomainNameConfiguration{{CertificateArn: aws.String("arn:aws:acm:us-east-1:123456789012:certificate/x"), EndpointType: types.EndpointTypeRegional}},
	}))
	mapping := must[*apigatewayv2.CreateApiMappingOutput](t)(c.CreateApiMapping(t.Context(), &apigatewayv2.CreateApiMappingInput{DomainName: name, ApiId: &api, Stage: aws.String("dev"), ApiMappingKey: aws.String("animals/v1")}))
	must[*apigatewayv2.UpdateApiOutput](t)(c.UpdateApi(t.Context(), &apigatewayv2.UpdateApiInput{ApiId: &api, DisableExecuteApiEndpoint: aws.Bool(true)}))
	must[*apigatewayv2.CreateDeploymentOutput](t)(c.CreateDeployment(t.Context(), &apigatewayv2.CreateDeploymentInput{ApiId: &api, StageName: aws.String("dev")}))

	e := decode(t, w.call(t, "GET", w.URL()+"/animals/v1/pets", "", "Host", "api.example.com"))
	for path, want := range map[string]any{
		"routeKey": "GET /pets", "rawPath": "/animals/v1/pets", "requestContext.stage": "dev", "requestContext.domainName": "api.example.com", "requestContext.domainPrefix": "api",
	} {
		if got := at(e, path); got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	if r := w.call(t, "GET", w.URL()+"/animals/v2/pets", "", "Host", "api.example.com"); r.status != http.StatusForbidden {
		t.Errorf("a path no mapping takes: got %+v", r)
	}
	must[*apigatewayv2.UpdateApiMappingOutput](t)(c.UpdateApiMapping(t.Context(), &apigatewayv2.UpdateApiMappingInput{DomainName: name, ApiId: &api, ApiMappingId: mapping.ApiMappingId, ApiMappingKey: aws.String("")}))
	if r := w.call(t, "GET", w.URL()+"/pets", "", "Host", "api.example.com"); r.status != 200 {
		t.Errorf("the mapping of everything: got %+v", r)
	}
	_, err := c.CreateApiMapping(t.Context(), &apigatewayv2.CreateApiMappingInput{DomainName: name, ApiId: &api, Stage: aws.String("none")})
	refused(t, err, "BadRequestException", "Invalid stage identifier specified")
	must[*apigatewayv2.DeleteApiMappingOutput](t)(c.DeleteApiMapping(t.Context(), &apigatewayv2.DeleteApiMappingInput{DomainName: name, ApiMappingId: mapping.ApiMappingId}))
	must[*apigatewayv2.DeleteDomainNameOutput](t)(c.DeleteDomainName(t.Context(), &apigatewayv2.DeleteDomainNameInput{DomainName: name}))
}

// VPC links and models are kept with what they are given.
func TestHTTPLinksAndModels(t *testing.T) {
	backend := echoServer(t)
	w := open(t, gateway.Config{VPCLinks: map[string]string{"private": backend.URL}})
	c := w.v2()
	link := must[*apigatewayv2.CreateVpcLinkOutput](t)(c.CreateVpcLink(t.Context(), &apigatewayv2.CreateVpcLinkInput{Name: aws.String("private"), SubnetIds: []string{"subnet-1"}}))
	if *link.VpcLinkId != "private" || link.VpcLinkStatus != types.VpcLinkStatusAvailable {
		t.Errorf("CreateVpcLink: got %+v", link)
	}
	must[*apigatewayv2.UpdateVpcLinkOutput](t)(c.UpdateVpcLink(t.Context(), &apigatewayv2.UpdateVpcLinkInput{VpcLinkId: link.VpcLinkId, Name: aws.String("other")}))
	if got := must[*apigatewayv2.GetVpcLinksOutput](t)(c.GetVpcLinks(t.Context(), &apigatewayv2.GetVpcLinksInput{})); len(got.Items) != 1 || *got.Items[0].Name != "other" {
		t.Errorf("GetVpcLinks: got %+v", got.Items)
	}
	must[*apigatewayv2.DeleteVpcLinkOutput](t)(c.DeleteVpcLink(t.Context(), &apigatewayv2.DeleteVpcLinkInput{VpcLinkId: link.VpcLinkId}))

	api := must[*apigatewayv2.CreateApiOutput](t)(c.CreateApi(t.Context(), &apigatewayv2.CreateApiInput{Name: aws.String("m"), ProtocolType: types.ProtocolTypeHttp}))
	m := must[*apigatewayv2.CreateModelOutput](t)(c.CreateModel(t.Context(), &apigatewayv2.CreateModelInput{ApiId: api.ApiId, Name: aws.String("Pet"), Schema: aws.String(`{"type":"object"}`)}))
	_, err := c.CreateModel(t.Context(), &apigatewayv2.CreateModelInput{ApiId: api.ApiId, Name: aws.String("Pet"), Schema: aws.String("{}")})
	refused(t, err, "ConflictException", "already exists")
	must[*apigatewayv2.UpdateModelOutput](t)(c.UpdateModel(t.Context(), &apigatewayv2.UpdateModelInput{ApiId: api.ApiId, ModelId: m.ModelId, Description: aws.String("d")}))
	if got := must[*apigatewayv2.GetModelOutput](t)(c.GetModel(t.Context(), &apigatewayv2.GetModelInput{ApiId: api.ApiId, ModelId: m.ModelId})); *got.Description != "d" || *got.Schema != `{"type":"object"}` {
		t.Errorf("GetModel: got %+v", got)
	}
	must[*apigatewayv2.DeleteModelOutput](t)(c.DeleteModel(t.Context(), &apigatewayv2.DeleteModelInput{ApiId: api.ApiId, ModelId: m.ModelId}))
}
