package dataplane

import (
	"bytes"
	"slices"
	"strings"
)

// A proxyEvent is what a proxy integration sends to a function (payload 1.0 of
// REST APIs, which has no version member). What is empty is null, not absent.
// The members are those of recorded events (test_lambda_aws_proxy_integration).
type proxyEvent struct {
	resource, path, httpMethod string
	headers                    header // sorted; their values are in the order they came
	query                      map[string][]string
	pathParameters             map[string]string
	stageVariables             map[string]string
	requestContext             requestContext
	body                       []byte
	isBase64Encoded            bool // the body is sent so
}

type requestContext struct {
	ResourceID        string         `json:"resourceId"`
	Authorizer        map[string]any `json:"authorizer,omitempty"`
	ResourcePath      string         `json:"resourcePath"`
	OperationName     string         `json:"operationName,omitempty"`
	HTTPMethod        string         `json:"httpMethod"`
	ExtendedRequestID string         `json:"extendedRequestId"`
	RequestTime       string         `json:"requestTime"`
	Path              string         `json:"path"`
	AccountID         string         `json:"accountId"`
	Protocol          string         `json:"protocol"`
	Stage             string         `json:"stage"`
	DomainPrefix      string         `json:"domainPrefix"`
	RequestTimeEpoch  int64          `json:"requestTimeEpoch"`
	RequestID         string         `json:"requestId"`
	Identity          eventIdentity  `json:"identity"`
	DomainName        string         `json:"domainName"`
	DeploymentID      string         `json:"deploymentId"`
	APIID             string         `json:"apiId"`
	IsCanaryRequest   *bool          `json:"isCanaryRequest,omitempty"` // of a stage with a canary

	encodedAuthorizer []byte // Authorizer as it is written; nil when it has to be
}

// An eventIdentity is requestContext.identity. Members without a value are
// null, but the API key's are absent unless the method requires one.
type eventIdentity struct {
	CognitoIdentityPoolID         *string `json:"cognitoIdentityPoolId"`
	AccountID                     *string `json:"accountId"`
	CognitoIdentityID             *string `json:"cognitoIdentityId"`
	Caller                        *string `json:"caller"`
	SourceIP                      string  `json:"sourceIp"`
	PrincipalOrgID                *string `json:"principalOrgId"`
	AccessKey                     *string `json:"accessKey"`
	CognitoAuthenticationType     *string `json:"cognitoAuthenticationType"`
	CognitoAuthenticationProvider *string `json:"cognitoAuthenticationProvider"`
	UserArn                       *string `json:"userArn"`
	UserAgent                     *string `json:"userAgent"`
	User                          *string `json:"user"`
	APIKey                        string  `json:"apiKey,omitempty"`
	APIKeyID                      string  `json:"apiKeyId,omitempty"`
}

// event makes the payload for the function.
func (x *exchange) event() []byte {
	m := x.match
	e := proxyEvent{
		resource: m.resource.path, path: x.eventPath(), httpMethod: x.verb,
		headers: append(x.sorted, x.header...), query: x.query,
		pathParameters: m.params, stageVariables: x.stage.Variables,
		requestContext: x.requestContext(), body: x.body,
	}
	x.sorted = e.headers
	slices.SortStableFunc(e.headers, func(a, b field) int { return strings.Compare(a.name, b.name) })
	e.isBase64Encoded = len(x.body) > 0 && len(x.compiled.definition.BinaryMediaTypes) > 0 && matchesBinary(x.compiled.definition.BinaryMediaTypes, firstMediaType(x.header.get("Content-Type")))
	x.text = e.append(x.text[:0])
	if len(x.text) <= maxRoom {
		return bytes.Clone(x.text) // what the function gets is its own, and takes no more than it has to
	}
	text := x.text
	x.text = nil
	return text
}

func (x *exchange) requestContext() requestContext {
	c := requestContext{
		ResourceID: x.match.resource.id, ResourcePath: x.match.resource.path,
		OperationName: x.match.method.definition.OperationName,
		HTTPMethod:    x.verb, ExtendedRequestID: x.extendedID, RequestID: x.requestID,
		RequestTime: x.requestTime(), RequestTimeEpoch: x.start.UnixMilli(),
		Path: x.target.contextPath, AccountID: x.server.AccountID, Protocol: "HTTP/1.1",
		Stage: x.stage.Name, DomainName: x.domainName, DomainPrefix: firstLabel(x.domainName),
		DeploymentID: x.stage.DeploymentID, APIID: x.apiID, Authorizer: x.authorizer, encodedAuthorizer: x.encodedAuthorizer,
		Identity: eventIdentity{SourceIP: x.sourceIP},
	}
	if x.userAgent = x.header.get("User-Agent"); x.userAgent != "" {
		c.Identity.UserAgent = &x.userAgent
	}
	if x.stage.Canary != nil {
		c.IsCanaryRequest = &x.isCanary
	}
	if who := x.caller; who != nil {
		c.Identity.AccessKey, c.Identity.AccountID, c.Identity.UserArn = &who.AccessKeyID, &who.AccountID, &who.ARN
		c.Identity.Caller, c.Identity.User = &who.UserID, &who.UserID
	}
	if x.key != nil {
		c.Identity.APIKey, c.Identity.APIKeyID = x.key.Value, x.key.ID
	}
	return c
}

func lastValues(multi map[string][]string) map[string]string {
	if multi == nil {
		return nil
	}
	out := make(map[string]string, len(multi))
	for name, values := range multi {
		out[name] = values[len(values)-1]
	}
	return out
}
