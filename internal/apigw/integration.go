package apigw

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dlclark/regexp2"

	"github.com/apigen-go/apigen/internal/openapi"
)

// readIntegration makes the integration of a method. Enumerations are taken in
// any case, as the service does.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
func (r *reader) readIntegration(m *Method, path string, x at) *Integration {
	c := &integrationReader{r: r, m: m, path: path, x: x}
	in := &Integration{
		Type:                IntegrationType(strings.ToUpper(x.get("type").text())),
		HTTPMethod:          strings.ToUpper(x.get("httpMethod").text()),
		URI:                 x.get("uri").text(),
		Credentials:         x.get("credentials").text(),
		ConnectionType:      strings.ToUpper(x.get("connectionType").text()),
		ConnectionID:        x.get("connectionId").text(),
		PassthroughBehavior: strings.ToUpper(x.get("passthroughBehavior").text()),
		ContentHandling:     strings.ToUpper(x.get("contentHandling").text()),
		CacheNamespace:      x.get("cacheNamespace").text(),
		CacheKeyParameters:  x.get("cacheKeyParameters").texts(),
		RequestTemplates:    stringMap(x.get("requestTemplates")),
		InsecureSkipVerify:  x.get("tlsConfig", "insecureSkipVerification").text() == "true",
		IntegrationTarget:   x.get("integrationTarget").text(),
		TransferMode:        strings.ToUpper(x.get("responseTransferMode").text()),
		Pos:                 x.pos,
		Pointer:             x.pointer,
	}
	if in.PassthroughBehavior == "" {
		in.PassthroughBehavior = "WHEN_NO_MATCH"
	}
	c.in = in
	c.checkType()
	c.checkWords()
	c.timeout()
	c.requestParameters()
	c.cacheKeys()
	c.checkTemplates(x.get("requestTemplates"), "integration")
	c.responses()
	return in
}

// An integrationReader reads one integration.
type integrationReader struct {
	r    *reader
	m    *Method
	path string
	x    at
	in   *Integration
}

func (c *integrationReader) proxy() bool {
	return c.in.Type == IntegrationAWSProxy || c.in.Type == IntegrationHTTPProxy
}

// fault reports what PutIntegration refuses, in the frame of an import.
func (c *integrationReader) fault(a at, rule, hint, text string) {
	c.put(a, rule, hint, "integration", text)
}

func (c *integrationReader) put(a at, rule, hint, what, text string) {
	c.r.fail(a, rule, hint, "Unable to put %s on '%s' for resource at path '%s': %s", what, c.m.HTTPMethod, c.path, text)
}

// mappingFault is the service's way to refuse a parameter mapping.
func (c *integrationReader) mappingFault(a at, rule, hint, what, text string) {
	c.put(a, rule, hint, what, "Invalid mapping expression specified: Validation Result: warnings : [], errors : ["+text+"]")
}

func (c *integrationReader) checkType() {
	in := c.in
	switch in.Type {
	case IntegrationMock:
		in.HTTPMethod, in.URI, in.ConnectionType, in.ConnectionID = "", "", "", ""
		return
	case IntegrationAWS, IntegrationAWSProxy:
		in.ConnectionType, in.ConnectionID = "", "" // recorded: kept for HTTP types only
		c.checkMethod()
		c.checkARN()
	case IntegrationHTTP, IntegrationHTTPProxy:
		if in.ConnectionType == "" {
			in.ConnectionType = "INTERNET"
		}
		c.checkMethod()
		c.checkURL()
		if in.ConnectionType == "VPC_LINK" && in.ConnectionID == "" {
			c.fault(c.x.get("connectionType"), "integration-vpc-link", "add connectionId",
				"ConnectionId should be set to the vpcLinkId or stage variable on connection type VPC_LINK")
		}
	default:
		if !HasPlaceholder(string(in.Type)) {
			c.fault(c.x.get("type"), "integration-type", "write aws_proxy, aws, http_proxy, http or mock",
				"1 validation error detected: Value '"+string(in.Type)+"' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]")
		}
	}
}

func (c *integrationReader) checkMethod() {
	if c.in.HTTPMethod != "" {
		return
	}
	hint := "add httpMethod, the method of the backend call"
	if _, ok := ParseLambdaURI(c.in.URI); ok {
		hint = "add httpMethod: POST; Lambda is always invoked with POST"
	}
	c.fault(c.x.get("httpMethod"), "integration-http-method", hint, "Enumeration value for HttpMethod must be non-empty")
}

// checkARN checks the URI of the AWS types. The texts are recorded for
// PutIntegration.
func (c *integrationReader) checkARN() {
	uri, where := c.in.URI, c.x.get("uri")
	if strings.HasPrefix(uri, "${") || foreign.MatchString(uri) && !strings.HasPrefix(uri, "arn:") {
		return
	}
	if !strings.HasPrefix(uri, "arn:") {
		c.fault(where, "integration-uri-arn", "write arn:aws:apigateway:REGION:SERVICE:path/... or :action/...", "Invalid ARN specified in the request")
		return
	}
	parts := splitARN(uri, 6)
	if len(parts) < 6 || parts[2] != "apigateway" || !strings.HasPrefix(parts[5], "path/") && !strings.HasPrefix(parts[5], "action/") {
		c.fault(where, "integration-uri-lambda", "write arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations", "AWS ARN for integration must contain path or action")
		return
	}
	service := parts[4]
	if c.in.Type == IntegrationAWSProxy && service != "lambda" && service != "firehose" && !HasPlaceholder(service) {
		c.fault(where, "integration-proxy-target", "use type aws for other services",
			"Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.")
		return
	}
	if _, ok := ParseLambdaURI(uri); service == "lambda" && !ok && !HasPlaceholder(parts[5]) {
		c.fault(where, "integration-uri-lambda", "write arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations", "Invalid function ARN or invalid uri")
	}
}

var absoluteURL = regexp.MustCompile(`^(?i)https?://[^/\s]+`)

// checkURL checks the URI of the HTTP types. A URI that is one stage variable
// is refused too: the scheme has to be there at import (recorded).
func (c *integrationReader) checkURL() {
	uri := c.in.URI
	switch {
	case absoluteURL.MatchString(uri):
		return
	case strings.HasPrefix(uri, "${stageVariables."):
		c.fault(c.x.get("uri"), "integration-uri-stage-variable", "write the scheme: http://"+uri, "Invalid HTTP endpoint specified for URI")
		return
	case HasPlaceholder(uri):
		return
	}
	c.fault(c.x.get("uri"), "integration-uri-http", "write an absolute URL beginning with http:// or https://", "Invalid HTTP endpoint specified for URI")
}

// timeout reads timeoutInMillis. Streaming lifts the upper bound to 15 minutes.
func (c *integrationReader) timeout() {
	t := c.x.get("timeoutInMillis")
	if t.node == nil || HasPlaceholder(t.text()) {
		return
	}
	longest := 29000
	if c.in.TransferMode == "STREAM" {
		longest = 900000
	}
	ms, err := strconv.Atoi(t.text())
	if err != nil || ms < 50 || ms > longest {
		c.fault(t, "integration-timeout", "write milliseconds, from 50 to "+strconv.Itoa(longest), "Timeout should be between 50 ms and "+strconv.Itoa(longest)+" ms")
		return
	}
	c.in.TimeoutInMillis = ms
}

var (
	integrationTarget = regexp.MustCompile(`^integration\.request\.(path|querystring|header)\.[a-zA-Z0-9:._$-]+$`)
	methodSource      = regexp.MustCompile(`^method\.request\.(path|querystring|header|multivaluequerystring|multivalueheader)\.([a-zA-Z0-9:._$-]+)$`)
	freeSource        = regexp.MustCompile(`^(method\.request\.body(\..+|\[.+)?|stageVariables\.\w+|context\..+)$`)
	quoted            = regexp.MustCompile(`(?s)^'.*'$`)
	integrationSource = regexp.MustCompile(`^integration\.response\.(header|multivalueheader)\.\S+$|^integration\.response\.body(\..+|\[.+)?$`)
)

// requestParameters reads the mapping of the request. A value that is no text is
// dropped with a warning (recorded).
func (c *integrationReader) requestParameters() {
	c.x.get("requestParameters").members(func(key string, v at) {
		if v.node.Is(openapi.Bool) || v.node.Is(openapi.Number) {
			c.r.warn(v, "mapping-type", "put the value in quotes: \"'"+v.text()+"'\"",
				"Invalid format for 'requestParameters'. Expected type string for property '%s' of resource '%s' and method '%s' but got '%s'",
				key, c.path, c.m.HTTPMethod, v.text())
			return
		}
		if c.in.RequestParameters == nil {
			c.in.RequestParameters = map[string]string{}
		}
		value := v.text()
		c.in.RequestParameters[key] = value
		switch source := methodSource.FindStringSubmatch(value); {
		case !integrationTarget.MatchString(key):
			c.mappingFault(v, "mapping-key", "write integration.request.header.NAME, .querystring.NAME or .path.NAME", "integration", "Invalid mapping expression parameter specified: "+key)
		case quoted.MatchString(value), freeSource.MatchString(value), HasPlaceholder(value):
		case source == nil:
			c.mappingFault(v, "mapping-value", "put a literal in single quotes: \"'"+value+"'\"", "integration", "Invalid mapping expression specified: "+value)
		case !c.declared(source[1], source[2]):
			c.mappingFault(v, "mapping-source-undeclared", "declare the parameter "+source[2]+" on the operation", "integration", "Invalid mapping expression parameter specified: "+value)
		}
	})
}

// declared reports whether the method has the request parameter.
func (c *integrationReader) declared(place, name string) bool {
	_, ok := c.m.RequestParameters["method.request."+strings.TrimPrefix(place, "multivalue")+"."+name]
	return ok
}

// maxTemplate is how many bytes a mapping template may have.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const maxTemplate = 300 << 10

// checkTemplates refuses content types that are none, and templates that are too
// long. The text on the latter is not recorded.
func (c *integrationReader) checkTemplates(templates at, what string) {
	templates.members(func(contentType string, v at) {
		if n := len(v.text()); n > maxTemplate {
			c.put(v, "template-size", "split the work, or do it in the backend", what,
				fmt.Sprintf("Template size of %d bytes exceeds the limit of %d bytes", n, maxTemplate))
		}
		if !strings.Contains(contentType, "/") && contentType != "$default" && !HasPlaceholder(contentType) {
			c.put(v, "template-content-type", "write a media type, such as application/json", what,
				"Validation Result: warnings : [], errors : [Invalid content type specified: "+contentType+"]")
		}
	})
}

// responses reads the integration responses. The key default is no pattern, and
// of two entries for one status the service keeps one.
func (c *integrationReader) responses() {
	c.x.get("responses").members(func(pattern string, v at) {
		resp := &IntegrationResponse{
			SelectionPattern:   pattern,
			StatusCode:         v.get("statusCode").text(),
			ResponseParameters: stringMap(v.get("responseParameters")),
			ResponseTemplates:  stringMap(v.get("responseTemplates")),
			ContentHandling:    strings.ToUpper(v.get("contentHandling").text()),
		}
		if pattern == "default" {
			resp.SelectionPattern = ""
		} else if _, err := regexp2.Compile(pattern, regexp2.None); err != nil && !HasPlaceholder(pattern) && !c.proxy() {
			c.put(v, "response-pattern", "write a regular expression of Java: "+strings.ReplaceAll(err.Error(), "\n", " "), "integration response", "Invalid regex pattern specified")
			return
		}
		switch {
		case resp.StatusCode == "" && c.proxy():
			return // the guide's proxy examples have such entries; they do nothing
		case !statusCode.MatchString(resp.StatusCode) && !HasPlaceholder(resp.StatusCode):
			c.put(v.get("statusCode"), "integration-response-status", "write the status of a declared response", "integration response",
				`1 validation error detected: Value '`+resp.StatusCode+`' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d`)
			return
		}
		if !c.proxy() { // on proxy types the mapping has no effect and is kept unchecked
			c.responseParameters(resp, v.get("responseParameters"))
			c.checkTemplates(v.get("responseTemplates"), "integration response")
		}
		c.addResponse(resp)
	})
}

func (c *integrationReader) addResponse(resp *IntegrationResponse) {
	same := func(have *IntegrationResponse) bool { return have.StatusCode == resp.StatusCode }
	if i := slices.IndexFunc(c.in.Responses, same); i >= 0 {
		c.in.Responses[i] = resp
		return
	}
	c.in.Responses = append(c.in.Responses, resp)
}

func (c *integrationReader) responseParameters(resp *IntegrationResponse, all at) {
	const what = "integration response"
	all.members(func(key string, v at) {
		declared := c.m.Responses[resp.StatusCode]
		header, isHeader := strings.CutPrefix(key, "method.response.header.")
		value := v.text()
		switch {
		case declared == nil:
			c.put(v, "response-header-undeclared", "declare the response "+resp.StatusCode+" with its headers", what, "No method response exists for method.")
		case !isHeader || !hasKey(declared.ResponseParameters, key):
			c.mappingFault(v, "response-header-undeclared", "declare the header "+header+" on the response "+resp.StatusCode, what, "Invalid mapping expression parameter specified: "+key)
		case !quoted.MatchString(value) && !integrationSource.MatchString(value) && !freeSource.MatchString(value) && !HasPlaceholder(value):
			c.mappingFault(v, "mapping-value", "put a literal in single quotes: \"'"+value+"'\"", what, "Invalid mapping expression specified: "+value)
		}
	})
}

func hasKey(m map[string]bool, key string) bool {
	_, ok := m[key]
	return ok
}
