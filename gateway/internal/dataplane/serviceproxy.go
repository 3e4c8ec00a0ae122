package dataplane

import (
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A serviceProxy is a proxy integration of Firehose, the one service besides
// Lambda that the service takes for AWS_PROXY (recorded,
// test_error_aws_proxy_not_supported). The caller's body is the action's input
// and the service's answer is the caller's; mappings are left alone, as they are
// of a function's proxy.
type serviceProxy struct {
	service *service
	illegal string // a header mapping the service accepts but cannot do
}

// isFirehose tells such a proxy from that of a function.
func isFirehose(in *apigw.Integration) bool {
	parts := strings.SplitN(in.URI, ":", 6)
	return len(parts) == 6 && parts[4] == "firehose"
}

func (p *serviceProxy) call(x *exchange) (string, *failure) {
	if p.illegal != "" {
		return "", internalError(default5xx, 500, "the request mapping "+p.illegal+" is not allowed")
	}
	body, f := convertRequest("", matchesBinary(x.compiled.definition.BinaryMediaTypes, x.requestMediaType()), x.body)
	if f != nil {
		return "", f
	}
	began := time.Now()
	got, f := p.service.send(x, &outbound{body: body})
	x.integrationLatency = time.Since(began)
	if f != nil {
		return "", f
	}
	x.integrationStatus = got.status
	x.logInbound(got.status, x.integrationLatency, got.header, got.body)
	ans := &answer{status: got.status, header: remapProxied(got.header)}
	if ans.body, f = x.convertResponse("", got.header.get("Content-Type"), got.body); f != nil {
		return "", f
	}
	if !ans.header.has("Content-Type") {
		ans.header.set("Content-Type", "application/json")
	}
	x.result = ans
	return "the service answered " + strconv.Itoa(got.status), nil
}
