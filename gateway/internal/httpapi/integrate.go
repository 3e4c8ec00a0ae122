package httpapi

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/awsservice"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
)

// An integration is a compiled integration: its mappings and its backend.
type integration struct {
	definition *apigw.HTTPIntegration
	timeout    time.Duration
	request    *mapping.HTTPMapping         // nil maps nothing
	response   map[int]*mapping.HTTPMapping // by status
	backend    backend
}

// A backend answers what the mappings made of a request. It knows nothing of
// mappings.
type backend interface {
	call(x *exchange, in *integration, out *outgoing) (*answer, *failure)
}

func compileIntegration(in *apigw.HTTPIntegration) *integration {
	c := &integration{definition: in, timeout: defaultTimeout}
	if in.TimeoutInMillis > 0 {
		c.timeout = time.Duration(in.TimeoutInMillis) * time.Millisecond
	}
	var errs [3]error
	if in.Subtype == "" && len(in.RequestParameters) > 0 {
		c.request, errs[0] = mapping.ParseHTTPRequestParameters(in.RequestParameters)
	}
	c.response, errs[1] = mapping.ParseHTTPResponseParameters(in.ResponseParameters)
	c.backend, errs[2] = newBackend(in)
	if err := errors.Join(errs[:]...); err != nil { // which Check refuses beforehand
		c.backend = broken{err.Error()}
	}
	return c
}

func newBackend(in *apigw.HTTPIntegration) (backend, error) {
	switch {
	case in.Subtype != "":
		subtype, err := awsservice.ParseSubtype(in.Subtype, in.RequestParameters)
		return &serviceBackend{subtype}, err
	case in.Type == apigw.IntegrationAWSProxy:
		return &function{in}, nil
	case in.ConnectionType == "VPC_LINK":
		return &privateBackend{in}, nil
	}
	return &httpBackend{in}, nil
}

// integrate sends the request to the backend and maps its answer.
func (x *exchange) integrate() (string, *failure) {
	in := x.route.integration
	if in == nil {
		return "", internalError("the route has no integration")
	}
	out := x.mapRequest(in.request)
	began := time.Now()
	ans, f := in.backend.call(x, in, out)
	x.integrationLatency = time.Since(began)
	if f != nil {
		x.integrationError = f.cause
		return "", f
	}
	x.integrationStatus = ans.status
	x.logText("Integration response body before mapping", ans.body)
	x.mapResponse(in, ans)
	x.answer = ans
	return "the integration answered " + strconv.Itoa(x.integrationStatus), nil
}

// A broken integration cannot be called: something in it cannot be read.
type broken struct{ cause string }

func (b broken) call(*exchange, *integration, *outgoing) (*answer, *failure) {
	return nil, internalError(b.cause)
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
