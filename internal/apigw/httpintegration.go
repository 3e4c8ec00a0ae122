package apigw

import (
	"regexp"
	"strconv"
	"strings"
)

// readIntegration reads the integration of a route and gives its id: the place
// it is written at, which routes with the same $ref share. The id is empty when
// there is none: for a kind HTTP APIs do not have the service warns and makes
// the route without it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-extensions-integrations.html
func (r *httpReader) readIntegration(key string, x at) string {
	if ref := x.get("$ref"); ref.node != nil {
		found := r.resolve(x)
		if found.node == nil {
			r.warn(x, "http-integration-ref", "define the integration under components/"+ext+"integrations",
				"Parse issue: attribute %s is missing", ref.text())
			return ""
		}
		x = found
	}
	if r.integrations[x.pointer] {
		return x.pointer
	}
	in := &HTTPIntegration{
		ID:                   x.pointer,
		Type:                 IntegrationType(strings.ToUpper(x.get("type").text())),
		Subtype:              x.get("integrationSubtype").text(),
		Method:               strings.ToUpper(x.get("httpMethod").text()),
		URI:                  x.get("uri").text(),
		Description:          x.get("description").text(),
		Credentials:          x.get("credentials").text(),
		ConnectionType:       strings.ToUpper(x.get("connectionType").text()),
		ConnectionID:         x.get("connectionId").text(),
		PayloadFormatVersion: version(x.get("payloadFormatVersion").text()),
		RequestParameters:    stringMap(x.get("requestParameters")),
		ServerNameToVerify:   x.get("tlsConfig", "serverNameToVerify").text(),
		Pos:                  x.pos,
		Pointer:              x.pointer,
	}
	if kind := in.Type; kind != IntegrationAWSProxy && kind != IntegrationHTTPProxy && !HasPlaceholder(string(kind)) {
		r.warn(x.get("type"), "http-integration-type", "write aws_proxy or http_proxy; HTTP APIs have no others",
			"Integration type '%s' of route '%s' is not supported for HTTP APIs. Ignoring.", kind, key)
		return ""
	}
	if t := x.get("timeoutInMillis"); t.node != nil && !HasPlaceholder(t.text()) {
		ms, err := strconv.Atoi(t.text())
		if err != nil {
			ms = -1
		}
		in.TimeoutInMillis = ms
	}
	x.get("responseParameters").members(func(status string, v at) {
		if in.ResponseParameters == nil {
			in.ResponseParameters = map[string]map[string]string{}
		}
		in.ResponseParameters[status] = stringMap(v)
	})
	in.Complete()
	if rule, text := in.Fault(); text != "" {
		r.fail(x, "http-integration-"+rule, "", "Unable to create integration for route '%s': %s", key, text)
	}
	r.integrations[in.ID] = true
	r.api.Integrations = append(r.api.Integrations, in)
	return in.ID
}

// version takes 1 and 2 for 1.0 and 2.0: YAML numbers.
func version(text string) string {
	if text == "1" || text == "2" {
		return text + ".0"
	}
	return text
}

// Complete puts the service's defaults in.
func (in *HTTPIntegration) Complete() {
	if in.ConnectionType == "" {
		in.ConnectionType = "INTERNET"
	}
	if in.PayloadFormatVersion == "" {
		in.PayloadFormatVersion = "1.0"
	}
	if in.Type == IntegrationAWSProxy && in.Subtype == "" && in.Method == "" {
		in.Method = "POST"
	}
}

// Fault says why the service would refuse the integration: the rule that is
// broken and the service's words. Both are empty when it would not. What
// parameters may say is not looked at.
func (in *HTTPIntegration) Fault() (rule, text string) {
	if t := in.TimeoutInMillis; t != 0 && (t < 50 || t > 30000) {
		return "timeout", "Timeout should be between 50 ms and 30000 ms"
	}
	if v := in.PayloadFormatVersion; v != "1.0" && v != "2.0" && !HasPlaceholder(v) {
		return "payload", "Unsupported PayloadFormatVersion: " + v
	}
	switch in.Type {
	case IntegrationHTTPProxy:
		return in.httpFault()
	case IntegrationAWSProxy:
		return in.awsFault()
	}
	return "", ""
}

func (in *HTTPIntegration) httpFault() (rule, text string) {
	if in.PayloadFormatVersion == "2.0" {
		return "payload", "PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY"
	}
	if in.Method == "" {
		return "method", "HttpMethod parameter method must be specified for integrationType HTTPPROXY"
	}
	if in.ConnectionType != "VPC_LINK" {
		if !absoluteURL.MatchString(in.URI) && !HasPlaceholder(in.URI) {
			return "uri", "Invalid HTTP endpoint specified for URI"
		}
		return "", ""
	}
	if in.ConnectionID == "" {
		return "vpc-link", "ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK"
	}
	if !privateTarget.MatchString(in.URI) && !HasPlaceholder(in.URI) {
		return "uri", "For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN."
	}
	return "", ""
}

var privateTarget = regexp.MustCompile(`^arn:[^:]+:(elasticloadbalancing:[^:]*:[^:]*:listener/|servicediscovery:[^:]*:[^:]*:service/)`)

func (in *HTTPIntegration) awsFault() (rule, text string) {
	if in.Subtype == "" {
		if _, ok := in.Function(); !ok && !HasPlaceholder(in.URI) {
			return "uri", "Invalid Integration URI: the integration URI should be the ARN of a Lambda function"
		}
		return "", ""
	}
	if in.Credentials == "" {
		return "credentials", "Role ARN must be specified for AWS integration configuration with Subtype: " + in.Subtype
	}
	return "", ""
}

// Function gives the function an integration invokes. HTTP APIs take the
// function's own ARN and the URI of REST APIs.
func (in *HTTPIntegration) Function() (LambdaFunction, bool) { return ParseFunction(in.URI) }

// ParseFunction reads a function out of its ARN or of the URI that
// [ParseLambdaURI] takes.
func ParseFunction(uri string) (LambdaFunction, bool) {
	if f, ok := ParseLambdaURI(uri); ok {
		return f, true
	}
	return parseFunctionARN(uri)
}
