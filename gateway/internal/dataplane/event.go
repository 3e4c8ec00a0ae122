package dataplane

import (
	"encoding/base64"
)

// A proxyEvent is what a proxy integration sends to a function (payload 1.0 of
// REST APIs, which has no version member). What is empty is null, not absent.
// The members are those of recorded events (test_lambda_aws_proxy_integration).
type proxyEvent struct {
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
	Body                            *string             `json:"body"`
	IsBase64Encoded                 bool                `json:"isBase64Encoded"`
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
		Resource: m.resource.path, Path: x.eventPath(), HTTPMethod: x.verb,
		MultiValueHeaders: x.header.multi(), MultiValueQueryStringParameters: x.query,
		PathParameters: m.params,
		RequestContext: x.requestContext(),
	}
	e.Headers = lastValues(e.MultiValueHeaders)
	e.QueryStringParameters = lastValues(x.query)
	if len(x.stage.Variables) > 0 {
		e.StageVariables = x.stage.Variables
	}
	if len(x.body) > 0 {
		body := string(x.body)
		if matchesBinary(x.compiled.definition.BinaryMediaTypes, firstMediaType(x.header.get("Content-Type"))) {
			e.IsBase64Encoded = true
			body = base64.StdEncoding.EncodeToString(x.body)
		}
		e.Body = &body
	}
	return encode(e)
}

func (x *exchange) requestContext() requestContext {
	c := requestContext{
		ResourceID: x.match.resource.id, ResourcePath: x.match.resource.path,
		OperationName: x.match.method.definition.OperationName,
		HTTPMethod:    x.verb, ExtendedRequestID: x.extendedID, RequestID: x.requestID,
		RequestTime: x.requestTime(), RequestTimeEpoch: x.start.UnixMilli(),
		Path: x.target.contextPath, AccountID: x.server.AccountID, Protocol: "HTTP/1.1",
		Stage: x.stage.Name, DomainName: x.domainName, DomainPrefix: firstLabel(x.domainName),
		DeploymentID: x.stage.DeploymentID, APIID: x.apiID, Authorizer: x.authorizer,
		Identity: eventIdentity{SourceIP: x.sourceIP},
	}
	if agent := x.header.get("User-Agent"); agent != "" {
		c.Identity.UserAgent = &agent
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
