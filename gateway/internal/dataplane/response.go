package dataplane

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/javaregexp"
	"github.com/apigen-go/apigen/internal/mapping"
)

// An integrationResponse is compiled: it takes answers of the backend, and maps
// them to a method response.
type integrationResponse struct {
	other           bool               // takes what no pattern takes
	pattern         *javaregexp.Regexp // nil when the pattern is none; then nothing is taken
	status          int
	declared        bool // there is a method response of that status
	headers         []parameterMapping
	templates       templates
	first           string // media type of the template used when no other fits
	contentHandling string
}

// compileIntegrationResponses compiles them in the order of their statuses,
// by which the service keeps them; the first whose pattern matches is taken.
func compileIntegrationResponses(m *apigw.Method, where string) []*integrationResponse {
	var all []*integrationResponse
	for _, r := range m.Integration.Responses {
		all = append(all, compileIntegrationResponse(m, r, where))
	}
	slices.SortStableFunc(all, func(a, b *integrationResponse) int { return a.status - b.status })
	return all
}

func compileIntegrationResponse(m *apigw.Method, r *apigw.IntegrationResponse, where string) *integrationResponse {
	key := r.SelectionPattern
	if key == "" {
		key = "default"
	}
	pointer := where + "/responses/" + escapePointer(key) + "/responseTemplates"
	c := &integrationResponse{
		other: r.SelectionPattern == "", templates: compileTemplates(r.ResponseTemplates, pointer),
		contentHandling: r.ContentHandling,
	}
	c.status, _ = strconv.Atoi(r.StatusCode)
	_, c.declared = m.Responses[r.StatusCode]
	if !c.other {
		c.pattern, _ = compileWhole(r.SelectionPattern) // Unserved reports a broken one
	}
	for _, key := range sortedKeys(r.ResponseParameters) {
		target, err := mapping.ParseRESTTarget(key)
		value, err2 := mapping.ParseResponse(r.ResponseParameters[key])
		if err == nil && err2 == nil { // Unserved reports the others
			c.headers = append(c.headers, parameterMapping{target, value})
		}
	}
	if keys := sortedKeys(r.ResponseTemplates); len(keys) > 0 {
		c.first = keys[0]
	}
	return c
}

// compileWhole compiles a selection pattern or a validation expression. It is Java's, and matches()
// wants the whole text to match.
func compileWhole(pattern string) (*javaregexp.Regexp, error) {
	return javaregexp.CompileWhole(pattern, patternTime)
}

// choose gives the integration response whose pattern takes the text, else the
// one without pattern, else nil.
func choose(responses []*integrationResponse, text string) *integrationResponse {
	var other *integrationResponse
	for _, r := range responses {
		switch {
		case r.other:
			other = r
		case r.pattern == nil:
		default:
			if ok, err := r.pattern.MatchString(text); err == nil && ok {
				return r
			}
		}
	}
	return other
}

// answer maps a backend's answer to the method response: header mappings,
// content handling, template, overrides.
func (r *integrationResponse) answer(x *exchange, got *reply) (*answer, *failure) {
	if !r.declared || r.status < 200 || r.status > 599 {
		return nil, internalError(default5xx, 500, fmt.Sprintf("Execution failed due to configuration error: No method response for status %d", r.status))
	}
	var h header
	if f := r.mapHeaders(x, got, &h); f != nil {
		return nil, f
	}
	body, f := x.convertResponse(r.contentHandling, got.header.get("Content-Type"), got.body)
	if f != nil {
		return nil, f
	}
	ans := &answer{status: r.status, body: body}
	if t := r.template(x.header.get("Accept")); t != nil {
		if r.contentHandling == "CONVERT_TO_BINARY" {
			return nil, internalError(default5xx, 500, "Execution failed due to configuration error: Unable to transform response: its content is binary")
		}
		if ans.body, f = t.render(x, "response", body); f != nil {
			return nil, f
		}
	}
	if c := x.variables; c != nil { // else no template has overridden anything
		for _, o := range c.ResponseHeaderOverrides() {
			h.replace(o.Name, o.Values...)
		}
		if status, ok := c.StatusOverride(); ok && status >= 200 {
			ans.status = status // a 1xx cannot be an answer
		}
	}
	ans.header = remapMapped(h)
	if !ans.header.has("Content-Type") {
		ans.header.set("Content-Type", "application/json")
	}
	x.logText("Method response body after transformations", ans.body)
	return ans, nil
}

// mapHeaders applies the parameter mappings of the response.
func (r *integrationResponse) mapHeaders(x *exchange, got *reply, h *header) *failure {
	if len(r.headers) == 0 {
		return nil
	}
	message := &mapping.Message{
		Header: got.header.anySpelling, Body: string(got.body),
		StageVariables: x.stage.Variables, Context: x.context(),
	}
	for _, p := range r.headers {
		value, ok, err := p.value.Value(message)
		if err == nil && !ok && got.errorBody != "" {
			inError := *message
			inError.Body = got.errorBody
			value, ok, err = p.value.Value(&inError)
		}
		if err != nil {
			f := internalError(default5xx, 500, "Execution failed due to configuration error: "+p.value.String()+": "+err.Error())
			if errors.Is(err, mapping.ErrInvalidJSON) {
				f.errorType = "InternalFailureException"
			}
			return f
		}
		if ok {
			h.replace(p.target.Name, value)
		}
	}
	return nil
}

// template is chosen by the text of the Accept header as it is, else for JSON,
// else it is the first there is.
func (r *integrationResponse) template(accept string) *template {
	for _, mediaType := range []string{accept, "application/json", r.first} {
		if t := r.templates[mediaType]; t != nil {
			return t
		}
	}
	return nil
}

// remapMapped renames the headers a mapping may not set itself, and drops
// Transfer-Encoding (recorded, test_apigateway_header_remapping_http).
func remapMapped(h header) header {
	out := make(header, 0, len(h)+1)
	var room [longestKnown]byte
	for _, f := range h {
		switch string(lower(room[:0], f.name)) {
		case "connection", "content-length", "date", "server",
			"authorization", "content-md5", "expect", "host", "max-forwards", "proxy-authenticate", "trailer", "upgrade",
			"user-agent", "www-authenticate":
			out.add("x-amzn-Remapped-"+f.name, f.value)
		case "transfer-encoding", "x-amz-apigw-id", "x-amzn-requestid", "x-amzn-trace-id": // the gateway sets its own
		default:
			out.add(f.name, f.value)
		}
	}
	return out
}
