package dataplane

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// An integration answers a method. It is compiled with its deployment.
type integration interface {
	// call answers the request: it sets the exchange's result or fails.
	call(x *exchange) (decision string, f *failure)
}

func compileIntegration(m *apigw.Method) integration {
	in := m.Integration
	if cause := unservedIntegration(in); cause != "" {
		return unserved{cause: cause}
	}
	switch in.Type {
	case apigw.IntegrationAWSProxy:
		if isFirehose(in) {
			return &serviceProxy{service: compileService(in), illegal: illegalHeaderTarget(in)}
		}
		proxy := lambdaProxy{target: compileLambdaTarget(in), illegal: illegalHeaderTarget(in)}
		if in.TransferMode == "STREAM" {
			return &lambdaStream{proxy}
		}
		return &proxy
	case apigw.IntegrationAWS:
		return compileMapped(m, compileAWS(in))
	case apigw.IntegrationHTTP:
		return compileMapped(m, compileHTTP(in))
	case apigw.IntegrationHTTPProxy:
		proxy := httpProxy{endpoint: compileHTTP(in), request: compileRequestMapping(in, in.Pointer)}
		if in.TransferMode == "STREAM" {
			return &httpStream{proxy}
		}
		return &proxy
	}
	return compileMapped(m, mock{})
}

// compileAWS tells functions from the other services.
func compileAWS(in *apigw.Integration) backend {
	if parts := strings.SplitN(in.URI, ":", 6); len(parts) == 6 && parts[4] == "lambda" {
		return &lambdaBackend{target: compileLambdaTarget(in)}
	}
	return compileService(in)
}

func compileService(in *apigw.Integration) *service {
	return &service{uri: parseURI(in.URI), method: in.HTTPMethod, credentials: parseURI(in.Credentials)}
}

// integrate is the last step. A signature is for API Gateway: no backend gets it.
// See the table in
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
func (x *exchange) integrate() (string, *failure) {
	if value := x.header.get("Authorization"); value != "" && (x.caller != nil || strings.HasPrefix(value, "AWS4-")) {
		x.header.del("Authorization")
	}
	return x.match.method.integration.call(x)
}

// An unserved integration is one the local gateway does not have. The import
// warned about it; a request gets a 500 and the log says why.
type unserved struct{ cause string }

func (u unserved) call(*exchange) (string, *failure) {
	return "", internalError(apiConfigurationError, 0, u.cause)
}
