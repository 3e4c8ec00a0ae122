package apigw

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// exportIntegration writes an integration without what is a default.
func exportIntegration(r *Resource, in *Integration) *openapi.Node {
	x := openapi.Obj(openapi.M("type", openapi.Str(strings.ToLower(string(in.Type)))))
	setText(x, "httpMethod", in.HTTPMethod)
	setText(x, "uri", in.URI)
	setText(x, "credentials", in.Credentials)
	if in.ConnectionType != "INTERNET" {
		setText(x, "connectionType", in.ConnectionType)
	}
	setText(x, "connectionId", in.ConnectionID)
	setText(x, "integrationTarget", in.IntegrationTarget)
	if len(in.Responses) > 0 {
		responses := openapi.Obj()
		for _, resp := range in.Responses {
			key := resp.SelectionPattern
			if key == "" {
				key = "default"
			}
			responses.Set(key, exportIntegrationResponse(resp))
		}
		x.Set("responses", responses)
	}
	setTexts(x, "requestParameters", in.RequestParameters)
	setTexts(x, "requestTemplates", in.RequestTemplates)
	setText(x, "passthroughBehavior", strings.ToLower(in.PassthroughBehavior))
	setText(x, "contentHandling", in.ContentHandling)
	if in.TimeoutInMillis != 0 && in.TimeoutInMillis != 29000 {
		x.Set("timeoutInMillis", openapi.Int(in.TimeoutInMillis))
	}
	if in.CacheNamespace != r.ID {
		setText(x, "cacheNamespace", in.CacheNamespace)
	}
	if len(in.CacheKeyParameters) > 0 {
		x.Set("cacheKeyParameters", openapi.Strs(in.CacheKeyParameters...))
	}
	if in.InsecureSkipVerify {
		x.Set("tlsConfig", openapi.Obj(openapi.M("insecureSkipVerification", openapi.Boolean(true))))
	}
	if in.TransferMode != "BUFFERED" {
		setText(x, "responseTransferMode", in.TransferMode)
	}
	return x
}

func exportIntegrationResponse(r *IntegrationResponse) *openapi.Node {
	x := openapi.Obj(openapi.M("statusCode", openapi.Str(r.StatusCode)))
	setTexts(x, "responseParameters", r.ResponseParameters)
	setTexts(x, "responseTemplates", r.ResponseTemplates)
	setText(x, "contentHandling", r.ContentHandling)
	return x
}

func exportAuthorizer(scheme *openapi.Node, a *Authorizer) {
	authType := a.AuthType
	if authType == "" {
		authType = "custom"
	}
	scheme.Set(ext+"authtype", openapi.Str(authType))
	x := openapi.Obj(openapi.M("type", openapi.Str(strings.ToLower(a.Type))))
	setText(x, "authorizerUri", a.URI)
	setText(x, "authorizerCredentials", a.Credentials)
	setText(x, "identitySource", a.IdentitySource)
	setText(x, "identityValidationExpression", a.IdentityValidationExpression)
	if len(a.ProviderARNs) > 0 {
		x.Set("providerARNs", openapi.Strs(a.ProviderARNs...))
	}
	if a.ResultTTLInSeconds != nil {
		x.Set("authorizerResultTtlInSeconds", openapi.Int(*a.ResultTTLInSeconds))
	}
	scheme.Set(ext+"authorizer", x)
}

// settings writes the extensions of the root.
func (e *exporter) settings(root *openapi.Node) {
	x := e.o.Extensions
	if x.Validators && len(e.api.RequestValidators) > 0 {
		all := openapi.Obj()
		for _, v := range e.api.RequestValidators {
			all.Set(v.Name, openapi.Obj(
				openapi.M("validateRequestParameters", openapi.Boolean(v.ValidateRequestParameters)),
				openapi.M("validateRequestBody", openapi.Boolean(v.ValidateRequestBody)),
			))
		}
		root.Set(ext+"request-validators", all)
	}
	if x.GatewayResponses && len(e.api.GatewayResponses) > 0 {
		all := openapi.Obj()
		for _, g := range e.api.GatewayResponses {
			r := openapi.Obj()
			if g.StatusCode != "" {
				r.Set("statusCode", openapi.Num(g.StatusCode))
			}
			setTexts(r, "responseParameters", g.ResponseParameters)
			setTexts(r, "responseTemplates", g.ResponseTemplates)
			all.Set(g.Type, r)
		}
		root.Set(ext+"gateway-responses", all)
	}
	if !x.All {
		return
	}
	if len(e.api.Policy) > 0 {
		if doc, err := openapi.Parse("", e.api.Policy); err == nil {
			root.Set(ext+"policy", doc.Root)
		}
	}
	if e.api.APIKeySource == "AUTHORIZER" {
		root.Set(ext+"api-key-source", openapi.Str("AUTHORIZER"))
	}
	if e.api.MinimumCompressionSize != nil {
		root.Set(ext+"minimum-compression-size", openapi.Int(*e.api.MinimumCompressionSize))
	}
	if len(e.api.BinaryMediaTypes) > 0 {
		root.Set(ext+"binary-media-types", openapi.Strs(e.api.BinaryMediaTypes...))
	}
	if e.api.DisableExecuteAPIEndpoint {
		e.endpoint(root)
	}
}

// endpoint writes the endpoint configuration where the notation has it: in the
// server, or at the root of Swagger 2.0.
func (e *exporter) endpoint(root *openapi.Node) {
	at := root
	if servers := root.Get("servers"); servers.Is(openapi.Array) && len(servers.Items) > 0 {
		at = servers.Items[0]
	}
	at.Set(ext+"endpoint-configuration", openapi.Obj(openapi.M("disableExecuteApiEndpoint", openapi.Boolean(true))))
}

func setText(n *openapi.Node, key, text string) {
	if text != "" {
		n.Set(key, openapi.Str(text))
	}
}

func setTexts(n *openapi.Node, key string, values map[string]string) {
	if len(values) == 0 {
		return
	}
	all := openapi.Obj()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		all.Set(name, openapi.Str(values[name]))
	}
	n.Set(key, all)
}
