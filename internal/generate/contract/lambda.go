package contract

import (
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// attribute is the ARN of a function as Fn::Sub of CloudFormation names it.
var attribute = regexp.MustCompile(`^\$\{[A-Za-z0-9]+\.Arn\}`)

// FunctionARN is the ARN of a function that is known by its name or its ARN. The
// variables of AWS are replaced by the service when it imports the document
// (developer guide, "AWS variables for OpenAPI import").
func FunctionARN(function, alias string) string {
	if !strings.HasPrefix(function, "arn:") && !attribute.MatchString(function) {
		function = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:" + function
	}
	if alias != "" {
		function += ":" + alias
	}
	return function
}

// IsInvocationURI reports whether a function is known by the URI API Gateway
// calls it at.
func IsInvocationURI(function string) bool { return strings.HasPrefix(function, "arn:aws:apigateway:") }

// InvocationURI is where API Gateway calls a function: in the function's own
// region, when its ARN names one.
func InvocationURI(arn string) string { return invocation(arn, "2015-03-31", "invocations") }

func invocation(arn, version, action string) string {
	if IsInvocationURI(arn) {
		return arn
	}
	region := "${AWS::Region}"
	// The variables of AWS hold colons.
	if rest, ok := strings.CutPrefix(arn, "arn:aws:lambda:"); ok && !strings.HasPrefix(rest, "$") {
		region, _, _ = strings.Cut(rest, ":")
	}
	return "arn:aws:apigateway:" + region + ":lambda:path/" + version + "/functions/" + arn + "/" + action
}

// Node is the x-amazon-apigateway-integration extension that calls the function
// with the whole request, in a REST API or in an HTTP API.
func (l *Lambda) Node(http bool) *openapi.Node {
	arn := FunctionARN(l.Function, l.Alias)
	uri := InvocationURI(arn)
	if l.Stream { // developer guide, "Configure a Lambda proxy integration with payload response streaming"
		uri = invocation(arn, "2021-11-15", "response-streaming-invocations")
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
