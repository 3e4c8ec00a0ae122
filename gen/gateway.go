package gen

// HTTP builds an API Gateway HTTP API (the kind that is cheaper and does less:
// no validation, models, API keys or mapping templates).
type HTTP struct {
	// CORS is answered by API Gateway itself. The zero value allows no other
	// origin.
	CORS CORS
	// Integrations are shared by operations, which name them with [Shared].
	Integrations map[string]Integration
	// Endpoint is how the API is reached.
	Endpoint Endpoint
	// Tags are put on the API.
	Tags map[string]string
}

// Endpoint is how an API is reached.
type Endpoint struct {
	// DisableDefault refuses requests to execute-api.amazonaws.com, where a
	// custom domain is meant to be used.
	DisableDefault bool `ext:"disableExecuteApiEndpoint"`
	// VPCEndpoints are the ids of the endpoints of a private API. REST APIs only.
	VPCEndpoints []string `ext:"vpcEndpointIds" only:"rest"`
}

// APIKeySource is where API keys come from.
type APIKeySource string

const (
	// KeyInHeader takes the x-api-key header; it is the default.
	KeyInHeader APIKeySource = "HEADER"
	// KeyFromAuthorizer takes what a Lambda authorizer answers as
	// usageIdentifierKey.
	KeyFromAuthorizer APIKeySource = "AUTHORIZER"
)

// AccessMode says how strictly requests must come through the API's endpoint.
type AccessMode string

const (
	// AccessBasic does not check it.
	AccessBasic AccessMode = "BASIC"
	// AccessStrict refuses requests that came another way.
	AccessStrict AccessMode = "STRICT"
)

// A Policy is a resource policy of IAM.
type Policy struct {
	// Version is the version of the language, "2012-10-17".
	Version    string      `ext:"Version"`
	Statements []Statement `ext:"Statement"`
}

// A Statement allows or denies.
type Statement struct {
	ID     string `ext:"Sid"`
	Effect string `ext:"Effect"` // Allow or Deny
	// Principal is "*" or a map such as {"AWS": "arn:..."}.
	Principal any      `ext:"Principal"`
	Actions   []string `ext:"Action"`
	// Resources may be written short: execute-api:/stage/GET/path.
	Resources []string `ext:"Resource"`
	// Condition is by operator and key.
	Condition map[string]map[string]any `ext:"Condition"`
}

// ResponseType is a kind of answer API Gateway itself gives.
type ResponseType string

// The kinds of answers, see
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
const (
	AccessDenied                 ResponseType = "ACCESS_DENIED"
	APIConfigurationError        ResponseType = "API_CONFIGURATION_ERROR"
	AuthorizerConfigurationError ResponseType = "AUTHORIZER_CONFIGURATION_ERROR"
	AuthorizerFailure            ResponseType = "AUTHORIZER_FAILURE"
	BadRequestBody               ResponseType = "BAD_REQUEST_BODY"
	BadRequestParameters         ResponseType = "BAD_REQUEST_PARAMETERS"
	Default4XX                   ResponseType = "DEFAULT_4XX"
	Default5XX                   ResponseType = "DEFAULT_5XX"
	ExpiredToken                 ResponseType = "EXPIRED_TOKEN"
	IntegrationFailure           ResponseType = "INTEGRATION_FAILURE"
	IntegrationTimeout           ResponseType = "INTEGRATION_TIMEOUT"
	InvalidAPIKey                ResponseType = "INVALID_API_KEY"
	InvalidSignature             ResponseType = "INVALID_SIGNATURE"
	MissingAuthenticationToken   ResponseType = "MISSING_AUTHENTICATION_TOKEN"
	QuotaExceeded                ResponseType = "QUOTA_EXCEEDED"
	RequestTooLarge              ResponseType = "REQUEST_TOO_LARGE"
	ResourceNotFound             ResponseType = "RESOURCE_NOT_FOUND"
	Throttled                    ResponseType = "THROTTLED"
	Unauthorized                 ResponseType = "UNAUTHORIZED"
	UnsupportedMediaType         ResponseType = "UNSUPPORTED_MEDIA_TYPE"
	WAFFiltered                  ResponseType = "WAF_FILTERED"
)

// A GatewayResponse changes an answer API Gateway itself gives. Fields of
// DEFAULT_4XX and DEFAULT_5XX are not inherited by types that have an entry.
type GatewayResponse struct {
	Status int `ext:"statusCode" text:"true" limits:"100,599"`
	// Parameters map gatewayresponse.header.X to 'a constant',
	// method.request.header.Y or context.Z.
	Parameters map[string]string `ext:"responseParameters"`
	// Templates are texts by media type, with variables but no directives.
	Templates map[string]string `ext:"responseTemplates"`
}

// Documentation is kept by API Gateway beside the API.
type Documentation struct {
	Version string              `ext:"version"`
	Parts   []DocumentationPart `ext:"documentationParts"`
}

// A DocumentationPart is about one thing of an API.
type DocumentationPart struct {
	Location   Location       `ext:"location"`
	Properties map[string]any `ext:"properties"`
}

// A Location is what a documentation part is about.
type Location struct {
	Type   string `ext:"type"` // API, RESOURCE, METHOD, PATH_PARAMETER, MODEL, ...
	Path   string `ext:"path"`
	Method string `ext:"method"`
	Status string `ext:"statusCode"`
	Name   string `ext:"name"`
}
