package dataplane

import (
	"errors"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

// A requestMapping makes the integration request of a method request: template
// or passthrough, parameter mappings, overrides. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
type requestMapping struct {
	passthrough     string
	contentHandling string
	templates       templates
	parameters      []parameterMapping
	illegal         string // a target the service accepts but cannot map to
}

// A parameterMapping gives a target a value.
type parameterMapping struct {
	target mapping.Target
	value  mapping.Expression
}

func compileRequestMapping(in *apigw.Integration, where string) *requestMapping {
	m := &requestMapping{
		passthrough: in.PassthroughBehavior, contentHandling: in.ContentHandling,
		templates: compileTemplates(in.RequestTemplates, where+"/requestTemplates"),
		illegal:   illegalHeaderTarget(in),
	}
	for _, key := range sortedKeys(in.RequestParameters) {
		target, err := mapping.ParseRESTTarget(key)
		value, err2 := mapping.ParseRequest(in.RequestParameters[key])
		if err == nil && err2 == nil { // Unserved reports the others
			m.parameters = append(m.parameters, parameterMapping{target, value})
		}
	}
	return m
}

// illegalHeaderTarget gives a request mapping to a header that may not be
// mapped: the definition is accepted, every request fails. The proxy
// integrations of functions ignore other mappings, but not these (recorded,
// test_apigateway_header_remapping_http and _aws).
func illegalHeaderTarget(in *apigw.Integration) string {
	for _, target := range sortedKeys(in.RequestParameters) {
		name, _ := strings.CutPrefix(target, "integration.request.header.")
		switch strings.ToLower(name) {
		case "content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id":
			return target
		case "authorization", "connection", "expect", "proxy-authenticate", "te":
			if in.Type == apigw.IntegrationAWS || in.Type == apigw.IntegrationAWSProxy {
				return target
			}
		}
	}
	return ""
}

// transform makes the integration request. The template is chosen before
// anything is mapped, so a 415 comes first.
func (m *requestMapping) transform(x *exchange) (*outbound, *failure) {
	mediaType := x.requestMediaType()
	t := m.templates[mediaType]
	if t == nil {
		t = m.templates["$default"]
	}
	if t == nil && (m.passthrough == "NEVER" || m.passthrough == "WHEN_NO_TEMPLATES" && len(m.templates) > 0) {
		return nil, fail(unsupportedMediaType, "Unsupported Media Type", "no request template for "+mediaType)
	}
	out := &outbound{}
	if f := m.mapParameters(x, out); f != nil {
		return nil, f
	}
	binary := matchesBinary(x.compiled.definition.BinaryMediaTypes, mediaType)
	body, f := convertRequest(m.contentHandling, binary, x.body)
	if f != nil {
		return nil, f
	}
	out.body = body
	if t != nil {
		if binary && m.contentHandling != "CONVERT_TO_TEXT" {
			// Also an empty body, as of a preflight, is binary then (recorded).
			return nil, internalError(default5xx, 500, "Execution failed due to configuration error: Unable to transform request: the payload is binary")
		}
		if out.body, f = t.render(x, "request", body); f != nil {
			return nil, f
		}
	}
	if x.variables != nil { // else no template has overridden anything
		out.override(x.variables)
	}
	return out, nil
}

// mapParameters applies the parameter mappings.
func (m *requestMapping) mapParameters(x *exchange, out *outbound) *failure {
	if m.illegal != "" {
		return internalError(default5xx, 500, "the request mapping "+m.illegal+" is not allowed")
	}
	if len(m.parameters) == 0 {
		return nil
	}
	message := x.message()
	for _, p := range m.parameters {
		values, err := p.value.Values(message)
		switch {
		case errors.Is(err, mapping.ErrInvalidJSON):
			return &failure{kind: default4xx, status: 400, message: "Invalid JSON in request body", cause: p.value.String() + ": " + err.Error()}
		case err != nil:
			return internalError(default5xx, 500, p.value.String()+": "+err.Error())
		case len(values) > 0:
			out.put(p.target.Location, p.target.Name, values)
		}
	}
	return nil
}

// override applies what a request template set in $context.requestOverride.
func (out *outbound) override(c *mapping.Context) {
	for _, location := range []string{"path", "querystring", "header"} {
		for _, o := range c.RequestOverrides(location) {
			out.put(location, o.Name, o.Values)
		}
	}
}

// put replaces a parameter.
func (out *outbound) put(location, name string, values []string) {
	switch location {
	case "path":
		if out.path == nil {
			out.path = map[string]string{}
		}
		out.path[name] = strings.Join(values, ",")
	case "querystring":
		if out.query == nil {
			out.query = map[string][]string{}
		}
		out.query[name] = values
	case "header":
		// A name in another spelling is another header, which the developer guide
		// warns of.
		out.header.replace(name, values...)
	}
}
