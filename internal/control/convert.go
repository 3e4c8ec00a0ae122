package control

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A liveAPI is what the control plane tells of one API.
type liveAPI struct {
	id               string
	settings         *apigateway.GetRestApiOutput
	resources        []types.Resource
	models           []types.Model
	authorizers      []types.Authorizer
	validators       []types.RequestValidator
	gatewayResponses []types.GatewayResponse
}

// model puts the API into our form, where entities refer to each other by name.
func (l *liveAPI) model() *apigw.RestAPI {
	s := l.settings
	api := &apigw.RestAPI{
		ID:                        l.id,
		Name:                      aws.ToString(s.Name),
		Description:               aws.ToString(s.Description),
		Version:                   aws.ToString(s.Version),
		APIKeySource:              cmp.Or(string(s.ApiKeySource), "HEADER"),
		BinaryMediaTypes:          s.BinaryMediaTypes,
		DisableExecuteAPIEndpoint: s.DisableExecuteApiEndpoint,
		Policy:                    livePolicy(aws.ToString(s.Policy), l.id),
	}
	if s.EndpointConfiguration != nil && len(s.EndpointConfiguration.Types) > 0 {
		api.EndpointType = string(s.EndpointConfiguration.Types[0])
	}
	if s.MinimumCompressionSize != nil {
		size := int(*s.MinimumCompressionSize)
		api.MinimumCompressionSize = &size
	}
	for _, m := range l.models {
		api.Models = append(api.Models, &apigw.Model{
			ID:          aws.ToString(m.Id),
			Name:        aws.ToString(m.Name),
			Description: aws.ToString(m.Description),
			ContentType: aws.ToString(m.ContentType),
			Schema:      json.RawMessage(strings.ReplaceAll(aws.ToString(m.Schema), modelURL(l.id), apigw.ModelRef)),
		})
	}
	for _, a := range l.authorizers {
		api.Authorizers = append(api.Authorizers, authorizer(a))
	}
	for _, v := range l.validators {
		api.RequestValidators = append(api.RequestValidators, &apigw.RequestValidator{
			ID: aws.ToString(v.Id), Name: aws.ToString(v.Name),
			ValidateRequestBody: v.ValidateRequestBody, ValidateRequestParameters: v.ValidateRequestParameters,
		})
	}
	for _, g := range l.gatewayResponses {
		api.GatewayResponses = append(api.GatewayResponses, &apigw.GatewayResponse{
			Type: string(g.ResponseType), StatusCode: aws.ToString(g.StatusCode),
			ResponseParameters: g.ResponseParameters, ResponseTemplates: g.ResponseTemplates,
		})
	}
	slices.SortFunc(api.Models, func(a, b *apigw.Model) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(api.Authorizers, func(a, b *apigw.Authorizer) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(api.RequestValidators, func(a, b *apigw.RequestValidator) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(api.GatewayResponses, func(a, b *apigw.GatewayResponse) int { return cmp.Compare(a.Type, b.Type) })
	slices.SortFunc(l.resources, func(a, b types.Resource) int { return cmp.Compare(aws.ToString(a.Path), aws.ToString(b.Path)) })
	for _, r := range l.resources {
		api.Resources = append(api.Resources, l.resource(r))
	}
	return api
}

// livePolicy reads the policy, which the service gives as JSON text with its
// quotes escaped once more.
func livePolicy(text, id string) json.RawMessage {
	if text == "" {
		return nil
	}
	if unescaped, err := strconv.Unquote(`"` + text + `"`); err == nil && strings.HasPrefix(text, `{\"`) {
		text = unescaped
	}
	return json.RawMessage(ownResource(text, id))
}

func authorizer(a types.Authorizer) *apigw.Authorizer {
	out := &apigw.Authorizer{
		ID:                           aws.ToString(a.Id),
		Name:                         aws.ToString(a.Name),
		Type:                         string(a.Type),
		ProviderARNs:                 a.ProviderARNs,
		AuthType:                     aws.ToString(a.AuthType),
		URI:                          aws.ToString(a.AuthorizerUri),
		Credentials:                  aws.ToString(a.AuthorizerCredentials),
		IdentitySource:               aws.ToString(a.IdentitySource),
		IdentityValidationExpression: aws.ToString(a.IdentityValidationExpression),
	}
	if a.AuthorizerResultTtlInSeconds != nil {
		ttl := int(*a.AuthorizerResultTtlInSeconds)
		out.ResultTTLInSeconds = &ttl
	}
	return out
}

func (l *liveAPI) resource(r types.Resource) *apigw.Resource {
	out := &apigw.Resource{ID: aws.ToString(r.Id), Path: aws.ToString(r.Path)}
	for verb, m := range r.ResourceMethods {
		out.Methods = append(out.Methods, l.method(verb, m))
	}
	slices.SortFunc(out.Methods, func(a, b *apigw.Method) int { return cmp.Compare(a.HTTPMethod, b.HTTPMethod) })
	return out
}

func (l *liveAPI) method(verb string, m types.Method) *apigw.Method {
	out := &apigw.Method{
		HTTPMethod:          verb,
		OperationName:       aws.ToString(m.OperationName),
		AuthorizationType:   apigw.AuthorizationType(cmp.Or(aws.ToString(m.AuthorizationType), "NONE")),
		AuthorizationScopes: m.AuthorizationScopes,
		APIKeyRequired:      aws.ToBool(m.ApiKeyRequired),
		RequestParameters:   m.RequestParameters,
		RequestModels:       m.RequestModels,
		Responses:           map[string]*apigw.MethodResponse{},
	}
	for _, a := range l.authorizers {
		if m.AuthorizerId != nil && aws.ToString(a.Id) == *m.AuthorizerId {
			out.Authorizer = aws.ToString(a.Name)
		}
	}
	for _, v := range l.validators {
		if m.RequestValidatorId != nil && aws.ToString(v.Id) == *m.RequestValidatorId {
			out.RequestValidator = aws.ToString(v.Name)
		}
	}
	for status, r := range m.MethodResponses {
		out.Responses[status] = &apigw.MethodResponse{StatusCode: status, ResponseParameters: r.ResponseParameters, ResponseModels: r.ResponseModels}
	}
	if m.MethodIntegration != nil {
		out.Integration = integration(m.MethodIntegration)
	}
	return out
}

func integration(in *types.Integration) *apigw.Integration {
	out := &apigw.Integration{
		Type:                apigw.IntegrationType(in.Type),
		HTTPMethod:          aws.ToString(in.HttpMethod),
		URI:                 aws.ToString(in.Uri),
		Credentials:         aws.ToString(in.Credentials),
		ConnectionType:      string(in.ConnectionType),
		ConnectionID:        aws.ToString(in.ConnectionId),
		PassthroughBehavior: aws.ToString(in.PassthroughBehavior),
		ContentHandling:     string(in.ContentHandling),
		TimeoutInMillis:     int(in.TimeoutInMillis),
		CacheNamespace:      aws.ToString(in.CacheNamespace),
		CacheKeyParameters:  in.CacheKeyParameters,
		RequestParameters:   in.RequestParameters,
		RequestTemplates:    in.RequestTemplates,
		IntegrationTarget:   aws.ToString(in.IntegrationTarget),
		TransferMode:        string(in.ResponseTransferMode),
	}
	if in.TlsConfig != nil {
		out.InsecureSkipVerify = in.TlsConfig.InsecureSkipVerification
	}
	for status, r := range in.IntegrationResponses {
		out.Responses = append(out.Responses, &apigw.IntegrationResponse{
			SelectionPattern:   aws.ToString(r.SelectionPattern),
			StatusCode:         status,
			ResponseParameters: r.ResponseParameters,
			ResponseTemplates:  r.ResponseTemplates,
			ContentHandling:    string(r.ContentHandling),
		})
	}
	slices.SortFunc(out.Responses, func(a, b *apigw.IntegrationResponse) int { return cmp.Compare(a.StatusCode, b.StatusCode) })
	return out
}
