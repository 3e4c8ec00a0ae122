package generate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

// An extensionRow is one extension of API Gateway or one member of it, and the Go
// that sets it. Rest and http tell which kinds of API know it. The members are
// those of the developer guide's pages on the extensions.
type extensionRow struct {
	path       string // extension, then members, with dots between; * is any key
	rest, http bool
	code       string
}

const (
	integrationExt = "x-amazon-apigateway-integration."
	authorizerExt  = "x-amazon-apigateway-authorizer."
)

var extensionRows = []extensionRow{
	{"x-amazon-apigateway-any-method", true, true, "`gen.ANY(path, nil, ...)`"},
	{"x-amazon-apigateway-any-method.isDefaultRoute", false, true, "`gen.ANY(\"$default\", nil, ...)`"},
	{"x-amazon-apigateway-api-key-source", true, false, "`gen.REST{APIKeySource: gen.KeyFromAuthorizer}`"},
	{"x-amazon-apigateway-auth", true, false, "`gen.Secure(gen.IAM{})`"},
	{"x-amazon-apigateway-auth.type", true, false, "`gen.Secure(gen.IAM{})`"},
	{authorizerExt + "type", true, true, "`gen.CognitoUserPool`, `gen.LambdaAuthorizer`, `gen.JWT`"},
	{authorizerExt + "authorizerUri", true, true, "`gen.LambdaAuthorizer{Function: ..., Alias: ...}`"},
	{authorizerExt + "authorizerCredentials", true, true, "`gen.LambdaAuthorizer{Credentials: ...}`"},
	{authorizerExt + "identityValidationExpression", true, false, "`gen.LambdaAuthorizer{Pattern: ...}`, `gen.CognitoUserPool{Audience: ...}`"},
	{authorizerExt + "identitySource", true, true, "`gen.LambdaAuthorizer{Identity: ...}`, `gen.JWT{Identity: ...}`"},
	{authorizerExt + "authorizerResultTtlInSeconds", true, true, "`gen.LambdaAuthorizer{TTL: ...}`, `gen.CognitoUserPool{TTL: ...}`"},
	{authorizerExt + "providerARNs", true, false, "`gen.CognitoUserPool{UserPools: ...}`"},
	{authorizerExt + "authorizerPayloadFormatVersion", false, true, "`gen.LambdaAuthorizer{Payload: ...}`"},
	{authorizerExt + "enableSimpleResponses", false, true, "`gen.LambdaAuthorizer{Simple: true}`"},
	{authorizerExt + "jwtConfiguration.issuer", false, true, "`gen.JWT{Issuer: ...}`"},
	{authorizerExt + "jwtConfiguration.audience", false, true, "`gen.JWT{Audience: ...}`"},
	{"x-amazon-apigateway-authtype", true, true, "every authorizer of a REST API; `gen.IAM{}`"},
	{"x-amazon-apigateway-binary-media-types", true, false, "`gen.REST{BinaryMediaTypes: ...}`, `contentType` tags"},
	{"x-amazon-apigateway-cors.allowOrigins", false, true, "`gen.HTTP{CORS: gen.CORS{Origins: ...}}`"},
	{"x-amazon-apigateway-cors.allowMethods", false, true, "`gen.CORS{Methods: ...}`, else the methods of the operations"},
	{"x-amazon-apigateway-cors.allowHeaders", false, true, "`gen.CORS{Headers: ...}` and those of the operations"},
	{"x-amazon-apigateway-cors.exposeHeaders", false, true, "`gen.CORS{ExposeHeaders: ...}` and those of the operations"},
	{"x-amazon-apigateway-cors.allowCredentials", false, true, "`gen.CORS{Credentials: true}`"},
	{"x-amazon-apigateway-cors.maxAge", false, true, "`gen.CORS{MaxAge: ...}`"},
	{"x-amazon-apigateway-documentation.version", true, false, "`gen.REST{Documentation: gen.Documentation{Version: ...}}`"},
	{"x-amazon-apigateway-documentation.documentationParts.location", true, false, "`gen.DocumentationPart{Location: ...}`"},
	{"x-amazon-apigateway-documentation.documentationParts.properties", true, false, "`gen.DocumentationPart{Properties: ...}`"},
	{"x-amazon-apigateway-endpoint-access-mode", true, false, "`gen.REST{AccessMode: gen.AccessStrict}`"},
	{"x-amazon-apigateway-endpoint-configuration.disableExecuteApiEndpoint", true, true, "`gen.Endpoint{DisableDefault: true}`"},
	{"x-amazon-apigateway-endpoint-configuration.vpcEndpointIds", true, false, "`gen.Endpoint{VPCEndpoints: ...}`"},
	{"x-amazon-apigateway-gateway-responses.*.statusCode", true, false, "`gen.GatewayResponse{Status: ...}`"},
	{"x-amazon-apigateway-gateway-responses.*.responseParameters", true, false, "`gen.GatewayResponse{Parameters: ...}`, `gen.CORS`"},
	{"x-amazon-apigateway-gateway-responses.*.responseTemplates", true, false, "`gen.GatewayResponse{Templates: ...}`"},
	{"x-amazon-apigateway-importexport-version", false, true, "every HTTP API"},
	{integrationExt + "type", true, true, "the kind of integration: `gen.Lambda`, `gen.AWS`, `gen.HTTPBackend`, `gen.HTTPProxy`, `gen.Mock`, `gen.AWSService`"},
	{integrationExt + "httpMethod", true, true, "`gen.AWS{Method: ...}`, `gen.HTTPProxy{Method: ...}`"},
	{integrationExt + "uri", true, true, "`gen.Lambda{Function: ...}`, `gen.AWS{Service: ...}`, `gen.HTTPProxy{URI: ...}`"},
	{integrationExt + "credentials", true, true, "`Credentials` of every integration"},
	{integrationExt + "connectionType", true, true, "`gen.Network{VPCLink: ...}`"},
	{integrationExt + "connectionId", true, true, "`gen.Network{VPCLink: ...}`"},
	{integrationExt + "integrationTarget", true, false, "`gen.Network{Target: ...}`"},
	{integrationExt + "passthroughBehavior", true, false, "`gen.Mapping{Passthrough: gen.PassNever}`"},
	{integrationExt + "contentHandling", true, false, "`gen.Mapping{ContentHandling: gen.ToText}`"},
	{integrationExt + "timeoutInMillis", true, true, "`Timeout` of every integration"},
	{integrationExt + "cacheNamespace", true, false, "`gen.Mapping{CacheNamespace: ...}`"},
	{integrationExt + "cacheKeyParameters", true, false, "`gen.Mapping{CacheKeys: ...}`"},
	{integrationExt + "requestParameters", true, true, "`gen.Mapping{RequestParameters: ...}`, `gen.HTTPProxy{Parameters: ...}`"},
	{integrationExt + "requestTemplates", true, false, "`gen.Mapping{RequestTemplates: ...}`, `gen.File`"},
	{integrationExt + "responses.*.statusCode", true, false, "`gen.IntegrationResponse{Status: ...}`"},
	{integrationExt + "responses.*.responseParameters", true, false, "`gen.IntegrationResponse{Parameters: ...}`"},
	{integrationExt + "responses.*.responseTemplates", true, false, "`gen.IntegrationResponse{Templates: ...}`"},
	{integrationExt + "responses.*.contentHandling", true, false, "`gen.IntegrationResponse{ContentHandling: ...}`"},
	{integrationExt + "responseParameters", false, true, "`gen.HTTPProxy{ResponseParameters: ...}`"},
	{integrationExt + "tlsConfig.insecureSkipVerification", true, false, "`gen.TLS{InsecureSkipVerification: true}`"},
	{integrationExt + "tlsConfig.serverNameToVerify", false, true, "`gen.TLS{ServerName: ...}`"},
	{integrationExt + "payloadFormatVersion", false, true, "`gen.Lambda{Payload: ...}`"},
	{integrationExt + "integrationSubtype", false, true, "`gen.AWSService{Action: ...}`"},
	{integrationExt + "responseTransferMode", true, false, "`gen.Lambda{Stream: true}`, `gen.HTTPProxy{Stream: true}`"},
	{integrationExt + "$ref", false, true, "`gen.Shared(name)`"},
	{"x-amazon-apigateway-integrations.*", false, true, "`gen.HTTP{Integrations: ...}`"},
	{"x-amazon-apigateway-minimum-compression-size", true, false, "`gen.REST{MinimumCompressionSize: ...}`"},
	{"x-amazon-apigateway-policy.Version", true, false, "`gen.Policy{Version: ...}`"},
	{"x-amazon-apigateway-policy.Statement", true, false, "`gen.Policy{Statements: ...}`"},
	{"x-amazon-apigateway-request-validator", true, false, "`gen.REST{Validate: ...}`, `gen.Validate(...)`"},
	{"x-amazon-apigateway-request-validators.*.validateRequestBody", true, false, "`gen.ValidateBody`, `gen.ValidateAll`"},
	{"x-amazon-apigateway-request-validators.*.validateRequestParameters", true, false, "`gen.ValidateParameters`, `gen.ValidateAll`"},
	{"x-amazon-apigateway-security-policy", true, false, "`gen.REST{SecurityPolicy: ...}`"},
	{"x-amazon-apigateway-tag-value", false, true, "`gen.HTTP{Tags: ...}`"},
}

// TestExtensions writes docs/extensions.md: every extension and member, the Go
// that sets it and a folder of testdata that shows it. No row may be empty, and
// no document may have an extension without a row.
func TestExtensions(t *testing.T) {
	t.Parallel()
	rest, http := shownExtensions(t)
	var b strings.Builder
	b.WriteString("# Extensions of API Gateway\n\n" +
		"Every `x-amazon-apigateway-*` extension and each of its members, the Go that sets it, and the contract\n" +
		"among the tests of `internal/generate` that shows it. A dash means that the kind of API does not know it.\n" +
		"This page is written by `go test ./internal/generate -run TestExtensions -update`.\n\n" +
		"| Extension | Go | REST API | HTTP API |\n| --- | --- | --- | --- |\n")
	known := map[string]bool{}
	for _, row := range extensionRows {
		known[strings.SplitN(row.path, ".", 2)[0]] = true
		cell := func(applies bool, shown map[string]string) string {
			if !applies {
				return "-"
			}
			dir := shown[row.path]
			if dir == "" {
				t.Errorf("no contract shows %s", row.path)
			}
			return fmt.Sprintf("[%s](../internal/generate/testdata/%s)", dir, dir)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", row.path, row.code, cell(row.rest, rest), cell(row.http, http))
	}
	for path, dir := range rest {
		if name := strings.SplitN(path, ".", 2)[0]; !known[name] {
			t.Errorf("%s has %s, for which there is no row", dir, name)
		}
	}
	golden.Check(t, filepath.Join(repository, "docs/extensions.md"), []byte(b.String()))
}

// shownExtensions finds the first folder that shows each path, for REST and for
// HTTP APIs.
func shownExtensions(t *testing.T) (rest, http map[string]string) {
	t.Helper()
	rest, http = map[string]string{}, map[string]string{}
	files, err := filepath.Glob("testdata/*/want.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := openapi.Parse(file, data)
		if err != nil {
			t.Fatal(err)
		}
		shown := rest
		if doc.Root.Get("x-amazon-apigateway-importexport-version") != nil {
			shown = http
		}
		findExtensions(doc.Root, func(path string) {
			if _, ok := shown[path]; !ok {
				shown[path] = filepath.Base(filepath.Dir(file))
			}
		})
	}
	return rest, http
}

// findExtensions tells the path of every member inside extensions.
func findExtensions(n *openapi.Node, found func(string)) {
	for _, item := range n.ItemsOrNil() {
		findExtensions(item, found)
	}
	for _, m := range n.MembersOrNil() {
		findExtensions(m.Value, found)
		if !strings.HasPrefix(m.Key, "x-amazon-apigateway-") {
			continue
		}
		found(m.Key)
		findMembers(m.Value, m.Key, found)
		if m.Key == "x-amazon-apigateway-integrations" {
			for _, in := range m.Value.MembersOrNil() { // shared ones are integrations like others
				findMembers(in.Value, strings.TrimSuffix(integrationExt, "."), found)
			}
		}
	}
}

func findMembers(n *openapi.Node, path string, found func(string)) {
	for _, item := range n.ItemsOrNil() {
		findMembers(item, path, found)
	}
	for _, m := range n.MembersOrNil() {
		for _, key := range []string{m.Key, "*"} {
			found(path + "." + key)
			findMembers(m.Value, path+"."+key, found)
		}
	}
}
