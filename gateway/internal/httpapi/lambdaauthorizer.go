package httpapi

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/authorizer"
	"github.com/apigen-go/apigen/gateway/internal/eventjson"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/internal/apigw"
)

// authorizerTimeout is how long a function may take to decide (HTTP API quotas).
const authorizerTimeout = 10 * time.Second

// A lambdaAuthorizer asks a function who may call. Its answers are not
// remembered unless the authorizer says so, unlike those of REST APIs. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
type lambdaAuthorizer struct {
	definition *apigw.HTTPAuthorizer
	sources    authorizer.Sources
	format     authorizer.Format
	ttl        time.Duration
}

func newLambdaAuthorizer(def *apigw.HTTPAuthorizer) decider {
	a := &lambdaAuthorizer{definition: def, format: authorizer.PolicyHTTP}
	if def.EnableSimpleResponses && def.PayloadFormatVersion == "2.0" {
		a.format = authorizer.Simple
	}
	if def.ResultTTLInSeconds != nil {
		a.ttl = time.Duration(*def.ResultTTLInSeconds) * time.Second
	}
	var err error
	if a.sources, err = authorizer.ParseSources(def.IdentitySource...); err != nil {
		return refuser{"authorizer " + def.Name + ": " + err.Error()}
	}
	return a
}

func (a *lambdaAuthorizer) authorize(x *exchange) (string, *failure) {
	values, missing := a.sources.Values(x.sourceValue)
	if missing != "" {
		return "", unauthorized("identity source " + missing + " is missing")
	}
	ans, cached, f := a.ask(x, values)
	if f != nil {
		return "", f
	}
	how := ": function asked"
	if cached {
		how = ": answer remembered"
	}
	if !a.allows(ans, x) {
		return "", forbidden("authorizer " + a.definition.Name + " does not allow " + x.routeARN() + how)
	}
	x.caller.lambda, x.caller.id, x.caller.granted = true, ans.PrincipalID, ans.Context
	return "authorizer " + a.definition.Name + how, nil
}

// allows reads the answer for the route that is called, a remembered one too.
func (a *lambdaAuthorizer) allows(ans *authorizer.Answer, x *exchange) bool {
	if a.format == authorizer.Simple {
		return ans.Authorized
	}
	return ans.Policy.Decide(&policy.Request{
		Action: policy.Invoke, Resource: x.routeARN(), Keys: map[string][]string{"aws:sourceip": {x.sourceIP}},
	}) == policy.Allow
}

func (a *lambdaAuthorizer) ask(x *exchange, values []string) (*authorizer.Answer, bool, *failure) {
	def := a.definition
	uri, _ := apigw.ExpandStageVariables(def.URI, x.stage.Variables)
	fn, ok := apigw.ParseFunction(uri)
	if !ok {
		return nil, false, internalError("authorizer " + def.Name + ": invalid Lambda function URI " + uri)
	}
	if f := x.mayInvoke(fn, def.Credentials, x.apiARN()+"authorizers/"+def.ID); f != nil {
		return nil, false, f
	}
	ans, cached, err := x.server.authorizers.Ask(x.r.Context(), &authorizer.Question{
		Key:     authorizer.Key{API: x.target.APIID, Stage: x.stage.Name, Authorizer: def.ID, Identity: authorizer.Identity(values)},
		TTL:     a.ttl,
		Timeout: authorizerTimeout,
		Format:  a.format,
		Event:   func() []byte { return a.event(x, values) },
		Invoke: func(ctx context.Context, payload []byte) (lambda.Result, error) {
			return x.server.Functions.Invoke(ctx, lambda.Invocation{
				Function: fn.Name, Qualifier: fn.Qualifier, ARN: fn.ARN(), Payload: payload, TraceID: x.header.Get("X-Amzn-Trace-Id"),
			})
		},
	})
	if err != nil {
		f := internalError("authorizer " + def.Name + ": " + err.Error())
		f.kind = "AUTHORIZER_FAILURE"
		if errors.Is(err, authorizer.ErrMalformed) {
			f.kind = "AUTHORIZER_CONFIGURATION_ERROR"
		}
		return nil, false, f
	}
	return ans, cached, nil
}

// sourceValue reads one identity source; several values of a header or a
// parameter have commas between them.
func (x *exchange) sourceValue(s authorizer.Source) string {
	switch s.Location {
	case "header":
		return strings.Join(x.header.Values(s.Name), ",")
	case "querystring":
		return strings.Join(x.query.values(s.Name), ",")
	case "stageVariables":
		return x.stage.Variables[s.Name]
	}
	v := x.context().Lookup(strings.Split(s.Name, ".")...)
	if v.IsNull() || v.Map() != nil || v.Object() != nil {
		return ""
	}
	return v.String()
}

// event makes the event of payload 1.0 or 2.0. The body is never sent.
func (a *lambdaAuthorizer) event(x *exchange, values []string) []byte {
	out := &outgoing{header: x.header, query: x.query, path: x.path}
	if a.definition.PayloadFormatVersion == "2.0" {
		e := x.eventHead2(out)
		e.Type, e.RouteARN, e.IdentitySource = "REQUEST", x.routeARN(), values
		return e.append(make([]byte, 0, 1536))
	}
	e := x.eventHead1(out)
	source := strings.Join(values, ",")
	return eventjson.Encode(authorizerEvent1{
		Version: e.Version, Type: "REQUEST", MethodARN: x.routeARN(), IdentitySource: source, AuthorizationToken: source,
		Resource: e.Resource, Path: e.Path, HTTPMethod: e.HTTPMethod, Headers: e.Headers,
		QueryStringParameters: notNil(e.QueryStringParameters), PathParameters: notNil(e.PathParameters),
		StageVariables: notNil(e.StageVariables), RequestContext: e.RequestContext,
	})
}

// An authorizerEvent1 is payload 1.0 for authorizers, with the members of the
// guide's sample.
type authorizerEvent1 struct {
	Version               string            `json:"version"`
	Type                  string            `json:"type"`
	MethodARN             string            `json:"methodArn"`
	IdentitySource        string            `json:"identitySource"`
	AuthorizationToken    string            `json:"authorizationToken"`
	Resource              string            `json:"resource"`
	Path                  string            `json:"path"`
	HTTPMethod            string            `json:"httpMethod"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters"`
	PathParameters        map[string]string `json:"pathParameters"`
	StageVariables        map[string]string `json:"stageVariables"`
	RequestContext        requestContext1   `json:"requestContext"`
}

func notNil(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}
