package apigw

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// put reports what PutIntegration and PutIntegrationResponse refuse, in the frame
// of an import.
func (c *integrationReader) put(a at, f *Fault, what string) {
	c.r.fail(a, f.Rule, f.Hint, "Unable to put %s on '%s' for resource at path '%s': %s", what, c.m.HTTPMethod, c.path, f.Text)
}

func (c *integrationReader) checkType() {
	if f := c.in.settle(); f != nil && !(f.Member == "type" && HasPlaceholder(string(c.in.Type))) {
		c.put(c.x.get(f.Member), f, "integration")
	}
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
		c.put(t, timeoutFault(longest), "integration")
		return
	}
	c.in.TimeoutInMillis = ms
}

func timeoutFault(longest int) *Fault {
	bound := strconv.Itoa(longest)
	return &Fault{"timeoutInMillis", "integration-timeout", "write milliseconds, from 50 to " + bound, "Timeout should be between 50 ms and " + bound + " ms"}
}

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
		if f := requestMappingFault(c.m, key, value); f != nil {
			c.put(v, f, "integration")
		}
	})
}

// maxTemplate is how many bytes a mapping template may have.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const maxTemplate = 300 << 10

// checkTemplates refuses content types that are none, and templates that are too
// long. The text on the latter is not recorded.
func (c *integrationReader) checkTemplates(templates at, what string) {
	templates.members(func(contentType string, v at) {
		if n := len(v.text()); n > maxTemplate {
			c.put(v, &Fault{Rule: "template-size", Hint: "split the work, or do it in the backend",
				Text: fmt.Sprintf("Template size of %d bytes exceeds the limit of %d bytes", n, maxTemplate)}, what)
		}
		if f := contentTypeFault(contentType); f != nil {
			c.put(v, f, what)
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
		} else if f := patternFault(pattern); f != nil && !c.proxy() {
			c.put(v, f, "integration response")
			return
		}
		switch {
		case resp.StatusCode == "" && c.proxy():
			return // the guide's proxy examples have such entries; they do nothing
		case !statusCode.MatchString(resp.StatusCode) && !HasPlaceholder(resp.StatusCode):
			c.put(v.get("statusCode"), &Fault{
				Rule: "integration-response-status", Hint: "write the status of a declared response",
				Text: `1 validation error detected: Value '` + resp.StatusCode + `' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d`,
			}, "integration response")
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
	all.members(func(key string, v at) {
		if f := responseMappingFault(c.m, resp.StatusCode, key, v.text()); f != nil {
			c.put(v, f, "integration response")
		}
	})
}
