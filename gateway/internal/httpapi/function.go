package httpapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/internal/apigw"
)

// maxPayload is what Lambda takes and gives in one synchronous invocation.
const maxPayload = 6 << 20

// A function hands the request to a Lambda function and returns what it answers.
// See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type function struct{ in *apigw.HTTPIntegration }

func (b *function) call(x *exchange, in *integration, out *outgoing) (*answer, *failure) {
	uri, _ := apigw.ExpandStageVariables(b.in.URI, x.stage.Variables)
	fn, ok := apigw.ParseFunction(uri)
	if !ok {
		return nil, internalError("invalid Lambda function URI " + uri)
	}
	if f := x.mayInvoke(fn, b.in.Credentials, x.sourceARNs()...); f != nil {
		return nil, f
	}
	old := b.in.PayloadFormatVersion == "1.0"
	var payload []byte
	if old {
		payload = x.event1(out)
	} else {
		payload = x.event2(out)
	}
	if len(payload) > maxPayload {
		return nil, &failure{status: 413, message: "Request Entity Too Large", kind: "REQUEST_TOO_LARGE", cause: "the event takes more than 6 MB"}
	}
	x.logText("Event", payload)
	res, f := x.invoke(fn, payload, in.timeout)
	switch {
	case f != nil:
		return nil, f
	case res.FunctionError != "":
		return nil, internalError("function " + fn.Name + " failed: " + string(res.Payload))
	case len(res.Payload) > maxPayload:
		return nil, internalError("function " + fn.Name + " answered more than 6 MB")
	}
	ans, err := functionAnswer(res.Payload, old)
	if err != nil {
		return nil, internalError("function " + fn.Name + ": " + err.Error())
	}
	return ans, nil
}

// invoke calls a function within some time. One that is still running then goes
// on, as on AWS, and the caller gets a 503.
func (x *exchange) invoke(fn apigw.LambdaFunction, payload []byte, within time.Duration) (lambda.Result, *failure) {
	ctx, cancel := context.WithTimeout(x.r.Context(), within)
	defer cancel()
	res, err := x.server.Functions.Invoke(ctx, lambda.Invocation{
		Function: fn.Name, Qualifier: fn.Qualifier, ARN: fn.ARN(), Payload: payload, TraceID: x.header.Get("X-Amzn-Trace-Id"),
	})
	x.integrationID = res.RequestID
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil:
		return res, unavailable(fmt.Sprintf("function %s took longer than %s", fn.Name, within))
	case err != nil:
		return res, internalError(err.Error())
	}
	return res, nil
}

// sourceARNs are what the route calls functions from, as permissions name it.
func (x *exchange) sourceARNs() []string {
	stage, def := x.stageARN(), x.route.definition
	if def.Key == apigw.DefaultRoute {
		return []string{stage + apigw.DefaultRoute}
	}
	return []string{stage + def.Verb() + def.Path(), stage + x.r.Method + def.Path(), stage + x.r.Method + x.routed}
}

// mayInvoke refuses a function whose resource policy lets none of the sources
// invoke it. Who has a role of its own for it needs no permission.
func (x *exchange) mayInvoke(fn apigw.LambdaFunction, credentials string, sources ...string) *failure {
	if credentials != "" || x.server.OpenFunctions {
		return nil
	}
	if x.data.MayInvoke(fn.Name, fn.Qualifier, x.server.AccountID, sources...) {
		return nil
	}
	return internalError(fmt.Sprintf("invalid permissions on Lambda function: %s needs a permission for apigateway.amazonaws.com from %s", fn.Name, sources[0]))
}
