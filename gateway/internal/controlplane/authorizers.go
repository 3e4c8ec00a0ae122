package controlplane

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

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
	def, err := s.definition(r, noAuthorizer())
	if err != nil {
		return answer{}, err
	}
	a := authorizerByID(def, r.PathValue("authorizer"))
	if a == nil {
		return answer{}, noAuthorizer()
	}
	return ok(viewAuthorizer(a))
}

// createAuthorizer refuses unknown APIs with a conflict (recorded).
func (s *Server) createAuthorizer(r *request) (answer, error) {
	var in authorizer
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var v violations
	v.enum(r.input("type"), in.Type, authorizerTypes...)
	v.required(r.input("type"), in.Type == "")
	if err := v.err(); err != nil {
		return answer{}, err
	}
	made := &apigw.Authorizer{
		ID: s.IDs.Short(), Name: in.Name, Type: in.Type, ProviderARNs: in.ProviderARNs, AuthType: in.AuthType, URI: in.AuthorizerURI,
		Credentials: in.AuthorizerCredentials, IdentitySource: in.IdentitySource,
		IdentityValidationExpression: in.IdentityValidationExpression, ResultTTLInSeconds: in.AuthorizerResultTTLInSeconds,
	}
	if made.AuthType == "" {
		made.AuthType = "custom"
		if made.Type == "COGNITO_USER_POOLS" {
			made.AuthType = "cognito_user_pools"
		}
	}
	busy := conflict("Unable to complete operation due to concurrent modification. Please try again later.")
	err := s.edit(r, busy, func(def *apigw.RestAPI) error {
		if err := checkAuthorizer(def, made); err != nil {
			return err
		}
		def.Authorizers = append(def.Authorizers, made)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return created(viewAuthorizer(made))
}

var authorizerTypes = []string{"TOKEN", "REQUEST", "COGNITO_USER_POOLS"}

func checkAuthorizer(def *apigw.RestAPI, a *apigw.Authorizer) error {
	if a.Name == "" {
		return badRequest("Authorizer name cannot be empty")
	}
	if other := def.Authorizer(a.Name); other != nil && other != a {
		return conflict("Authorizer name must be unique. Authorizer %s already exists in this RestApi.", a.Name)
	}
	if f := apigw.CheckAuthorizer(a); f != nil {
		return badRequest("%s", f.Text)
	}
	return nil
}

func noAuthorizer() error { return notFound("Invalid Authorizer identifier specified") }

// editAuthorizer changes the authorizer a call names.
func (s *Server) editAuthorizer(r *request, change func(def *apigw.RestAPI, a *apigw.Authorizer) error) error {
	return s.edit(r, noAuthorizer(), func(def *apigw.RestAPI) error {
		a := authorizerByID(def, r.PathValue("authorizer"))
		if a == nil {
			return noAuthorizer()
		}
		return change(def, a)
	})
}

func (s *Server) updateAuthorizer(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated *apigw.Authorizer
	err = s.editAuthorizer(r, func(def *apigw.RestAPI, a *apigw.Authorizer) error {
		name := a.Name
		for _, p := range patches {
			if err := patchAuthorizer(a, p); err != nil {
				return err
			}
		}
		if err := checkAuthorizer(def, a); err != nil {
			return err
		}
		for m := range def.Methods() {
			if m.Authorizer == name {
				m.Authorizer = a.Name
			}
		}
		updated = a
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewAuthorizer(updated))
}

func patchAuthorizer(a *apigw.Authorizer, p patch) error {
	texts := map[string]*string{
		"/name": &a.Name, "/type": &a.Type, "/authType": &a.AuthType, "/authorizerUri": &a.URI, "/authorizerCredentials": &a.Credentials,
		"/identitySource": &a.IdentitySource, "/identityValidationExpression": &a.IdentityValidationExpression,
	}
	switch text := texts[p.Path]; {
	case p.Path == "/providerARNs":
		if err := p.only("add", "remove"); err != nil {
			return err
		}
		return p.member(&a.ProviderARNs, p.Value)
	case p.Path == "/authorizerResultTtlInSeconds":
		seconds, err := strconv.Atoi(p.Value)
		if err != nil {
			seconds = -1
		}
		a.ResultTTLInSeconds = &seconds
	case text == nil:
		return p.noPath()
	default:
		*text = p.Value
	}
	return p.only("replace")
}

// deleteAuthorizer refuses to delete what methods use.
func (s *Server) deleteAuthorizer(r *request) (answer, error) {
	err := s.editAuthorizer(r, func(def *apigw.RestAPI, a *apigw.Authorizer) error {
		for m, res := range def.Methods() {
			if m.Authorizer == a.Name {
				return conflict("Cannot delete authorizer '%s', is referenced in method: %s/%s", a.Name, strings.TrimSuffix(res.Path, "/"), m.HTTPMethod)
			}
		}
		def.Authorizers = slices.DeleteFunc(def.Authorizers, func(o *apigw.Authorizer) bool { return o == a })
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
