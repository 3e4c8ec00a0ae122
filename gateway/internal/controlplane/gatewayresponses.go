package controlplane

import (
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/internal/apigw"
)

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
	kind, found := r.responseType()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	def, err := s.definition(r, nil)
	if err != nil {
		return answer{}, err
	}
	return ok(viewGatewayResponse(def, kind))
}

// responseTypes are the types in the order in which the service's framework
// lists them.
var responseTypes = []string{
	"REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "AUTHORIZER_CONFIGURATION_ERROR", "MISSING_AUTHENTICATION_TOKEN",
	"BAD_REQUEST_BODY", "INVALID_SIGNATURE", "INVALID_API_KEY", "BAD_REQUEST_PARAMETERS", "AUTHORIZER_FAILURE",
	"UNAUTHORIZED", "INTEGRATION_TIMEOUT", "ACCESS_DENIED", "DEFAULT_4XX", "DEFAULT_5XX", "WAF_FILTERED",
	"QUOTA_EXCEEDED", "THROTTLED", "API_CONFIGURATION_ERROR", "UNSUPPORTED_MEDIA_TYPE", "INTEGRATION_FAILURE",
	"EXPIRED_TOKEN",
}

// responseType gives the type a call names, and what the framework says to it.
func (r *request) responseType() (string, violations) {
	var v violations
	kind := r.PathValue("type")
	v.enum("responseType", kind, responseTypes...)
	return kind, v
}

// putGatewayResponse sets an answer as a whole.
func (s *Server) putGatewayResponse(r *request) (answer, error) {
	var in struct {
		StatusCode         string            `json:"statusCode"`
		ResponseParameters map[string]string `json:"responseParameters"`
		ResponseTemplates  map[string]string `json:"responseTemplates"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	kind, v := r.responseType()
	if in.StatusCode != "" {
		v.status(in.StatusCode)
	}
	if err := v.err(); err != nil {
		return answer{}, err
	}
	made := &apigw.GatewayResponse{Type: kind, StatusCode: in.StatusCode, ResponseParameters: in.ResponseParameters, ResponseTemplates: in.ResponseTemplates}
	var view gatewayResponse
	err := s.edit(r, nil, func(def *apigw.RestAPI) error {
		setGatewayResponse(def, made)
		view = viewGatewayResponse(def, kind)
		return checkGatewayResponse(made)
	})
	if err != nil {
		return answer{}, err
	}
	return created(view)
}

func setGatewayResponse(def *apigw.RestAPI, g *apigw.GatewayResponse) {
	def.GatewayResponses = slices.DeleteFunc(def.GatewayResponses, func(o *apigw.GatewayResponse) bool { return o.Type == g.Type })
	def.GatewayResponses = append(def.GatewayResponses, g)
}

func checkGatewayResponse(g *apigw.GatewayResponse) error {
	for _, check := range []struct {
		what   string
		values map[string]string
	}{{"responseTemplates", g.ResponseTemplates}, {"responseParameters", g.ResponseParameters}} {
		for _, value := range check.values {
			if value == "" {
				return badRequest("Invalid null or empty value in %s", check.what)
			}
		}
	}
	return nil
}

// updateGatewayResponse changes an answer; one that nobody set begins as the
// service has it.
func (s *Server) updateGatewayResponse(r *request) (answer, error) {
	kind, found := r.responseType()
	patches, err := r.patches(found...)
	if err != nil {
		return answer{}, err
	}
	var view gatewayResponse
	err = s.edit(r, nil, func(def *apigw.RestAPI) error {
		g := findGatewayResponse(def, kind)
		if g == nil {
			stock := viewGatewayResponse(&apigw.RestAPI{}, kind)
			g = &apigw.GatewayResponse{Type: kind, StatusCode: stock.StatusCode, ResponseTemplates: stock.ResponseTemplates}
		}
		for _, p := range patches {
			if err := patchGatewayResponse(g, p); err != nil {
				return err
			}
		}
		setGatewayResponse(def, g)
		view = viewGatewayResponse(def, kind)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(view)
}

func patchGatewayResponse(g *apigw.GatewayResponse, p patch) error {
	name, isParameter := p.below("/responseParameters")
	contentType, isTemplate := p.below("/responseTemplates")
	switch {
	case isParameter && p.Op != "remove" && p.Value == "":
		return badRequest("Invalid null or empty value in responseParameters")
	case isTemplate && p.Op != "remove" && p.Value == "":
		return badRequest("Invalid null or empty value in responseTemplates")
	case isParameter:
		return entry(p, &g.ResponseParameters, name, p.Value, noParameter)
	case isTemplate:
		return entry(p, &g.ResponseTemplates, contentType, p.Value, noContentType)
	case p.Path != "/statusCode" || p.Op != "replace":
		return p.noPath()
	}
	var v violations
	v.status(p.Value)
	g.StatusCode = p.Value
	return v.err()
}

func (s *Server) deleteGatewayResponse(r *request) (answer, error) {
	kind, found := r.responseType()
	if err := found.err(); err != nil {
		return answer{}, err
	}
	err := s.edit(r, nil, func(def *apigw.RestAPI) error {
		if findGatewayResponse(def, kind) == nil {
			return notFound("Gateway response type not defined on api")
		}
		def.GatewayResponses = slices.DeleteFunc(def.GatewayResponses, func(o *apigw.GatewayResponse) bool { return o.Type == kind })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
