package httpapi

import (
	"strconv"
	"time"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

// context gives $context as mappings and the access log read it. The names are
// those of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
func (x *exchange) context() *mapping.Context {
	m := vtl.NewMap()
	text := func(name, value string) {
		if value != "" {
			m.Put(name, vtl.Str(value))
		}
	}
	text("accountId", x.server.AccountID)
	text("apiId", x.target.APIID)
	text("domainName", x.domainName)
	text("domainPrefix", firstLabel(x.domainName))
	text("extendedRequestId", x.requestID)
	text("requestId", x.requestID)
	text("httpMethod", x.r.Method)
	text("path", x.path)
	text("protocol", "HTTP/1.1")
	text("requestTime", requestTime(x.start))
	m.Put("requestTimeEpoch", vtl.Int(x.start.UnixMilli()))
	if x.stage != nil {
		text("stage", x.stage.Name)
	}
	if x.route != nil {
		text("routeKey", x.route.definition.Key)
	}
	if x.target.Stage != "" {
		m.Put("customDomain", object("basePathMatched", x.target.BasePath))
	}
	m.Put("identity", x.identityContext())
	if a := x.authorizerContext(); a.Len() > 0 {
		m.Put("authorizer", vtl.FromMap(a))
	}
	return mapping.NewContext(m)
}

func object(name, value string) vtl.Value {
	m := vtl.NewMap()
	m.Put(name, vtl.Str(value))
	return vtl.FromMap(m)
}

func (x *exchange) identityContext() vtl.Value {
	m := vtl.NewMap()
	m.Put("sourceIp", vtl.Str(x.sourceIP))
	if agent := x.r.UserAgent(); agent != "" {
		m.Put("userAgent", vtl.Str(agent))
	}
	if i := x.caller.iam; i != nil {
		m.Put("accountId", vtl.Str(i.accountID))
		m.Put("caller", vtl.Str(i.userID))
		m.Put("user", vtl.Str(i.userID))
		m.Put("userArn", vtl.Str(i.userARN))
	}
	return vtl.FromMap(m)
}

func (x *exchange) authorizerContext() *vtl.Map {
	m := vtl.NewMap()
	if x.caller.claims != nil {
		claims := vtl.NewMap()
		for _, name := range sortedKeys(x.caller.claims) {
			claims.Put(name, vtl.Str(x.caller.claims[name]))
		}
		m.Put("claims", vtl.FromMap(claims))
	}
	for _, name := range sortedKeys(x.caller.granted) {
		m.Put(name, vtl.Str(claimText(x.caller.granted[name])))
	}
	if x.caller.id != "" {
		m.Put("principalId", vtl.Str(x.caller.id))
	}
	return m
}

// logContext is $context with what is known when the answer is written.
func (x *exchange) logContext(took time.Duration, length int) *mapping.Context {
	c := x.context()
	m := c.Map()
	text := func(name, value string) { m.Put(name, vtl.Str(value)) }
	text("status", strconv.Itoa(x.answer.status))
	text("responseLength", strconv.Itoa(length))
	text("responseLatency", strconv.FormatInt(took.Milliseconds(), 10))
	text("dataProcessed", strconv.Itoa(len(x.body)+length))
	integration := vtl.NewMap()
	if x.integrationLatency > 0 {
		latency := strconv.FormatInt(x.integrationLatency.Milliseconds(), 10)
		text("integrationLatency", latency)
		integration.Put("latency", vtl.Str(latency))
	}
	if x.integrationStatus != 0 {
		status := strconv.Itoa(x.integrationStatus)
		text("integrationStatus", status)
		integration.Put("integrationStatus", vtl.Str(status))
		integration.Put("status", vtl.Str(status))
	}
	if x.integrationError != "" {
		text("integrationErrorMessage", x.integrationError)
		integration.Put("error", vtl.Str(x.integrationError))
	}
	if x.integrationID != "" {
		text("awsEndpointRequestId", x.integrationID)
		integration.Put("requestId", vtl.Str(x.integrationID))
	}
	m.Put("integration", vtl.FromMap(integration))
	if f := x.failure; f != nil {
		e := vtl.NewMap()
		e.Put("message", vtl.Str(f.message))
		e.Put("messageString", vtl.Str(strconv.Quote(f.message)))
		e.Put("responseType", vtl.Str(f.kind))
		m.Put("error", vtl.FromMap(e))
	}
	return c
}
