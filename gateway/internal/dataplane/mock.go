package dataplane

import (
	"fmt"
	"strconv"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/dlclark/regexp2"
)

// A mock answers without a backend: its request template gives a status code,
// the status code picks an integration response. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
type mock struct {
	passthrough     string
	contentHandling string
	statuses        map[string]mockStatus // by media type of the request
	responses       []*integrationResponse
}

// A mockStatus is what a request template renders to.
type mockStatus struct {
	code int
	err  error
}

// An integrationResponse is compiled: it takes statuses, and maps the answer to
// a method response.
type integrationResponse struct {
	pattern   *regexp2.Regexp // nil takes what no other takes
	status    int
	declared  bool // there is a method response of that status
	headers   []headerMapping
	templates map[string]string
	first     string // media type of the template used when no other fits
}

func compileMock(m *apigw.Method) *mock {
	in := m.Integration
	c := &mock{
		passthrough: in.PassthroughBehavior, contentHandling: in.ContentHandling,
		statuses: map[string]mockStatus{},
	}
	for mediaType, template := range in.RequestTemplates {
		code, err := mockStatusCode(template)
		c.statuses[mediaType] = mockStatus{code, err}
	}
	for _, r := range in.Responses {
		c.responses = append(c.responses, compileIntegrationResponse(m, r))
	}
	return c
}

func compileIntegrationResponse(m *apigw.Method, r *apigw.IntegrationResponse) *integrationResponse {
	c := &integrationResponse{templates: r.ResponseTemplates}
	c.status, _ = strconv.Atoi(r.StatusCode)
	_, c.declared = m.Responses[r.StatusCode]
	if r.SelectionPattern != "" {
		// Java's matches() wants the whole text to match.
		c.pattern, _ = compilePattern(`\A(?:` + r.SelectionPattern + `)\z`)
	}
	for _, target := range sortedKeys(r.ResponseParameters) {
		if name, ok := cutPrefix(target, "method.response.header."); ok {
			c.headers = append(c.headers, headerMapping{name, parseExpression(r.ResponseParameters[target])})
		}
	}
	if keys := sortedKeys(r.ResponseTemplates); len(keys) > 0 {
		c.first = keys[0]
	}
	return c
}

func (m *mock) call(x *exchange) (string, *failure) {
	mediaType := x.requestMediaType()
	status, found := m.statuses[mediaType]
	if !found {
		status, found = m.statuses["$default"]
	}
	switch {
	case !found && (m.passthrough == "NEVER" || (m.passthrough == "WHEN_NO_TEMPLATES" && len(m.statuses) > 0)):
		return "", fail(unsupportedMediaType, "Unsupported Media Type", "no request template for "+mediaType)
	case !found:
		return "", internalError(default5xx, 500, "no request template for "+mediaType+" gives the mock a status code")
	case m.contentHandling != "CONVERT_TO_TEXT" && matchesBinary(x.compiled.definition.BinaryMediaTypes, mediaType):
		// Also an empty body, as of a preflight, is binary then (recorded).
		return "", internalError(default5xx, 500, "Execution failed due to configuration error: Unable to transform request")
	case status.err != nil:
		return "", internalError(default5xx, 500, "mock integration: "+status.err.Error())
	}
	r := m.choose(strconv.Itoa(status.code))
	if r == nil {
		return "", internalError(apiConfigurationError, 0, fmt.Sprintf("no match for output mapping and no default output mapping configured, endpoint response status code: %d", status.code))
	}
	ans, f := r.answer(x, nil, nil)
	if f != nil {
		return "", f
	}
	x.result = ans
	return fmt.Sprintf("mock status %d gives %d", status.code, ans.status), nil
}

// choose gives the integration response whose pattern takes the text, else the
// one without pattern, else nil.
func (m *mock) choose(text string) *integrationResponse {
	var other *integrationResponse
	for _, r := range m.responses {
		if r.pattern == nil {
			other = r
			continue
		}
		if ok, err := r.pattern.MatchString(text); err == nil && ok {
			return r
		}
	}
	return other
}

// answer maps a backend's answer to the method response.
func (r *integrationResponse) answer(x *exchange, backend header, body []byte) (*answer, *failure) {
	if !r.declared || r.status < 200 || r.status > 599 {
		return nil, internalError(default5xx, 500, fmt.Sprintf("no method response for status %d", r.status))
	}
	ans := &answer{status: r.status, body: body}
	ans.header.set("Content-Type", "application/json")
	for _, h := range r.headers {
		if value, ok := h.value.eval(x, backend); ok {
			ans.header.set(h.name, value)
		}
	}
	if len(r.templates) == 0 {
		return ans, nil
	}
	// Chosen by the text of the Accept header as it is, else for JSON, else the
	// first there is.
	for _, mediaType := range []string{x.header.get("Accept"), "application/json", r.first} {
		if template, ok := r.templates[mediaType]; ok {
			ans.body = []byte(template)
			break
		}
	}
	return ans, nil
}
