package httpapi

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

// An authorizer decides who may call a route. It is compiled with its
// deployment and sets the exchange's caller.
type authorizer interface {
	authorize(x *exchange) (decision string, f *failure)
}

func (x *exchange) authorize() (string, *failure) {
	if x.route.authorizer == nil {
		return "open to everybody", nil
	}
	return x.route.authorizer.authorize(x)
}

func (s *Server) compileAuthorizer(def *apigw.HTTPAuthorizer) authorizer {
	if def.Type == "JWT" {
		return s.newJWT(def)
	}
	return refuser{"Lambda authorizers of HTTP APIs are not served by the local gateway"}
}

// routeAuthorizer gives what decides about a route; nil lets everybody in.
func (s *Server) routeAuthorizer(r *apigw.Route, all map[string]authorizer) authorizer {
	switch r.AuthorizationType {
	case apigw.AuthorizationNone, "":
		return nil
	case apigw.AuthorizationIAM:
		return refuser{"authorization type AWS_IAM of HTTP APIs is not served by the local gateway"}
	}
	if a := all[r.Authorizer]; a != nil {
		return a
	}
	return refuser{"there is no authorizer " + r.Authorizer}
}

// A refuser lets nobody in: what should decide is not there.
type refuser struct{ cause string }

func (a refuser) authorize(*exchange) (string, *failure) { return "", internalError(a.cause) }

// identitySources are the places an authorizer reads, compiled.
type identitySources []mapping.Expression

func compileSources(texts []string) (identitySources, error) {
	var all identitySources
	for _, text := range texts {
		e, err := mapping.ParseHTTPRequest(strings.NewReplacer("${", "$", "}", "").Replace(text))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// read gives the value of every source; ok is false when one is missing or
// empty.
func (sources identitySources) read(x *exchange) (values []string, missing string) {
	message := x.requestMessage()
	for _, e := range sources {
		value, _, err := e.Value(message)
		if err != nil || value == "" {
			return nil, e.String()
		}
		values = append(values, value)
	}
	return values, ""
}
