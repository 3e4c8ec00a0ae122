package httpcontrol

import (
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/internal/apigw"
)

type authorizer struct {
	AuthorizerCredentialsARN       string            `json:"authorizerCredentialsArn,omitempty"`
	AuthorizerID                   string            `json:"authorizerId"`
	AuthorizerPayloadFormatVersion string            `json:"authorizerPayloadFormatVersion,omitempty"`
	AuthorizerResultTTLInSeconds   *int              `json:"authorizerResultTtlInSeconds,omitempty"`
	AuthorizerType                 string            `json:"authorizerType"`
	AuthorizerURI                  string            `json:"authorizerUri,omitempty"`
	EnableSimpleResponses          *bool             `json:"enableSimpleResponses,omitempty"`
	IdentitySource                 []string          `json:"identitySource"`
	JWTConfiguration               *jwtConfiguration `json:"jwtConfiguration,omitempty"`
	Name                           string            `json:"name"`
}

type jwtConfiguration struct {
	Audience []string `json:"audience,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`
}

func viewAuthorizer(a *apigw.HTTPAuthorizer) authorizer {
	out := authorizer{
		AuthorizerID: a.ID, AuthorizerType: a.Type, Name: a.Name,
		IdentitySource: append([]string{}, a.IdentitySource...),
	}
	if a.Type == "JWT" {
		out.JWTConfiguration = &jwtConfiguration{a.Audience, a.Issuer}
		return out
	}
	ttl := 0
	if a.ResultTTLInSeconds != nil {
		ttl = *a.ResultTTLInSeconds
	}
	out.AuthorizerCredentialsARN, out.AuthorizerURI = a.Credentials, a.URI
	out.AuthorizerPayloadFormatVersion, out.AuthorizerResultTTLInSeconds = a.PayloadFormatVersion, &ttl
	out.EnableSimpleResponses = &a.EnableSimpleResponses
	return out
}

// An authorizerInput is what CreateAuthorizer and UpdateAuthorizer take.
type authorizerInput struct {
	AuthorizerCredentialsARN       *string           `json:"authorizerCredentialsArn"`
	AuthorizerPayloadFormatVersion *string           `json:"authorizerPayloadFormatVersion"`
	AuthorizerResultTTLInSeconds   *int              `json:"authorizerResultTtlInSeconds"`
	AuthorizerType                 *string           `json:"authorizerType"`
	AuthorizerURI                  *string           `json:"authorizerUri"`
	EnableSimpleResponses          *bool             `json:"enableSimpleResponses"`
	IdentitySource                 *[]string         `json:"identitySource"`
	JWTConfiguration               *jwtConfiguration `json:"jwtConfiguration"`
	Name                           *string           `json:"name"`
}

// apply changes what is given. An issuer must answer, unlike at an import, where
// one that does not is a warning.
func (s *Server) apply(r *restjson.Request, in *authorizerInput, a *apigw.HTTPAuthorizer) error {
	set(&a.Name, in.Name)
	set(&a.Type, in.AuthorizerType)
	set(&a.URI, in.AuthorizerURI)
	set(&a.Credentials, in.AuthorizerCredentialsARN)
	set(&a.PayloadFormatVersion, in.AuthorizerPayloadFormatVersion)
	set(&a.EnableSimpleResponses, in.EnableSimpleResponses)
	set(&a.IdentitySource, in.IdentitySource)
	if in.AuthorizerResultTTLInSeconds != nil {
		a.ResultTTLInSeconds = in.AuthorizerResultTTLInSeconds
	}
	if in.JWTConfiguration != nil {
		a.Issuer, a.Audience = in.JWTConfiguration.Issuer, in.JWTConfiguration.Audience
	}
	if a.Name == "" || len(a.Name) > 128 {
		return restjson.BadRequest("Invalid authorizer name: a name has 1 to 128 characters")
	}
	if fault := a.Fault(); fault != "" {
		return restjson.BadRequest("%s", fault)
	}
	if a.Type != "JWT" || in.JWTConfiguration == nil {
		return nil
	}
	if err := s.DataPlane.CheckIssuer(r.Context(), a.Issuer); err != nil {
		return restjson.BadRequest("Caught exception when connecting to %s for issuer %s. Please try again later. Error: %v", a.Issuer, a.Issuer, err)
	}
	return nil
}

func (s *Server) createAuthorizer(r *restjson.Request) (restjson.Answer, error) {
	var in authorizerInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	made := &apigw.HTTPAuthorizer{ID: s.IDs.Short()}
	if err := s.apply(r, &in, made); err != nil {
		return restjson.Answer{}, err
	}
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		def.Authorizers = append(def.Authorizers, made)
		return uniqueName(def, made)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(viewAuthorizer(made))
}

func uniqueName(def *apigw.HTTPAPI, a *apigw.HTTPAuthorizer) error {
	for _, other := range def.Authorizers {
		if other.ID != a.ID && other.Name == a.Name {
			return restjson.BadRequest("Authorizer name must be unique. Authorizer %s already exists in this Api", a.Name)
		}
	}
	return nil
}

func findAuthorizer(def *apigw.HTTPAPI, r *restjson.Request) (*apigw.HTTPAuthorizer, error) {
	id := r.PathValue("authorizer")
	if a := def.Authorizer(id); a != nil {
		return a, nil
	}
	return nil, restjson.NotFound("Invalid Authorizer identifier specified %s", id)
}

func (s *Server) getAuthorizers(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return page(r, views(a.Definition.Authorizers, viewAuthorizer))
}

func (s *Server) getAuthorizer(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	found, err := findAuthorizer(a.Definition, r)
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewAuthorizer(found))
}

func (s *Server) updateAuthorizer(r *restjson.Request) (restjson.Answer, error) {
	var in authorizerInput
	if err := r.Decode(&in); err != nil {
		return restjson.Answer{}, err
	}
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	found, err := findAuthorizer(a.Definition, r)
	if err != nil {
		return restjson.Answer{}, err
	}
	// The issuer is asked before the state is locked for the change.
	next := *found
	if err := s.apply(r, &in, &next); err != nil {
		return restjson.Answer{}, err
	}
	_, err = s.change(r, func(def *apigw.HTTPAPI) error {
		have, err := findAuthorizer(def, r)
		if err != nil {
			return err
		}
		*have = next
		return uniqueName(def, have)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.OK(viewAuthorizer(&next))
}

// deleteAuthorizer refuses while a route uses the authorizer.
func (s *Server) deleteAuthorizer(r *restjson.Request) (restjson.Answer, error) {
	_, err := s.change(r, func(def *apigw.HTTPAPI) error {
		a, err := findAuthorizer(def, r)
		if err != nil {
			return err
		}
		for _, route := range def.Routes {
			if route.Authorizer == a.ID {
				return restjson.Conflict("Cannot delete authorizer '%s', is referenced in route: %s", a.Name, route.Key)
			}
		}
		def.Authorizers = slices.DeleteFunc(def.Authorizers, func(have *apigw.HTTPAuthorizer) bool { return have == a })
		return nil
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.NoContent()
}
