package httpcontrol

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/internal/apigw"
)

type route struct {
	APIGatewayManaged   bool     `json:"apiGatewayManaged,omitempty"`
	APIKeyRequired      bool     `json:"apiKeyRequired"`
	AuthorizationScopes []string `json:"authorizationScopes,omitempty"`
	AuthorizationType   string   `json:"authorizationType"`
	AuthorizerID        string   `json:"authorizerId,omitempty"`
	OperationName       string   `json:"operationName,omitempty"`
	RouteID             string   `json:"routeId"`
	RouteKey            string   `json:"routeKey"`
	Target              string   `json:"target,omitempty"`
}

// targetPrefix stands before the id of an integration in a route's target.
const targetPrefix = "integrations/"

func viewRoute(r *apigw.Route) route {
	out := route{
		APIGatewayManaged: r.Managed, AuthorizationScopes: r.AuthorizationScopes, AuthorizationType: string(r.AuthorizationType),
		AuthorizerID: r.Authorizer, OperationName: r.OperationName, RouteID: r.ID, RouteKey: r.Key,
	}
	if r.Integration != "" {
		out.Target = targetPrefix + r.Integration
	}
	return out
}

// A routeInput is what CreateRoute and UpdateRoute take.
type routeInput struct {
	RouteKey            *string   `json:"routeKey"`
	APIKeyRequired      *bool     `json:"apiKeyRequired"`
	AuthorizationScopes *[]string `json:"authorizationScopes"`
	AuthorizationType   *string   `json:"authorizationType"`
	AuthorizerID        *string   `json:"authorizerId"`
	OperationName       *string   `json:"operationName"`
	Target              *string   `json:"target"`
}

func (in *routeInput) apply(def *apigw.HTTPAPI, r *apigw.Route) error {
	set(&r.Key, in.RouteKey)
	set(&r.OperationName, in.OperationName)
	set(&r.AuthorizationScopes, in.AuthorizationScopes)
	set(&r.Authorizer, in.AuthorizerID)
	if in.AuthorizationType != nil {
		r.AuthorizationType = apigw.AuthorizationType(*in.AuthorizationType)
	}
	if in.Target != nil {
		r.Integration = strings.TrimPrefix(*in.Target, targetPrefix)
	}
	if in.APIKeyRequired != nil && *in.APIKeyRequired {
		return restjson.BadRequest("ApiKeyRequired is not currently supported for HTTP APIs.")
	}
	if fault := apigw.RouteKeyFault(r.Key); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	if r.Integration != "" && def.Integration(r.Integration) == nil {
		return restjson.BadRequest("Invalid target %s specified: there is no such integration", targetPrefix+r.Integration)
	}
	return checkAuthorization(def, r)
}

// checkAuthorization holds a route's authorization type to its authorizer.
func checkAuthorization(def *apigw.HTTPAPI, r *apigw.Route) error {
	if r.AuthorizationType != apigw.AuthorizationJWT && len(r.AuthorizationScopes) > 0 {
		return restjson.BadRequest("Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization type")
	}
	a := def.Authorizer(r.Authorizer)
	switch r.AuthorizationType {
	case apigw.AuthorizationNone, apigw.AuthorizationIAM:
		r.Authorizer = ""
	case apigw.AuthorizationJWT:
		if a == nil || a.Type != "JWT" {
			return restjson.BadRequest("Setting the authorization type to JWT requires a valid JWT authorizer.")
		}
	case apigw.AuthorizationCustom:
		if a == nil || a.Type != "REQUEST" {
			return restjson.BadRequest("Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a valid authorizer.")
		}
	default:
		return restjson.BadRequest("Invalid authorization type: %s. Must be one of [NONE, AWS_IAM, CUSTOM, JWT]", r.AuthorizationType)
	}
	return nil
}

// uniqueKey refuses a key that another route has.
func uniqueKey(def *apigw.HTTPAPI, r *apigw.Route) error {
	if slices.ContainsFunc(def.Routes, func(other *apigw.Route) bool { return other.ID != r.ID && other.Key == r.Key }) {
		return restjson.Conflict("Route with key %s already exists for this API", r.Key)
	}
	return nil
}

func (s *Server) createRoute(r *restjson.Request) (restjson.Answer, error) {
	var in routeInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	made := &apigw.Route{ID: s.IDs.Short(), AuthorizationType: apigw.AuthorizationNone}
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		if err := in.apply(def, made); err != nil {
			return err
		}
		def.Routes = append(def.Routes, made)
		return uniqueKey(def, made)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewRoute(made))
}

// findRoute gives the index of the route a call is about.
func findRoute(def *apigw.HTTPAPI, r *restjson.Request) (int, error) {
	id := r.PathValue("route")
	i := slices.IndexFunc(def.Routes, func(r *apigw.Route) bool { return r.ID == id })
	if i < 0 {
		return i, restjson.NotFound("Invalid Route identifier specified %s", id)
	}
	return i, nil
}

func (s *Server) getRoutes(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return page(r, views(a.Definition.Routes, viewRoute))
}

// views gives the views of entities, in their order.
func views[T, V any](all []T, view func(T) V) []V {
	out := make([]V, len(all))
	for i, entity := range all {
		out[i] = view(entity)
	}
	return out
}

func (s *Server) getRoute(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	i, err := findRoute(a.Definition, r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewRoute(a.Definition.Routes[i]))
}

func (s *Server) updateRoute(r *restjson.Request) (restjson.Answer, error) {
	var in routeInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	var changed *apigw.Route
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		i, err := findRoute(def, r)
		if err != nil {
			return err
		}
		changed = def.Routes[i]
		if err := in.apply(def, changed); err != nil {
			return err
		}
		return uniqueKey(def, changed)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewRoute(changed))
}

func (s *Server) deleteRoute(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		i, err := findRoute(def, r)
		if err != nil {
			return err
		}
		def.Routes = slices.Delete(def.Routes, i, i+1)
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
