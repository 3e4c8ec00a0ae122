package dataplane

import (
	"strconv"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

// A responseType names one of the answers API Gateway itself gives. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
type responseType string

const (
	accessDenied                 responseType = "ACCESS_DENIED"
	apiConfigurationError        responseType = "API_CONFIGURATION_ERROR"
	authorizerConfigurationError responseType = "AUTHORIZER_CONFIGURATION_ERROR"
	authorizerFailure            responseType = "AUTHORIZER_FAILURE"
	badRequestBody               responseType = "BAD_REQUEST_BODY"
	badRequestParameters         responseType = "BAD_REQUEST_PARAMETERS"
	default4xx                   responseType = "DEFAULT_4XX"
	default5xx                   responseType = "DEFAULT_5XX"
	expiredToken                 responseType = "EXPIRED_TOKEN"
	integrationFailure           responseType = "INTEGRATION_FAILURE"
	integrationTimeout           responseType = "INTEGRATION_TIMEOUT"
	invalidAPIKey                responseType = "INVALID_API_KEY"
	invalidSignature             responseType = "INVALID_SIGNATURE"
	missingAuthenticationToken   responseType = "MISSING_AUTHENTICATION_TOKEN"
	quotaExceeded                responseType = "QUOTA_EXCEEDED"
	requestTooLarge              responseType = "REQUEST_TOO_LARGE"
	throttled                    responseType = "THROTTLED"
	unauthorized                 responseType = "UNAUTHORIZED"
	unsupportedMediaType         responseType = "UNSUPPORTED_MEDIA_TYPE"
)

// A builtin is what API Gateway answers when a type is not customised.
type builtin struct {
	status    int
	errorType string // x-amzn-ErrorType
	// spaced bodies have a space after the colon. Recordings have it in errors
	// from the integration on; the working rule is that errors from validation
	// on have it and earlier ones do not.
	spaced bool
}

// builtins lists every type, those too that nothing here raises: the control
// plane shows them all.
var builtins = map[responseType]builtin{
	accessDenied:                 {403, "AccessDeniedException", false},
	apiConfigurationError:        {500, "InternalServerErrorException", true},
	authorizerFailure:            {500, "AuthorizerFailureException", false},
	authorizerConfigurationError: {500, "AuthorizerConfigurationException", false},
	badRequestBody:               {400, "BadRequestException", true},
	badRequestParameters:         {400, "BadRequestException", true},
	default4xx:                   {400, "BadRequestException", false},
	default5xx:                   {500, "InternalServerErrorException", true},
	expiredToken:                 {403, "ExpiredTokenException", false},
	integrationFailure:           {504, "InternalServerErrorException", true},
	integrationTimeout:           {504, "InternalServerErrorException", true},
	invalidAPIKey:                {403, "ForbiddenException", false},
	invalidSignature:             {403, "InvalidSignatureException", false},
	missingAuthenticationToken:   {403, "MissingAuthenticationTokenException", false},
	quotaExceeded:                {429, "LimitExceededException", false},
	requestTooLarge:              {413, "RequestTooLargeException", false},
	throttled:                    {429, "TooManyRequestsException", false},
	unauthorized:                 {401, "UnauthorizedException", false},
	unsupportedMediaType:         {415, "BadRequestException", true},

	"RESOURCE_NOT_FOUND": {404, "ResourceNotFoundException", false},
	"WAF_FILTERED":       {403, "ForbiddenException", false},
}

// A failure is a gateway response on its way to the caller.
type failure struct {
	kind       responseType
	status     int    // of the cause; zero is the type's own
	message    string // $context.error.message
	noMessage  bool   // the message is null, as when an authorizer is broken
	errorType  string // x-amzn-ErrorType when it is not the type's own
	validation string // $context.error.validationErrorString
	cause      string // for the log and the inspector: what went wrong, in the service's words where it has some
	detail     string // what the service does not say, for the gateway's own log
}

func fail(kind responseType, message, cause string) *failure {
	return &failure{kind: kind, message: message, cause: cause}
}

// internalError is the answer to what is wrong with the API, not the request.
func internalError(kind responseType, status int, cause string) *failure {
	return &failure{kind: kind, status: status, message: "Internal server error", cause: cause}
}

// messageString is $context.error.messageString: quoted, or null.
func (f *failure) messageString() string {
	if f.noMessage {
		return "null"
	}
	return quote(f.message)
}

// body is the built-in body. ACCESS_DENIED alone spells Message with a capital.
func (f *failure) body() string {
	key, space := "message", ""
	if f.kind == accessDenied {
		key = "Message"
	}
	if builtins[f.kind].spaced {
		space = " "
	}
	return `{"` + key + `":` + space + f.messageString() + `}`
}

// A gatewayResponse is a compiled, customised gateway response.
type gatewayResponse struct {
	status    int // zero keeps the status of the cause
	headers   []parameterMapping
	templates map[string]text
}

// compileGatewayResponses compiles the responses that are set. What cannot be
// served is reported by [Unserved] and left out here.
func compileGatewayResponses(list []*apigw.GatewayResponse) map[responseType]*gatewayResponse {
	out := map[responseType]*gatewayResponse{}
	for _, g := range list {
		c := &gatewayResponse{templates: map[string]text{}}
		if status, err := strconv.Atoi(g.StatusCode); err == nil && status >= 200 {
			c.status = status // a 1xx cannot be an answer
		}
		for _, target := range sortedKeys(g.ResponseParameters) {
			name, ok := cutPrefix(target, "gatewayresponse.header.")
			if !ok {
				continue // path and querystring positions have no visible effect
			}
			value, err := mapping.ParseRequest(g.ResponseParameters[target])
			if err != nil {
				continue // Unserved reports it
			}
			c.headers = append(c.headers, parameterMapping{mapping.Target{Location: "header", Name: name}, value})
		}
		for mediaType, template := range g.ResponseTemplates {
			c.templates[mediaType] = parseText(template)
		}
		out[responseType(g.Type)] = c
	}
	return out
}

// customised gives the gateway response that is configured for a failure: the
// one of its type, else the default of its class. A type that is configured
// inherits nothing from the default (recorded, test_gateway_response_put).
func (a *API) customised(f *failure) *gatewayResponse {
	if g := a.responses[f.kind]; g != nil {
		return g
	}
	if builtins[f.kind].status >= 500 || f.status >= 500 {
		return a.responses[default5xx]
	}
	return a.responses[default4xx]
}

// render makes the answer for a failure. Without a stage nothing can be
// customised.
func (x *exchange) render(f *failure) *answer {
	b := builtins[f.kind]
	ans := &answer{status: b.status, body: []byte(f.body())}
	if f.status != 0 {
		ans.status = f.status
	}
	ans.header.set("Content-Type", "application/json")
	ans.header.set("x-amzn-ErrorType", b.errorType)
	if f.errorType != "" {
		ans.header.set("x-amzn-ErrorType", f.errorType)
	}
	if x.compiled == nil || f.kind == requestTooLarge { // which cannot be customised
		return ans
	}
	g := x.compiled.customised(f)
	if g == nil {
		return ans
	}
	if g.status != 0 {
		ans.status = g.status
	}
	message := x.message()
	message.Context = x.failureContext()
	for _, h := range g.headers {
		if value, ok, err := h.value.Value(message); err == nil && ok {
			ans.header.set(h.target.Name, value)
		}
	}
	if template, mediaType, ok := x.gatewayTemplate(g); ok {
		ans.body = []byte(template.expand(message))
		if ans.header.get("Content-Type") == "application/json" {
			ans.header.set("Content-Type", mediaType)
		}
	}
	return ans
}

// stockTemplate is what every gateway response has when nothing else is set;
// AWS lists it. Set explicitly it changes nothing, the spelling of the built-in
// body included.
const stockTemplate = `{"message":$context.error.messageString}`

// gatewayTemplate picks a template by the request's Accept header; the one for
// application/json serves everybody else.
func (x *exchange) gatewayTemplate(g *gatewayResponse) (text, string, bool) {
	for _, mediaType := range []string{firstMediaType(x.header.get("Accept")), "application/json"} {
		if t, ok := g.templates[mediaType]; ok {
			return t, mediaType, t.source != stockTemplate
		}
	}
	return text{}, "", false
}
