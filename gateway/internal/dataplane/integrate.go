package dataplane

import (
	"github.com/apigen-go/apigen/internal/apigw"
)

// An integration answers a method. It is compiled with its deployment.
type integration interface {
	// call answers the request: it sets the exchange's result or fails.
	call(x *exchange) (decision string, f *failure)
}

func compileIntegration(m *apigw.Method) integration {
	in := m.Integration
	switch {
	case unservedIntegration(in) != "":
		return unserved{cause: unservedIntegration(in)}
	case in.Type == apigw.IntegrationMock:
		return compileMapped(m, mock{})
	}
	return &lambdaProxy{
		uri: parseURI(in.URI), httpMethod: in.HTTPMethod, hasCredentials: in.Credentials != "",
		illegal: illegalHeaderTarget(in),
	}
}

func (x *exchange) integrate() (string, *failure) { return x.match.method.integration.call(x) }

// An unserved integration is one the local gateway does not have. The import
// warned about it; a request gets a 500 and the log says why.
type unserved struct{ cause string }

func (u unserved) call(*exchange) (string, *failure) {
	return "", internalError(apiConfigurationError, 0, u.cause)
}
