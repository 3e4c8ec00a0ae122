package httpapi

import (
	"net/http"
	"strings"
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
	return marshal(e)
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
