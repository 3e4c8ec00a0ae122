package dataplane

import (
	"fmt"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A mapped integration is one that is no proxy: the request is mapped, a
// backend answers, and an integration response maps its answer to a method
// response.
type mapped struct {
	request   *requestMapping
	backend   backend
	responses []*integrationResponse
	traced    bool // answers carry X-Amzn-Trace-Id
}

// A backend answers mapped requests.
type backend interface {
	send(x *exchange, out *outbound) (*reply, *failure)
}

// An outbound is the integration request.
type outbound struct {
	path   map[string]string // values of the variables in the integration's URI
	query  map[string][]string
	header header
	body   []byte
}

// A reply is the integration response as the backend gave it.
type reply struct {
	status   int
	selector string // what selection patterns are matched against
	header   header
	body     []byte
	// errorBody is the body of a failed function whose errorMessage is JSON, with
	// that in place of the text, for header mappings.
	errorBody string
}

func compileMapped(m *apigw.Method, b backend) *mapped {
	in := m.Integration
	where := in.Pointer
	if where == "" { // made by calls, not by a document
		where = m.HTTPMethod + " integration"
	}
	return &mapped{
		request: compileRequestMapping(in, where), backend: b, responses: compileIntegrationResponses(m, where),
		traced: in.Type != apigw.IntegrationMock,
	}
}

func (m *mapped) call(x *exchange) (string, *failure) {
	out, f := m.request.transform(x)
	if f != nil {
		return "", f
	}
	began := time.Now()
	got, f := m.backend.send(x, out)
	x.integrationLatency = time.Since(began)
	if f != nil {
		return "", f
	}
	x.integrationStatus = got.status
	if _, isMock := m.backend.(mock); !isMock { // of a mock the service's log is silent
		x.logInbound(got.status, x.integrationLatency, got.header, got.body)
	}
	r := choose(m.responses, got.selector)
	if r == nil {
		return "", internalError(apiConfigurationError, 0, fmt.Sprintf(
			"Execution failed due to configuration error: No match for output mapping and no default output mapping configured. Endpoint Response Status Code: %d", got.status))
	}
	ans, f := r.answer(x, got)
	if f != nil {
		return "", f
	}
	ans.traced = m.traced
	x.result = ans
	return "the backend's " + strconv.Itoa(got.status) + " gives " + strconv.Itoa(ans.status), nil
}

// templateErrors gives the templates that cannot be parsed.
func (m *mapped) templateErrors() []error {
	all := m.request.templates.errors()
	for _, r := range m.responses {
		all = append(all, r.templates.errors()...)
	}
	return all
}
