package dataplane

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/internal/apigw"
)

// A lambdaTarget is the function an integration invokes.
type lambdaTarget struct {
	uri            uri
	known          function // of a URI without stage variables; without a name there is none
	httpMethod     string
	hasCredentials bool // a role is assumed, so no permission is needed
}

func compileLambdaTarget(in *apigw.Integration) lambdaTarget {
	t := lambdaTarget{uri: parseURI(in.URI), httpMethod: in.HTTPMethod, hasCredentials: in.Credentials != ""}
	if fn, ok := apigw.ParseLambdaURI(in.URI); ok && t.uri.isConstant() {
		t.known = newFunction(fn)
	}
	return t
}

// A function is one that is invoked.
type function struct {
	name, qualifier string
	arn             string
}

func newFunction(fn apigw.LambdaFunction) function {
	return function{fn.Name, fn.Qualifier, fn.ARN()}
}

// function finds the function for this stage, and whether it may be invoked.
func (t *lambdaTarget) function(x *exchange) (fn function, f *failure) {
	if t.httpMethod != "POST" {
		return fn, internalError(integrationFailure, 500, "Lambda functions are invoked with POST, the integration says "+t.httpMethod)
	}
	if fn, f = t.named(x); f != nil {
		return fn, f
	}
	if t.hasCredentials || x.server.OpenFunctions {
		return fn, nil
	}
	if source, ok := x.mayInvoke(fn); !ok {
		return fn, internalError(apiConfigurationError, 0, fmt.Sprintf(
			"Execution failed due to configuration error: Invalid permissions on Lambda function: %s needs a permission for apigateway.amazonaws.com from %s", fn.name, source))
	}
	return fn, nil
}

// named gives the function the URI names in this stage.
func (t *lambdaTarget) named(x *exchange) (function, *failure) {
	if t.known.name != "" {
		return t.known, nil
	}
	address := t.uri.expand(x.stage.Variables)
	fn, ok := apigw.ParseLambdaURI(address)
	if !ok {
		return function{}, internalError(apiConfigurationError, 0, "invalid Lambda function URI "+address)
	}
	return newFunction(fn), nil
}

// invoke calls the function within the integration's time. A function that is
// still running then goes on, as on AWS.
func (x *exchange) invoke(fn function, payload []byte) (lambda.Result, *failure) {
	inv := x.invocation(fn, payload)
	inv.Within = x.match.method.timeout
	address := x.server.functions.of(fn.arn, func() string {
		return "https://lambda." + x.server.Region + ".amazonaws.com/2015-03-31/functions/" + fn.arn + "/invocations"
	})
	x.logOutbound(address, nil, payload)
	return x.invokeWithin(x.r.Context(), inv)
}

// invokeWithin calls a function. The time it has ends by the invocation or by
// ctx.
func (x *exchange) invokeWithin(ctx context.Context, inv lambda.Invocation) (lambda.Result, *failure) {
	began := time.Now()
	res, err := x.server.Functions.Invoke(ctx, inv)
	x.integrationLatency = time.Since(began)
	if err == nil {
		x.integrationStatus, x.backendRequestID = 200, res.RequestID
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return res, fail(integrationTimeout, "Endpoint request timed out", fmt.Sprintf("function %s took longer than %s", inv.Function, x.match.method.timeout))
	case err != nil:
		return res, internalError(apiConfigurationError, 0, err.Error())
	}
	return res, nil
}

func (x *exchange) invocation(fn function, payload []byte) lambda.Invocation {
	return lambda.Invocation{Function: fn.name, Qualifier: fn.qualifier, ARN: fn.arn, Payload: payload, TraceID: x.traceID}
}

// A lambdaBackend answers mapped requests with a Lambda function: the integration
// request's body is the event, the result is the body. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
type lambdaBackend struct{ target lambdaTarget }

// unreadable is Lambda's answer to a payload that is no JSON. It goes through
// the default integration response.
const unreadable = `{"Type":"User","message":"Could not parse request body into json."}`

func (b *lambdaBackend) send(x *exchange, out *outbound) (*reply, *failure) {
	fn, f := b.target.function(x)
	if f != nil {
		return nil, f
	}
	payload := out.body
	if len(strings.TrimSpace(string(payload))) == 0 {
		payload = []byte("{}")
	}
	var h header
	h.set("Content-Type", "application/json")
	switch {
	case !json.Valid(payload):
		return &reply{status: 400, header: h, body: []byte(unreadable)}, nil
	case len(payload) > maxPayload:
		return nil, fail(requestTooLarge, "Request Too Long", "the event takes more than 6 MB")
	case strings.EqualFold(out.header.get("X-Amz-Invocation-Type"), "Event"):
		if err := x.server.Functions.InvokeEvent(x.invocation(fn, payload)); err != nil {
			return nil, internalError(apiConfigurationError, 0, err.Error())
		}
		return &reply{status: 202, header: h}, nil
	}
	res, f := x.invoke(fn, payload)
	if f != nil {
		return nil, f
	}
	if len(res.Payload) > maxPayload {
		return nil, internalError(integrationFailure, 500, "function "+fn.name+" answered more than 6 MB")
	}
	got := &reply{status: 200, header: h, body: res.Payload}
	if res.FunctionError != "" {
		// Patterns are matched against the error's message only; of a function that
		// did not fail there is none (recorded, test_lambda_selection_patterns).
		var e struct{ ErrorMessage string }
		_ = json.Unmarshal(res.Payload, &e) // an error of another shape has no message
		got.selector = e.ErrorMessage
		got.errorBody = errorBody(res.Payload, e.ErrorMessage)
	}
	return got, nil
}

// errorBody puts the JSON that a function's errorMessage holds in its place:
// header mappings read integration.response.body.errorMessage.x. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
func errorBody(payload []byte, message string) string {
	var members map[string]json.RawMessage
	text := strings.TrimSpace(message)
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") || !json.Valid([]byte(text)) || json.Unmarshal(payload, &members) != nil {
		return ""
	}
	members["errorMessage"] = json.RawMessage(text)
	out, _ := json.Marshal(members) // of valid JSON
	return string(out)
}
