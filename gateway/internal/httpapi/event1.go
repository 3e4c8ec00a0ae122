package httpapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/eventjson"
)

// An event1 is payload 1.0: the event of REST APIs with a version. What is empty
// is null.
type event1 struct {
	Version                         string              `json:"version"`
	Resource                        string              `json:"resource"`
	Path                            string              `json:"path"`
	HTTPMethod                      string              `json:"httpMethod"`
	Headers                         map[string]string   `json:"headers"`
	MultiValueHeaders               map[string][]string `json:"multiValueHeaders"`
	QueryStringParameters           map[string]string   `json:"queryStringParameters"`
	MultiValueQueryStringParameters map[string][]string `json:"multiValueQueryStringParameters"`
	RequestContext                  requestContext1     `json:"requestContext"`
	PathParameters                  map[string]string   `json:"pathParameters"`
	StageVariables                  map[string]string   `json:"stageVariables"`
	Body                            *string             `json:"body"`
	IsBase64Encoded                 bool                `json:"isBase64Encoded"`
}

type requestContext1 struct {
	AccountID         string         `json:"accountId"`
	APIID             string         `json:"apiId"`
	Authorizer        map[string]any `json:"authorizer,omitempty"`
	DomainName        string         `json:"domainName"`
	DomainPrefix      string         `json:"domainPrefix"`
	ExtendedRequestID string         `json:"extendedRequestId"`
	HTTPMethod        string         `json:"httpMethod"`
	Identity          identity1      `json:"identity"`
	Path              string         `json:"path"`
	Protocol          string         `json:"protocol"`
	RequestID         string         `json:"requestId"`
	RequestTime       string         `json:"requestTime"`
	RequestTimeEpoch  int64          `json:"requestTimeEpoch"`
	ResourceID        string         `json:"resourceId"`
	ResourcePath      string         `json:"resourcePath"`
	Stage             string         `json:"stage"`
}

type identity1 struct {
	AccessKey                     *string `json:"accessKey"`
	AccountID                     *string `json:"accountId"`
	Caller                        *string `json:"caller"`
	CognitoAuthenticationProvider *string `json:"cognitoAuthenticationProvider"`
	CognitoAuthenticationType     *string `json:"cognitoAuthenticationType"`
	CognitoIdentityID             *string `json:"cognitoIdentityId"`
	CognitoIdentityPoolID         *string `json:"cognitoIdentityPoolId"`
	PrincipalOrgID                *string `json:"principalOrgId"`
	SourceIP                      string  `json:"sourceIp"`
	User                          *string `json:"user"`
	UserAgent                     string  `json:"userAgent"`
	UserARN                       *string `json:"userArn"`
}

// event1 makes the payload for a function.
func (x *exchange) event1(out *outgoing) []byte {
	e := x.eventHead1(out)
	e.RequestContext.Authorizer = x.caller.event1()
	if len(x.body) > 0 {
		body, encoded := eventBody(x.body, out.header.Get("Content-Type"))
		e.Body, e.IsBase64Encoded = &body, encoded
	}
	return e.append(make([]byte, 0, 2048+2*len(x.body)))
}

// eventHead1 is what events for functions and for authorizers have in common.
func (x *exchange) eventHead1(out *outgoing) *event1 {
	e := &event1{
		Version: "1.0", Resource: resourcePath(x.route), Path: out.path, HTTPMethod: x.r.Method,
		Headers: map[string]string{}, MultiValueHeaders: map[string][]string{},
		MultiValueQueryStringParameters: out.query.multi(), PathParameters: x.pathParams, StageVariables: x.stage.Variables,
		RequestContext: requestContext1{
			AccountID: x.server.AccountID, APIID: x.target.APIID, DomainName: x.domainName, DomainPrefix: firstLabel(x.domainName),
			ExtendedRequestID: x.requestID, RequestID: x.requestID, HTTPMethod: x.r.Method,
			Identity: identity1{SourceIP: x.sourceIP, UserAgent: x.r.UserAgent()},
			Path:     out.path, Protocol: "HTTP/1.1",
			RequestTime: requestTime(x.start), RequestTimeEpoch: x.start.UnixMilli(),
			ResourceID: x.route.definition.Key, ResourcePath: resourcePath(x.route), Stage: x.stage.Name,
		},
	}
	x.caller.identify(&e.RequestContext.Identity)
	for name, values := range out.header {
		name = spelling1(name)
		e.Headers[name] = values[len(values)-1]
		e.MultiValueHeaders[name] = values
	}
	for name, values := range e.MultiValueQueryStringParameters {
		if e.QueryStringParameters == nil {
			e.QueryStringParameters = map[string]string{}
		}
		e.QueryStringParameters[name] = values[len(values)-1]
	}
	return e
}

// append writes the event as encoding/json does.
func (e *event1) append(b []byte) []byte {
	b = eventjson.AppendString(append(b, `{"version":`...), e.Version)
	b = eventjson.AppendString(append(b, `,"resource":`...), e.Resource)
	b = eventjson.AppendString(append(b, `,"path":`...), e.Path)
	b = eventjson.AppendString(append(b, `,"httpMethod":`...), e.HTTPMethod)
	b = eventjson.AppendValue(append(b, `,"headers":`...), e.Headers)
	b = appendLists(append(b, `,"multiValueHeaders":`...), e.MultiValueHeaders)
	b = eventjson.AppendValue(append(b, `,"queryStringParameters":`...), e.QueryStringParameters)
	b = appendLists(append(b, `,"multiValueQueryStringParameters":`...), e.MultiValueQueryStringParameters)
	b = e.RequestContext.append(append(b, `,"requestContext":`...))
	b = eventjson.AppendValue(append(b, `,"pathParameters":`...), e.PathParameters)
	b = eventjson.AppendValue(append(b, `,"stageVariables":`...), e.StageVariables)
	b = appendOrNull(append(b, `,"body":`...), e.Body)
	return append(strconv.AppendBool(append(b, `,"isBase64Encoded":`...), e.IsBase64Encoded), '}')
}

func appendLists(b []byte, lists map[string][]string) []byte {
	if lists != nil && len(lists) == 0 {
		return append(b, "{}"...)
	}
	return eventjson.AppendObject(b, sortedKeys(lists), func(b []byte, name string) []byte {
		return eventjson.AppendStrings(b, lists[name])
	})
}

func appendOrNull(b []byte, text *string) []byte {
	if text == nil {
		return append(b, "null"...)
	}
	return eventjson.AppendString(b, *text)
}

func (c *requestContext1) append(b []byte) []byte {
	b = eventjson.AppendString(append(b, `{"accountId":`...), c.AccountID)
	b = eventjson.AppendString(append(b, `,"apiId":`...), c.APIID)
	if len(c.Authorizer) > 0 {
		b = eventjson.AppendValue(append(b, `,"authorizer":`...), c.Authorizer)
	}
	b = eventjson.AppendString(append(b, `,"domainName":`...), c.DomainName)
	b = eventjson.AppendString(append(b, `,"domainPrefix":`...), c.DomainPrefix)
	b = eventjson.AppendString(append(b, `,"extendedRequestId":`...), c.ExtendedRequestID)
	b = eventjson.AppendString(append(b, `,"httpMethod":`...), c.HTTPMethod)
	b = c.Identity.append(append(b, `,"identity":{`...))
	b = eventjson.AppendString(append(b, `},"path":`...), c.Path)
	b = eventjson.AppendString(append(b, `,"protocol":`...), c.Protocol)
	b = eventjson.AppendString(append(b, `,"requestId":`...), c.RequestID)
	b = eventjson.AppendString(append(b, `,"requestTime":`...), c.RequestTime)
	b = strconv.AppendInt(append(b, `,"requestTimeEpoch":`...), c.RequestTimeEpoch, 10)
	b = eventjson.AppendString(append(b, `,"resourceId":`...), c.ResourceID)
	b = eventjson.AppendString(append(b, `,"resourcePath":`...), c.ResourcePath)
	return append(eventjson.AppendString(append(b, `,"stage":`...), c.Stage), '}')
}

// append writes the members.
func (i *identity1) append(b []byte) []byte {
	for _, m := range [...]struct {
		key   string
		value *string
	}{
		{`"accessKey":`, i.AccessKey}, {`"accountId":`, i.AccountID}, {`"caller":`, i.Caller},
		{`"cognitoAuthenticationProvider":`, i.CognitoAuthenticationProvider}, {`"cognitoAuthenticationType":`, i.CognitoAuthenticationType},
		{`"cognitoIdentityId":`, i.CognitoIdentityID}, {`"cognitoIdentityPoolId":`, i.CognitoIdentityPoolID},
		{`"principalOrgId":`, i.PrincipalOrgID}, {`"sourceIp":`, &i.SourceIP}, {`"user":`, i.User},
		{`"userAgent":`, &i.UserAgent}, {`"userArn":`, i.UserARN},
	} {
		b = appendOrNull(append(eventjson.AppendComma(b), m.key...), m.value)
	}
	return b
}

func resourcePath(r *route) string {
	if path := r.definition.Path(); path != "" {
		return path
	}
	return r.definition.Key
}

// spelling1 is how payload 1.0 spells a header: those the gateway knows in title
// case, all others in lower case.
func spelling1(name string) string {
	switch name = http.CanonicalHeaderKey(name); name {
	case "Content-Length", "Host", "User-Agent", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto":
		return name
	}
	return strings.ToLower(name)
}
