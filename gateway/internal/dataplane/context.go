package dataplane

import (
	"strings"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

// context gives $context, which lives as long as the request: what a request
// template overrides is seen by the response template. The names are those of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
// and their order, which templates can see, is the recorded one
// (test_sqs_amz_json_protocol).
func (x *exchange) context() *mapping.Context {
	if x.variables == nil {
		x.variables = mapping.MakeContext((*contextMaker)(x))
	}
	return x.variables
}

// A contextMaker makes $context of a request.
type contextMaker exchange

// One gives a variable that is text, without the others.
func (m *contextMaker) One(name string) (vtl.Value, bool) {
	x := (*exchange)(m)
	var text string
	switch name {
	case "httpMethod":
		text = x.verb
	case "extendedRequestId":
		text = x.extendedID
	case "requestTime":
		text = x.requestTime()
	case "path":
		text = x.target.contextPath
	case "accountId":
		text = x.server.AccountID
	case "stage":
		text = x.stage.Name
	case "requestId":
		text = x.requestID
	case "domainName":
		text = x.domainName
	case "apiId":
		text = x.apiID
	default:
		return vtl.Value{}, false
	}
	return vtl.Str(text), true
}

// All makes all variables.
func (m *contextMaker) All() *vtl.Map {
	x := (*exchange)(m)
	values := vtl.NewMapSize(24)
	text := func(name, value string) { values.Put(name, vtl.Str(value)) }
	if x.match != nil {
		text("resourceId", x.match.resource.id)
		text("resourcePath", x.match.resource.path)
	}
	text("httpMethod", x.verb)
	text("extendedRequestId", x.extendedID)
	text("requestTime", x.requestTime())
	text("path", x.target.contextPath)
	text("accountId", x.server.AccountID)
	text("protocol", "HTTP/1.1")
	values.Put("requestOverride", vtl.FromMap(vtl.NewMapSize(3)))
	text("stage", x.stage.Name)
	text("domainPrefix", firstLabel(x.domainName))
	values.Put("requestTimeEpoch", vtl.Int(x.start.UnixMilli()))
	text("requestId", x.requestID)
	values.Put("identity", vtl.FromMap(vtl.NewMadeMap((*identityMaker)(x))))
	text("domainName", x.domainName)
	text("deploymentId", x.stage.DeploymentID)
	values.Put("responseOverride", vtl.FromMap(vtl.NewMapSize(2)))
	text("apiId", x.apiID)
	if x.authorizer != nil {
		values.Put("authorizer", vtl.FromMap(x.authorizerValues()))
	}
	if x.match != nil && x.match.method.definition.OperationName != "" {
		text("operationName", x.match.method.definition.OperationName)
	}
	if x.stage.Canary != nil {
		values.Put("isCanaryRequest", vtl.Bool(x.isCanary))
	}
	return values
}

// An identityMaker makes $context.identity of a request.
type identityMaker exchange

// One gives none: they are made together.
func (*identityMaker) One(string) (vtl.Value, bool) { return vtl.Value{}, false }

// All makes the members in the recorded order; those without a value are null.
func (i *identityMaker) All() *vtl.Map {
	x := (*exchange)(i)
	m := vtl.NewMapSize(16)
	for _, name := range []string{
		"cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller", "sourceIp", "principalOrgId", "accessKey",
		"cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn", "userAgent", "user",
	} {
		m.Put(name, vtl.Value{})
	}
	m.Put("sourceIp", vtl.Str(x.sourceIP))
	if agent := x.header.get("User-Agent"); agent != "" {
		m.Put("userAgent", vtl.Str(agent))
	}
	if c := x.caller; c != nil {
		for name, value := range map[string]string{"accessKey": c.AccessKeyID, "accountId": c.AccountID, "caller": c.UserID, "user": c.UserID, "userArn": c.ARN} {
			m.Put(name, vtl.Str(value))
		}
	}
	if x.key != nil {
		m.Put("apiKey", vtl.Str(x.key.Value))
		m.Put("apiKeyId", vtl.Str(x.key.ID))
	}
	return m
}

func (x *exchange) authorizerValues() *vtl.Map {
	m := vtl.NewMapSize(len(x.authorizer))
	for _, name := range sortedKeys(x.authorizer) {
		switch value := x.authorizer[name].(type) {
		case string:
			m.Put(name, vtl.Str(value))
		case int64:
			m.Put(name, vtl.Int(value))
		case map[string]string:
			if x.claims == nil {
				x.claims = claimValues(value)
			}
			m.Put(name, vtl.FromMap(x.claims))
		}
	}
	return m
}

// contextText gives a variable of $context as text, before the authorizer has
// added its own.
func (x *exchange) contextText(name string) string {
	text := x.lookup(name)
	x.variables = nil
	return text
}

// lookup gives a variable of $context as text; without a value it is empty.
func (x *exchange) lookup(name string) string {
	v := x.context().Lookup(strings.Split(name, ".")...)
	if v.IsNull() {
		return ""
	}
	return v.String()
}

// failureContext is $context with what gateway responses see besides.
func (x *exchange) failureContext() *mapping.Context {
	c := x.context()
	c.Map().Put("xrayTraceId", vtl.Str(x.header.get("X-Amzn-Trace-Id")))
	if x.failure == nil {
		return c
	}
	e := vtl.NewMap()
	e.Put("message", vtl.Str(x.failure.message))
	e.Put("messageString", vtl.Str(x.failure.messageString()))
	e.Put("responseType", vtl.Str(string(x.failure.kind)))
	if x.failure.validation != "" {
		e.Put("validationErrorString", vtl.Str(x.failure.validation))
	}
	c.Map().Put("error", vtl.FromMap(e))
	return c
}

// message is the method request as parameter mappings read it.
func (x *exchange) message() *mapping.Message {
	return &mapping.Message{
		Header: x.headerValues,
		Query:  func(name string) []string { return x.query[name] },
		PathParameter: func(name string) (string, bool) {
			value, ok := x.pathParams()[name]
			return value, ok
		},
		Body: string(x.body), StageVariables: x.stage.Variables, Context: x.context(),
	}
}
