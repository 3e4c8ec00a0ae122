package gateway_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

// Paths of a custom domain lead to stages by their base path; the default
// endpoint may be disabled beside it.
func TestCustomDomain(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}, OpenFunctions: true})
	api := w.deploy(t, document(t, "directory.yaml"))
	_, err := w.api.CreateDomainName(t.Context(), &apigateway.CreateDomainNameInput{
		DomainName: aws.String("api.example.com"), RegionalCertificateArn: aws.String("arn:aws:acm:us-east-1:123456789012:certificate/1"),
		EndpointConfiguration: &types.EndpointConfiguration{Types: []types.EndpointType{types.EndpointTypeRegional}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for base, stage := range map[string]string{"v1": "dev", "any": ""} {
		in := &apigateway.CreateBasePathMappingInput{DomainName: aws.String("api.example.com"), BasePath: &base, RestApiId: &api}
		if stage != "" {
			in.Stage = &stage
		}
		if _, err := w.api.CreateBasePathMapping(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	const host = " HTTP/1.1\r\nHost: "
	got := w.raw(t,
		"GET /v1/health"+host+"api.example.com\r\n\r\n",
		"GET /any/dev/health"+host+"api.example.com.localhost:4566\r\n\r\n",
		"GET /v2/health"+host+"api.example.com\r\n\r\n",
		"GET /v1/nothing"+host+"API.example.com\r\n\r\n",
		"GET /any/prod/health"+host+"api.example.com\r\n\r\n",
	)
	for i, want := range []struct {
		status int
		text   string
	}{
		{200, `"path":"/v1/health"`}, {200, `"path":"/any/dev/health"`}, {403, `{"message":"Forbidden"}`},
		{403, `{"message":"Missing Authentication Token"}`}, {403, `{"message":"Forbidden"}`},
	} {
		if got[i].status != want.status || !strings.Contains(got[i].body, want.text) {
			t.Errorf("request %d: got %d %.300s, want %d with %s", i+1, got[i].status, got[i].body, want.status, want.text)
		}
	}
	if !strings.Contains(got[0].body, `"domainName":"api.example.com"`) {
		t.Errorf("the event has another domainName: %s", got[0].body)
	}
	_, err = w.api.UpdateRestApi(t.Context(), &apigateway.UpdateRestApiInput{RestApiId: &api, PatchOperations: []types.PatchOperation{
		{Op: types.OpReplace, Path: aws.String("/disableExecuteApiEndpoint"), Value: aws.String("true")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.api.CreateDeployment(t.Context(), &apigateway.CreateDeploymentInput{RestApiId: &api, StageName: aws.String("dev")}); err != nil {
		t.Fatal(err)
	}
	got = w.raw(t,
		"GET /v1/health"+host+"api.example.com\r\n\r\n",
		"GET /dev/health"+host+api+".execute-api.localhost\r\n\r\n",
	)
	if got[0].status != 200 || got[1].status != 403 {
		t.Errorf("with the default endpoint disabled: %d %s and %d", got[0].status, got[0].body, got[1].status)
	}
}
