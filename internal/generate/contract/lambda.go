package contract

import (
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// FunctionARN is the ARN of a function that is known by its name or its ARN. The
// variables of AWS are replaced by the service when it imports the document
// (developer guide, "AWS variables for OpenAPI import").
func FunctionARN(function, alias string) string {
	if !strings.HasPrefix(function, "arn:") {
		function = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:" + function
	}
	if alias != "" {
		function += ":" + alias
	}
	return function
}

// InvocationURI is where API Gateway calls a function.
func InvocationURI(arn string) string {
	return "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/" + arn + "/invocations"
}

// Node is the x-amazon-apigateway-integration extension that calls the function
// with the whole request, in a REST API or in an HTTP API.
func (l *Lambda) Node(http bool) *openapi.Node {
	arn := FunctionARN(l.Function, l.Alias)
	uri := InvocationURI(arn)
	if l.Stream { // developer guide, "Configure a Lambda proxy integration with payload response streaming"
		uri = "arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/" + arn + "/response-streaming-invocations"
	}
	n := openapi.Obj(
		openapi.M("type", openapi.Str("aws_proxy")),
		openapi.M("httpMethod", openapi.Str("POST")), // of the call to Lambda, whatever the operation's
		openapi.M("uri", openapi.Str(uri)),
	)
	if http {
		n.Set("payloadFormatVersion", openapi.Str(l.Payload))
	} else {
		n.Set("passthroughBehavior", openapi.Str("when_no_match"))
	}
	if l.Credentials != "" {
		n.Set("credentials", openapi.Str(l.Credentials))
	}
	if l.Timeout != 0 {
		n.Set("timeoutInMillis", openapi.Int(l.Timeout))
	}
	if l.Stream {
		n.Set("responseTransferMode", openapi.Str("STREAM"))
	}
	return n
}
