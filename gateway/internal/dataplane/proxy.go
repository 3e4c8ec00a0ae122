package dataplane

import (
	"errors"
	"strconv"
)

// maxPayload is what Lambda takes and gives in one synchronous invocation.
const maxPayload = 6 << 20

// A lambdaProxy hands the whole request to a Lambda function and returns what
// the function answers. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
type lambdaProxy struct {
	target  lambdaTarget
	illegal string // a header mapping the service accepts but cannot do
}

// prepare finds the function and writes its event.
func (p *lambdaProxy) prepare(x *exchange) (fn function, payload []byte, f *failure) {
	if p.illegal != "" {
		return fn, nil, internalError(default5xx, 500, "the request mapping "+p.illegal+" is not allowed")
	}
	if fn, f = p.target.function(x); f != nil {
		return fn, nil, f
	}
	payload = x.event()
	if len(payload) > maxPayload {
		return fn, nil, fail(requestTooLarge, "Request Too Long", "the event takes more than 6 MB")
	}
	return fn, payload, nil
}

func (p *lambdaProxy) call(x *exchange) (string, *failure) {
	fn, payload, f := p.prepare(x)
	if f != nil {
		return "", f
	}
	res, f := x.invoke(fn, payload)
	if f == nil {
		x.logInbound(x.integrationStatus, x.integrationLatency, nil, res.Payload)
	}
	switch {
	case f != nil:
		return "", f
	case res.FunctionError != "":
		return "", functionError(res.Payload)
	case len(res.Payload) > maxPayload:
		return "", internalError(integrationFailure, 502, "function "+fn.name+" answered more than 6 MB")
	}
	ans, err := lambdaAnswer(res.Payload, x.compiled.definition.BinaryMediaTypes, x.header.get("Accept"))
	if err != nil {
		status := 502
		if errors.Is(err, errBadBase64) {
			status = 500
		}
		return "", internalError(integrationFailure, status, "Execution failed due to configuration error: Malformed Lambda proxy response: "+err.Error())
	}
	x.functionStatus = ans.status
	x.result = ans
	return "function " + fn.name + " answered " + strconv.Itoa(ans.status), nil
}

// mayInvoke reports whether the function's resource policy lets this API's
// method invoke it, and gives the ARN the service would call from.
func (x *exchange) mayInvoke(fn function) (source string, ok bool) {
	prefix := x.apiARN() + "/" + x.stage.Name + "/" + x.verb
	source = prefix + x.match.resource.path
	return source, x.permitted(fn, source) || x.permitted(fn, prefix+x.target.path)
}

// permitted reports whether the function's resource policy lets the API invoke
// it from an ARN.
func (x *exchange) permitted(fn function, source string) bool {
	return x.data.MayInvoke(fn.name, fn.qualifier, x.server.AccountID, source)
}
