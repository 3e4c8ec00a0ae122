package dataplane

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/authorizer"
	"github.com/apigen-go/apigen/gateway/internal/eventjson"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/javaregexp"
)

const (
	defaultAuthorizerTTL = 300 * time.Second
	authorizerTimeout    = 29 * time.Second
)

// A lambdaAuthorizer asks a function who may call. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
type lambdaAuthorizer struct {
	id         string
	name       string
	token      bool // TOKEN, else REQUEST
	target     lambdaTarget
	sources    authorizer.Sources
	expression *javaregexp.Regexp // on the token; may be nil
	ttl        time.Duration
}

func compileLambdaAuthorizer(d *apigw.Authorizer) (*lambdaAuthorizer, error) {
	a := &lambdaAuthorizer{
		id: d.ID, name: d.Name, token: d.Type == "TOKEN", ttl: defaultAuthorizerTTL,
		target: lambdaTarget{uri: parseURI(d.URI), httpMethod: "POST", hasCredentials: d.Credentials != ""},
	}
	if d.ResultTTLInSeconds != nil {
		a.ttl = time.Duration(*d.ResultTTLInSeconds) * time.Second
	}
	var err error
	if a.sources, err = authorizer.ParseSources(d.IdentitySource); err != nil {
		return nil, err
	}
	if len(a.sources) == 0 {
		if a.token {
			return nil, errors.New("a TOKEN authorizer needs an identity source")
		}
		a.ttl = 0 // there is nothing to remember an answer by
	}
	if a.token && d.IdentityValidationExpression != "" {
		a.expression, err = compileWhole(d.IdentityValidationExpression)
	}
	return a, err
}

func (a *lambdaAuthorizer) authorize(x *exchange) (string, *failure) {
	if x.deniedBeforehand() {
		return "", x.policyFailure(policy.Deny)
	}
	values, missing := a.sources.Values(x.sourceValue)
	if missing != "" && (a.token || a.ttl > 0) {
		return "", fail(unauthorized, "Unauthorized", "identity source "+missing+" is missing")
	}
	if a.expression != nil {
		if ok, err := a.expression.MatchString(values[0]); err != nil || !ok {
			return "", fail(unauthorized, "Unauthorized", "the token does not match the validation expression")
		}
	}
	ans, cached, f := a.ask(x, values)
	if f != nil {
		return "", f
	}
	x.authorizer = map[string]any{"principalId": ans.PrincipalID, "integrationLatency": x.authorizerLatency.Milliseconds()}
	for name, value := range ans.Texts() {
		x.authorizer[name] = value
	}
	x.usageKey = ans.UsageIdentifierKey
	x.identityPolicy = ans.Policy
	how := "function asked"
	if cached {
		how = "answer remembered"
	}
	return "authorizer " + a.name + " for " + ans.PrincipalID + ": " + how, nil
}

// ask asks the function or the cache.
func (a *lambdaAuthorizer) ask(x *exchange, values []string) (*authorizer.Answer, bool, *failure) {
	fn, f := a.target.authorizerFunction(x, a.id)
	if f != nil {
		return nil, false, f
	}
	began := time.Now()
	ans, cached, err := x.server.authorizers.Ask(x.r.Context(), &authorizer.Question{
		Key:     authorizer.Key{API: x.apiID, Stage: x.stage.Name, Authorizer: a.name, Identity: authorizer.Identity(values)},
		TTL:     a.ttl,
		Timeout: authorizerTimeout,
		Event:   func() []byte { return a.event(x, values) },
		Invoke: func(ctx context.Context, payload []byte) (lambda.Result, error) {
			x.logText("Authorizer event", payload)
			res, err := x.server.Functions.Invoke(ctx, x.invocation(fn, payload))
			x.logText("Authorizer answer", res.Payload)
			x.authorizerRequestID = res.RequestID
			return res, err
		},
	})
	x.authorizerLatency = time.Since(began)
	switch {
	case errors.Is(err, authorizer.ErrUnauthorized):
		return nil, false, fail(unauthorized, "Unauthorized", err.Error())
	case errors.Is(err, authorizer.ErrMalformed):
		return nil, false, brokenAuthorizer(authorizerConfigurationError, err.Error())
	case err != nil:
		return nil, false, brokenAuthorizer(authorizerFailure, err.Error())
	}
	return ans, cached, nil
}

// brokenAuthorizer is the answer to an authorizer that gives none: the message
// is null, and the error's type is the same whatever broke (recorded).
func brokenAuthorizer(kind responseType, cause string) *failure {
	return &failure{kind: kind, noMessage: true, errorType: "AuthorizerConfigurationException", cause: "Execution failed due to configuration error: " + cause}
}

// authorizerFunction finds the function of an authorizer, and whether it may be
// invoked for it.
func (t *lambdaTarget) authorizerFunction(x *exchange, id string) (function, *failure) {
	fn, f := t.named(x)
	if f != nil {
		return fn, brokenAuthorizer(authorizerConfigurationError, f.cause)
	}
	source := x.apiARN() + "/authorizers/" + id
	if !t.hasCredentials && !x.server.OpenFunctions && !x.permitted(fn, source) {
		return fn, brokenAuthorizer(authorizerConfigurationError, fmt.Sprintf(
			"Invalid permissions on Lambda function: %s needs a permission for apigateway.amazonaws.com from %s", fn.name, source))
	}
	return fn, nil
}

// sourceValue gives the value of an identity source.
func (x *exchange) sourceValue(s authorizer.Source) string {
	switch s.Location {
	case "header":
		return x.header.get(s.Name)
	case "querystring":
		if values := x.query[s.Name]; len(values) > 0 {
			return values[len(values)-1]
		}
	case "stageVariables":
		return x.stage.Variables[s.Name]
	case "context":
		return x.contextText(s.Name)
	}
	return ""
}

// An authorizerEvent is what a REQUEST authorizer gets: the method request
// without its body. What is empty is an empty object. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
type authorizerEvent struct {
	Type                            string              `json:"type"`
	MethodARN                       string              `json:"methodArn"`
	Resource                        string              `json:"resource"`
	Path                            string              `json:"path"`
	HTTPMethod                      string              `json:"httpMethod"`
	Headers                         map[string]string   `json:"headers"`
	MultiValueHeaders               map[string][]string `json:"multiValueHeaders"`
	QueryStringParameters           map[string]string   `json:"queryStringParameters"`
	MultiValueQueryStringParameters map[string][]string `json:"multiValueQueryStringParameters"`
	PathParameters                  map[string]string   `json:"pathParameters"`
	StageVariables                  map[string]string   `json:"stageVariables"`
	RequestContext                  requestContext      `json:"requestContext"`
}

func (a *lambdaAuthorizer) event(x *exchange, values []string) []byte {
	if a.token {
		return eventjson.Encode(struct {
			Type  string `json:"type"`
			ARN   string `json:"methodArn"`
			Token string `json:"authorizationToken"`
		}{"TOKEN", x.methodARN(), values[0]})
	}
	headers := x.header.multi()
	return eventjson.Encode(authorizerEvent{
		Type: "REQUEST", MethodARN: x.methodARN(),
		Resource: x.match.resource.path, Path: x.target.path, HTTPMethod: x.verb,
		Headers: lastValues(headers), MultiValueHeaders: headers,
		QueryStringParameters: notNil(lastValues(x.query)), MultiValueQueryStringParameters: notNil(x.query),
		PathParameters: notNil(x.match.params), StageVariables: notNil(x.stage.Variables),
		RequestContext: x.requestContext(),
	})
}

func notNil[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

// apiARN is the ARN of the API as execute-api names it.
func (x *exchange) apiARN() string {
	return "arn:aws:execute-api:" + x.server.Region + ":" + x.server.AccountID + ":" + x.apiID
}

// methodARN is the ARN of the method that is called, with the path as it came.
func (x *exchange) methodARN() string {
	return x.apiARN() + "/" + x.stage.Name + "/" + x.verb + "/" + strings.TrimPrefix(x.target.path, "/")
}
