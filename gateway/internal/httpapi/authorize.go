package httpapi

import "github.com/apigen-go/apigen/internal/apigw"

// A decider decides who may call a route. It is compiled with its deployment and
// sets the exchange's caller.
type decider interface {
	authorize(x *exchange) (decision string, f *failure)
}

func (x *exchange) authorize() (string, *failure) {
	if x.route.authorizer == nil {
		return "open to everybody", nil
	}
	return x.route.authorizer.authorize(x)
}

func (s *Server) compileAuthorizer(def *apigw.HTTPAuthorizer) decider {
	if def.Type == "JWT" {
		return s.newJWT(def)
	}
	return newLambdaAuthorizer(def)
}

// routeAuthorizer gives what decides about a route; nil lets everybody in.
func routeAuthorizer(r *apigw.Route, all map[string]decider) decider {
	switch r.AuthorizationType {
	case apigw.AuthorizationNone, "":
		return nil
	case apigw.AuthorizationIAM:
		return iamAuthorizer{}
	}
	if a := all[r.Authorizer]; a != nil {
		return a
	}
	return refuser{"there is no authorizer " + r.Authorizer}
}

// A refuser lets nobody in: what should decide is not there.
type refuser struct{ cause string }

func (a refuser) authorize(*exchange) (string, *failure) { return "", internalError(a.cause) }
