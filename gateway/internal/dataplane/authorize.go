package dataplane

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/apigw"
)

// An authorization finds out who calls a method: cognito.go, lambdaauthorizer.go,
// iam.go. What it learns is put into the exchange.
type authorization interface {
	authorize(x *exchange) (decision string, f *failure)
}

// compileAuthorizer gives nil for a method everybody may call.
func (a *API) compileAuthorizer(m *apigw.Method) (authorization, error) {
	switch m.AuthorizationType {
	case apigw.AuthorizationNone, "":
		return nil, nil
	case apigw.AuthorizationIAM:
		return iamAuthorizer{}, nil
	}
	d := a.definition.Authorizer(m.Authorizer)
	if d == nil {
		return nil, fmt.Errorf("no authorizer %q", m.Authorizer)
	}
	var compiled authorization
	var err error
	switch m.AuthorizationType {
	case apigw.AuthorizationCognito:
		compiled, err = compileCognito(d, m)
	case apigw.AuthorizationCustom:
		compiled, err = compileLambdaAuthorizer(d)
	default:
		err = fmt.Errorf("authorization type %q", m.AuthorizationType)
	}
	if err != nil {
		return nil, fmt.Errorf("authorizer %s: %w", d.Name, err)
	}
	return compiled, nil
}

// maxMethodARN is the longest ARN of a method that is authorized. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const maxMethodARN = 1600

// authorize is the step of the authorizer. An allowed caller may yet be refused
// by the resource policy, which is the next step.
func (x *exchange) authorize() (string, *failure) {
	a := x.match.method.authorizer
	if a == nil {
		return "open to everybody", nil
	}
	if len(x.target.path) > maxMethodARN/2 && len(x.methodARN()) > maxMethodARN {
		return "", &failure{kind: default4xx, status: 414, message: "Request URI too long", cause: "the method's ARN takes more than 1600 bytes"}
	}
	return a.authorize(x)
}
