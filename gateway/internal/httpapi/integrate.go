package httpapi

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// An integration is a compiled integration: its mappings and its backend.
type integration struct {
	definition *apigw.HTTPIntegration
	timeout    time.Duration
	request    []assignment
	response   map[int][]assignment // by status
	backend    backend
}

// A backend answers what the mappings made of a request. It knows nothing of
// mappings.
type backend interface {
	call(x *exchange, in *integration, out *outgoing) (*answer, *failure)
}

func (s *Server) compileIntegration(in *apigw.HTTPIntegration) *integration {
	c := &integration{definition: in, timeout: defaultTimeout, response: map[int][]assignment{}}
	if in.TimeoutInMillis > 0 {
		c.timeout = time.Duration(in.TimeoutInMillis) * time.Millisecond
	}
	c.backend = s.backend(in)
	var err error
	if in.Subtype == "" {
		if c.request, err = compileMappings(in.RequestParameters, false); err != nil {
			c.backend = unserved{err.Error()}
		}
	}
	for text, mappings := range in.ResponseParameters {
		status, err := strconv.Atoi(text)
		if err == nil {
			c.response[status], err = compileMappings(mappings, true)
		}
		if err != nil {
			c.backend = unserved{err.Error()}
		}
	}
	return c
}

func (s *Server) backend(in *apigw.HTTPIntegration) backend {
	switch {
	case in.Subtype != "":
		return unserved{unservedSubtype(in)}
	case in.Type == apigw.IntegrationAWSProxy:
		return &function{in}
	case in.ConnectionType == "VPC_LINK":
		return &privateBackend{in}
	}
	return &httpBackend{in}
}

// integrate sends the request to the backend and maps its answer.
func (x *exchange) integrate() (string, *failure) {
	in := x.route.integration
	if in == nil {
		return "", internalError("the route has no integration")
	}
	out, f := x.mapRequest(in.request)
	if f != nil {
		return "", f
	}
	began := time.Now()
	ans, f := in.backend.call(x, in, out)
	x.integrationLatency = time.Since(began)
	if f != nil {
		x.integrationError = f.cause
		return "", f
	}
	x.integrationStatus = ans.status
	x.logText("Integration response body before mapping", ans.body)
	if f := x.mapResponse(in, ans); f != nil {
		return "", f
	}
	x.answer = ans
	return "the integration answered " + strconv.Itoa(x.integrationStatus), nil
}

// An unserved integration is one the local gateway does not have. The import
// warned about it; a request gets a 500 and the log says why.
type unserved struct{ cause string }

func (u unserved) call(*exchange, *integration, *outgoing) (*answer, *failure) {
	return nil, internalError(u.cause)
}

func unservedSubtype(in *apigw.HTTPIntegration) string {
	return "integrations with the service " + in.Subtype + " are not served by the local gateway"
}

// expand puts stage variables and path variables into a URI. Path variables are
// escaped; unknown ones stay as they are.
func (x *exchange) expand(uri string) string {
	uri, _ = apigw.ExpandStageVariables(uri, x.stage.Variables)
	for name, value := range x.pathParams {
		uri = strings.ReplaceAll(uri, "{"+name+"}", escapePath(value))
	}
	return uri
}

// escapePath escapes a decoded path, or a part of one.
func escapePath(s string) string {
	parts := strings.Split(s, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
