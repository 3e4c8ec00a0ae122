package controlplane

import (
	"maps"
	"path"
	"slices"

	"github.com/apigen-go/apigen/internal/apigw"
)

type resource struct {
	ID       string         `json:"id"`
	ParentID string         `json:"parentId,omitempty"`
	PathPart string         `json:"pathPart,omitempty"`
	Path     string         `json:"path"`
	Methods  map[string]any `json:"resourceMethods,omitempty"`
}

type method struct {
	HTTPMethod          string                    `json:"httpMethod"`
	AuthorizationType   string                    `json:"authorizationType"`
	AuthorizerID        string                    `json:"authorizerId,omitempty"`
	AuthorizationScopes []string                  `json:"authorizationScopes,omitempty"`
	APIKeyRequired      bool                      `json:"apiKeyRequired"`
	RequestValidatorID  string                    `json:"requestValidatorId,omitempty"`
	OperationName       string                    `json:"operationName,omitempty"`
	RequestParameters   map[string]bool           `json:"requestParameters,omitempty"`
	RequestModels       map[string]string         `json:"requestModels,omitempty"`
	Responses           map[string]methodResponse `json:"methodResponses,omitempty"`
	Integration         *integration              `json:"methodIntegration,omitempty"`
}

type methodResponse struct {
	StatusCode         string            `json:"statusCode"`
	ResponseParameters map[string]bool   `json:"responseParameters,omitempty"`
	ResponseModels     map[string]string `json:"responseModels,omitempty"`
}

type integration struct {
	Type                 string                         `json:"type"`
	HTTPMethod           string                         `json:"httpMethod,omitempty"`
	URI                  string                         `json:"uri,omitempty"`
	ConnectionType       string                         `json:"connectionType,omitempty"`
	ConnectionID         string                         `json:"connectionId,omitempty"`
	Credentials          string                         `json:"credentials,omitempty"`
	RequestParameters    map[string]string              `json:"requestParameters,omitempty"`
	RequestTemplates     map[string]string              `json:"requestTemplates,omitempty"`
	PassthroughBehavior  string                         `json:"passthroughBehavior,omitempty"`
	ContentHandling      string                         `json:"contentHandling,omitempty"`
	TimeoutInMillis      int                            `json:"timeoutInMillis"`
	CacheNamespace       string                         `json:"cacheNamespace"`
	CacheKeyParameters   []string                       `json:"cacheKeyParameters"`
	IntegrationResponses map[string]integrationResponse `json:"integrationResponses,omitempty"`
	IntegrationTarget    string                         `json:"integrationTarget,omitempty"`
	ResponseTransferMode string                         `json:"responseTransferMode,omitempty"`
	TLSConfig            *tlsConfig                     `json:"tlsConfig,omitempty"`
}

type tlsConfig struct {
	InsecureSkipVerification bool `json:"insecureSkipVerification"`
}

type integrationResponse struct {
	StatusCode         string            `json:"statusCode"`
	SelectionPattern   string            `json:"selectionPattern,omitempty"`
	ResponseParameters map[string]string `json:"responseParameters,omitempty"`
	ResponseTemplates  map[string]string `json:"responseTemplates,omitempty"`
	ContentHandling    string            `json:"contentHandling,omitempty"`
}

func viewResource(def *apigw.RestAPI, r *apigw.Resource, embed bool) resource {
	out := resource{ID: r.ID, Path: r.Path}
	if r.Path != "/" {
		out.PathPart = path.Base(r.Path)
		if parent := def.Resource(path.Dir(r.Path)); parent != nil {
			out.ParentID = parent.ID
		}
	}
	for _, m := range r.Methods {
		if out.Methods == nil {
			out.Methods = map[string]any{}
		}
		out.Methods[m.HTTPMethod] = struct{}{}
		if embed {
			out.Methods[m.HTTPMethod] = viewMethod(def, r, m)
		}
	}
	return out
}

func viewMethod(def *apigw.RestAPI, r *apigw.Resource, m *apigw.Method) method {
	out := method{
		HTTPMethod: m.HTTPMethod, AuthorizationType: string(m.AuthorizationType),
		AuthorizationScopes: m.AuthorizationScopes, APIKeyRequired: m.APIKeyRequired,
		OperationName: m.OperationName, RequestParameters: m.RequestParameters, RequestModels: m.RequestModels,
		Integration: viewIntegration(r, m.Integration),
	}
	if a := def.Authorizer(m.Authorizer); a != nil {
		out.AuthorizerID = a.ID
	}
	if v := def.RequestValidator(m.RequestValidator); v != nil {
		out.RequestValidatorID = v.ID
	}
	for status, resp := range m.Responses {
		if out.Responses == nil {
			out.Responses = map[string]methodResponse{}
		}
		out.Responses[status] = methodResponse{resp.StatusCode, resp.ResponseParameters, resp.ResponseModels}
	}
	return out
}

// viewIntegration writes an integration with the defaults the service shows:
// the time-out, the resource's id as cache namespace, and the connection type
// for HTTP types alone (recorded).
func viewIntegration(r *apigw.Resource, in *apigw.Integration) *integration {
	if in == nil {
		return nil
	}
	out := &integration{
		Type: string(in.Type), HTTPMethod: in.HTTPMethod, URI: in.URI, ConnectionType: in.ConnectionType,
		ConnectionID: in.ConnectionID, Credentials: in.Credentials,
		RequestParameters: in.RequestParameters, RequestTemplates: in.RequestTemplates,
		PassthroughBehavior: in.PassthroughBehavior, ContentHandling: in.ContentHandling,
		TimeoutInMillis: in.TimeoutInMillis, CacheNamespace: in.CacheNamespace,
		CacheKeyParameters: append([]string{}, in.CacheKeyParameters...),
		IntegrationTarget:  in.IntegrationTarget, ResponseTransferMode: in.TransferMode,
	}
	if out.TimeoutInMillis == 0 {
		out.TimeoutInMillis = 29000
	}
	if out.CacheNamespace == "" {
		out.CacheNamespace = r.ID
	}
	isHTTP := in.Type == apigw.IntegrationHTTP || in.Type == apigw.IntegrationHTTPProxy
	if isHTTP && out.ConnectionType == "" {
		out.ConnectionType = "INTERNET"
	}
	if in.InsecureSkipVerify {
		out.TLSConfig = &tlsConfig{true}
	}
	for _, resp := range in.Responses {
		if out.IntegrationResponses == nil {
			out.IntegrationResponses = map[string]integrationResponse{}
		}
		out.IntegrationResponses[resp.StatusCode] = integrationResponse{
			resp.StatusCode, resp.SelectionPattern, resp.ResponseParameters, resp.ResponseTemplates, resp.ContentHandling,
		}
	}
	return out
}

func (s *Server) getResources(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	embed := slices.Contains(r.query()["embed"], "methods")
	all := []resource{}
	for _, res := range a.Definition.Resources {
		all = append(all, viewResource(a.Definition, res, embed))
	}
	return page(r, all)
}

// resource finds the resource a call names.
func (s *Server) resource(r *request) (*apigw.RestAPI, *apigw.Resource, error) {
	def, err := s.definition(r, noResource())
	if err != nil {
		return nil, nil, err
	}
	res, err := findResource(def, r)
	return def, res, err
}

func (s *Server) getResource(r *request) (answer, error) {
	def, res, err := s.resource(r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewResource(def, res, slices.Contains(r.query()["embed"], "methods")))
}

func (s *Server) getMethod(r *request) (answer, error) {
	def, err := s.definition(r, noResource())
	if err != nil {
		return answer{}, err
	}
	res, m, err := findMethod(def, r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewMethod(def, res, m))
}

func (s *Server) getIntegration(r *request) (answer, error) {
	def, err := s.definition(r, noResource())
	if err != nil {
		return answer{}, err
	}
	res, m, err := findIntegration(def, r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewIntegration(res, m.Integration))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
