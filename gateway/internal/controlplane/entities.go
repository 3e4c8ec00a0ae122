package controlplane

import (
	"regexp"
	"strconv"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/internal/apigw"
)

type model struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Schema      string `json:"schema"`
	ContentType string `json:"contentType"`
}

// modelRef finds references between models, which are stored as addresses in
// the service.
var modelRef = regexp.MustCompile(`("\$ref"\s*:\s*")` + regexp.QuoteMeta(apigw.ModelRef))

func viewModel(def *apigw.RestAPI, m *apigw.Model) model {
	schema := modelRef.ReplaceAllString(string(m.Schema), "${1}https://apigateway.amazonaws.com/restapis/"+def.ID+"/models/")
	return model{m.ID, m.Name, m.Description, schema, m.ContentType}
}

func (s *Server) getModels(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []model{}
	for _, m := range a.Definition.Models {
		all = append(all, viewModel(a.Definition, m))
	}
	return page(r, all)
}

// getModel gives the same error for an unknown API and an unknown model
// (recorded).
func (s *Server) getModel(r *request) (answer, error) {
	name := r.PathValue("model")
	a, err := s.api(s.Store.Load(), r)
	if err != nil || a.Definition.Model(name) == nil {
		return answer{}, notFound("Invalid model name specified: %s", name)
	}
	return ok(viewModel(a.Definition, a.Definition.Model(name)))
}

type authorizer struct {
	ID                           string   `json:"id"`
	Name                         string   `json:"name"`
	Type                         string   `json:"type"`
	ProviderARNs                 []string `json:"providerARNs,omitempty"`
	AuthType                     string   `json:"authType,omitempty"`
	AuthorizerURI                string   `json:"authorizerUri,omitempty"`
	AuthorizerCredentials        string   `json:"authorizerCredentials,omitempty"`
	IdentitySource               string   `json:"identitySource,omitempty"`
	IdentityValidationExpression string   `json:"identityValidationExpression,omitempty"`
	AuthorizerResultTTLInSeconds *int     `json:"authorizerResultTtlInSeconds,omitempty"`
}

func viewAuthorizer(a *apigw.Authorizer) authorizer {
	return authorizer{
		a.ID, a.Name, a.Type, a.ProviderARNs, a.AuthType, a.URI, a.Credentials,
		a.IdentitySource, a.IdentityValidationExpression, a.ResultTTLInSeconds,
	}
}

func (s *Server) getAuthorizers(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []authorizer{}
	for _, x := range a.Definition.Authorizers {
		all = append(all, viewAuthorizer(x))
	}
	return page(r, all)
}

func (s *Server) getAuthorizer(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	for _, x := range a.Definition.Authorizers {
		if x.ID == r.PathValue("authorizer") {
			return ok(viewAuthorizer(x))
		}
	}
	return answer{}, notFound("Invalid Authorizer identifier specified")
}

type requestValidator struct {
	ID                        string `json:"id"`
	Name                      string `json:"name"`
	ValidateRequestBody       bool   `json:"validateRequestBody"`
	ValidateRequestParameters bool   `json:"validateRequestParameters"`
}

func (s *Server) getRequestValidators(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []requestValidator{}
	for _, v := range a.Definition.RequestValidators {
		all = append(all, requestValidator{v.ID, v.Name, v.ValidateRequestBody, v.ValidateRequestParameters})
	}
	return page(r, all)
}

func (s *Server) getRequestValidator(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	for _, v := range a.Definition.RequestValidators {
		if v.ID == r.PathValue("validator") {
			return ok(requestValidator{v.ID, v.Name, v.ValidateRequestBody, v.ValidateRequestParameters})
		}
	}
	return answer{}, notFound("Invalid Request Validator identifier specified")
}

type gatewayResponse struct {
	ResponseType       string            `json:"responseType"`
	StatusCode         string            `json:"statusCode,omitempty"`
	ResponseParameters map[string]string `json:"responseParameters"`
	ResponseTemplates  map[string]string `json:"responseTemplates"`
	DefaultResponse    bool              `json:"defaultResponse"`
}

// viewGatewayResponse shows a type as it is in effect: as it was set, else as
// the default of its class was set, else as the service has it.
func viewGatewayResponse(def *apigw.RestAPI, kind string) gatewayResponse {
	out := gatewayResponse{
		ResponseType: kind, ResponseParameters: map[string]string{}, DefaultResponse: true,
		ResponseTemplates: map[string]string{"application/json": dataplane.StockTemplate},
	}
	status := dataplane.DefaultStatus(kind)
	if status != 0 {
		out.StatusCode = strconv.Itoa(status)
	}
	class := "DEFAULT_4XX"
	if status >= 500 {
		class = "DEFAULT_5XX"
	}
	set := findGatewayResponse(def, kind)
	if set != nil {
		out.DefaultResponse = false
	} else {
		set = findGatewayResponse(def, class)
	}
	if set == nil {
		return out
	}
	if set.StatusCode != "" {
		out.StatusCode = set.StatusCode
	}
	if len(set.ResponseParameters) > 0 {
		out.ResponseParameters = set.ResponseParameters
	}
	if len(set.ResponseTemplates) > 0 {
		out.ResponseTemplates = set.ResponseTemplates
	}
	return out
}

func findGatewayResponse(def *apigw.RestAPI, kind string) *apigw.GatewayResponse {
	for _, g := range def.GatewayResponses {
		if g.Type == kind {
			return g
		}
	}
	return nil
}

func (s *Server) getGatewayResponses(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	all := []gatewayResponse{}
	for _, kind := range apigw.GatewayResponseTypes() {
		all = append(all, viewGatewayResponse(a.Definition, kind))
	}
	return page(r, all)
}

func (s *Server) getGatewayResponse(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	for _, kind := range apigw.GatewayResponseTypes() {
		if kind == r.PathValue("type") {
			return ok(viewGatewayResponse(a.Definition, kind))
		}
	}
	return answer{}, notFound("Invalid gateway response type specified: %s", r.PathValue("type"))
}
