package httpcontrol

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

type api struct {
	APIEndpoint               string            `json:"apiEndpoint"`
	APIID                     string            `json:"apiId"`
	APIKeySelectionExpression string            `json:"apiKeySelectionExpression"`
	CORS                      *cors             `json:"corsConfiguration,omitempty"`
	CreatedDate               string            `json:"createdDate"`
	Description               string            `json:"description,omitempty"`
	DisableExecuteAPIEndpoint bool              `json:"disableExecuteApiEndpoint"`
	ImportInfo                []string          `json:"importInfo,omitempty"`
	IPAddressType             string            `json:"ipAddressType"`
	Name                      string            `json:"name"`
	ProtocolType              string            `json:"protocolType"`
	RouteSelectionExpression  string            `json:"routeSelectionExpression"`
	Tags                      map[string]string `json:"tags"`
	Version                   string            `json:"version,omitempty"`
	Warnings                  []string          `json:"warnings,omitempty"`
}

type cors struct {
	AllowCredentials bool     `json:"allowCredentials"`
	AllowHeaders     []string `json:"allowHeaders,omitempty"`
	AllowMethods     []string `json:"allowMethods,omitempty"`
	AllowOrigins     []string `json:"allowOrigins,omitempty"`
	ExposeHeaders    []string `json:"exposeHeaders,omitempty"`
	MaxAge           *int     `json:"maxAge,omitempty"`
}

func (c *cors) definition() (*apigw.CORS, error) {
	def := &apigw.CORS{
		AllowCredentials: c.AllowCredentials, AllowHeaders: c.AllowHeaders, AllowMethods: c.AllowMethods,
		AllowOrigins: c.AllowOrigins, ExposeHeaders: c.ExposeHeaders, MaxAge: c.MaxAge,
	}
	if fault := def.Fault(); fault != "" {
		return nil, restjson.BadRequest("%s", fault)
	}
	return def, nil
}

// The two expressions HTTP APIs have; neither can be chosen.
const (
	routeSelection  = "$request.method $request.path"
	apiKeySelection = "$request.header.x-api-key"
)

func (s *Server) view(a *state.HTTPAPI) api {
	def := a.Definition
	out := api{
		APIEndpoint: s.Endpoint(def.ID), APIID: def.ID, APIKeySelectionExpression: apiKeySelection,
		CreatedDate: timestamp(a.CreatedDate), Description: def.Description,
		DisableExecuteAPIEndpoint: def.DisableExecuteAPIEndpoint, IPAddressType: "ipv4",
		Name: def.Name, ProtocolType: "HTTP", RouteSelectionExpression: routeSelection,
		Tags: def.Tags, Version: def.Version, ImportInfo: a.ImportInfo, Warnings: a.Warnings,
	}
	if out.Tags == nil {
		out.Tags = map[string]string{}
	}
	if c := def.CORS; c != nil {
		out.CORS = &cors{c.AllowCredentials, c.AllowHeaders, c.AllowMethods, c.AllowOrigins, c.ExposeHeaders, c.MaxAge}
	}
	return out
}

// An apiInput is what CreateApi and UpdateApi take; nil leaves a member alone.
type apiInput struct {
	Name                      *string           `json:"name"`
	ProtocolType              string            `json:"protocolType"`
	Description               *string           `json:"description"`
	Version                   *string           `json:"version"`
	RouteSelectionExpression  *string           `json:"routeSelectionExpression"`
	DisableExecuteAPIEndpoint *bool             `json:"disableExecuteApiEndpoint"`
	CORS                      *cors             `json:"corsConfiguration"`
	Tags                      map[string]string `json:"tags"`
	Target                    *string           `json:"target"`
	RouteKey                  *string           `json:"routeKey"`
	CredentialsARN            *string           `json:"credentialsArn"`
}

func (in *apiInput) apply(def *apigw.HTTPAPI) error {
	set(&def.Name, in.Name)
	set(&def.Description, in.Description)
	set(&def.Version, in.Version)
	set(&def.DisableExecuteAPIEndpoint, in.DisableExecuteAPIEndpoint)
	if e := in.RouteSelectionExpression; e != nil && strings.NewReplacer("{", "", "}", "").Replace(*e) != routeSelection {
		return restjson.BadRequest("Invalid route selection expression: %s. HTTP APIs take ${request.method} ${request.path}", *e)
	}
	if len(def.Name) < 1 || len(def.Name) > 128 {
		return restjson.BadRequest("Invalid API name: a name has 1 to 128 characters")
	}
	if in.CORS == nil {
		return nil
	}
	c, err := in.CORS.definition()
	if err != nil {
		return err
	}
	def.CORS = c
	return nil
}

func (s *Server) createAPI(r *restjson.Request) (restjson.Answer, error) {
	var in apiInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	switch in.ProtocolType {
	case "HTTP":
	case "WEBSOCKET":
		return restjson.Answer{}, restjson.Unserved("CreateApi of a WebSocket API")
	default:
		return restjson.Answer{}, restjson.BadRequest("Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]")
	}
	def := &apigw.HTTPAPI{ID: s.IDs.API(), Tags: in.Tags}
	if err := in.apply(def); err != nil {
		return restjson.Answer{}, err
	}
	made := s.newAPI(def)
	if in.Target != nil {
		if err := s.quickCreate(made, def, &in); err != nil {
			return restjson.Answer{}, err
		}
	}
	err := s.Store.Update(func(d *state.Data) error {
		d.HTTPAPIs[def.ID] = made
		return s.put(made, def)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	s.Log.Info("create HTTP API", "api", def.ID, "name", def.Name)
	return restjson.Created(s.view(made))
}

func (s *Server) newAPI(def *apigw.HTTPAPI) *state.HTTPAPI {
	return &state.HTTPAPI{
		Definition: def, CreatedDate: s.Now(),
		Deployments: map[string]*state.HTTPDeployment{}, Stages: map[string]*state.HTTPStage{},
	}
}

// quickCreate makes a route to one target, with a stage that serves it at once.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
func (s *Server) quickCreate(a *state.HTTPAPI, def *apigw.HTTPAPI, in *apiInput) error {
	target := &apigw.HTTPIntegration{ID: s.IDs.Short(), Managed: true, URI: *in.Target}
	set(&target.Credentials, in.CredentialsARN)
	if _, ok := apigw.ParseFunction(*in.Target); ok {
		target.Type, target.PayloadFormatVersion = apigw.IntegrationAWSProxy, "2.0"
	} else {
		target.Type, target.Method = apigw.IntegrationHTTPProxy, "ANY"
	}
	target.Complete()
	if _, fault := target.Fault(); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	route := &apigw.Route{ID: s.IDs.Short(), Managed: true, Key: apigw.DefaultRoute, AuthorizationType: apigw.AuthorizationNone, Integration: target.ID}
	set(&route.Key, in.RouteKey)
	if fault := apigw.RouteKeyFault(route.Key); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	def.Routes, def.Integrations = []*apigw.Route{route}, []*apigw.HTTPIntegration{target}
	now := s.Now()
	a.Stages[defaultStage] = &state.HTTPStage{Name: defaultStage, AutoDeploy: true, Managed: true, CreatedDate: now, LastUpdatedDate: now}
	return nil
}

func (s *Server) getAPI(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(s.view(a))
}

func (s *Server) getAPIs(r *restjson.Request) (restjson.Answer, error) {
	all := []api{}
	for _, a := range s.Store.Load().HTTPAPIs {
		all = append(all, s.view(a))
	}
	slices.SortFunc(all, func(a, b api) int {
		return cmp.Or(cmp.Compare(a.CreatedDate, b.CreatedDate), cmp.Compare(a.APIID, b.APIID))
	})
	return page(r, all)
}

// updateAPI changes what is given. A target or route key changes the quick
// create's own integration and route.
func (s *Server) updateAPI(r *restjson.Request) (restjson.Answer, error) {
	var in apiInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	a, err := s.change(r, func(def *apigw.HTTPAPI) error {
		if err := in.apply(def); err != nil {
			return err
		}
		return in.applyQuick(def)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(s.view(a))
}

func (in *apiInput) applyQuick(def *apigw.HTTPAPI) error {
	if in.Target == nil && in.RouteKey == nil && in.CredentialsARN == nil {
		return nil
	}
	i := slices.IndexFunc(def.Integrations, func(i *apigw.HTTPIntegration) bool { return i.Managed })
	r := slices.IndexFunc(def.Routes, func(r *apigw.Route) bool { return r.Managed })
	if i < 0 || r < 0 {
		return restjson.BadRequest("Target, routeKey and credentialsArn can only be updated for an API that was made by a quick create")
	}
	set(&def.Integrations[i].URI, in.Target)
	set(&def.Integrations[i].Credentials, in.CredentialsARN)
	set(&def.Routes[r].Key, in.RouteKey)
	if fault := apigw.RouteKeyFault(def.Routes[r].Key); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	if _, fault := def.Integrations[i].Fault(); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	return nil
}

func (s *Server) deleteAPI(r *restjson.Request) (restjson.Answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		delete(d.HTTPAPIs, a.Definition.ID)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}

func (s *Server) deleteCORS(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.change(r, func(def *apigw.HTTPAPI) error { def.CORS = nil; return nil })
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
