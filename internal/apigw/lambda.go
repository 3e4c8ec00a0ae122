package apigw

import "strings"

// A LambdaFunction is a function that an integration or an authorizer calls.
// Its parts may hold placeholders such as ${stageVariables.function}.
type LambdaFunction struct {
	Partition string // aws
	Region    string
	AccountID string
	Name      string
	Qualifier string // alias or version; empty is the unqualified function
}

// ARN gives the function's ARN, with the qualifier if there is one.
func (f LambdaFunction) ARN() string {
	arn := "arn:" + f.Partition + ":lambda:" + f.Region + ":" + f.AccountID + ":function:" + f.Name
	if f.Qualifier != "" {
		arn += ":" + f.Qualifier
	}
	return arn
}

// ParseLambdaURI reads the function out of the URI with which API Gateway
// invokes it:
//
//	arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations
//
// and the response-streaming-invocations form. Ok is false for other URIs.
func ParseLambdaURI(uri string) (f LambdaFunction, ok bool) {
	parts := splitARN(uri, 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "apigateway" || parts[4] != "lambda" {
		return f, false
	}
	_, arn, found := strings.Cut(parts[5], "/functions/")
	if !found || !strings.HasPrefix(parts[5], "path/") {
		return f, false
	}
	arn, end, found := cutLast(arn, "/")
	if !found || end != "invocations" && end != "response-streaming-invocations" {
		return f, false
	}
	return parseFunctionARN(arn)
}

// IntegrationService gives the service, with its subdomain, that an integration's
// URI calls: dynamodb, lambda, a1b2c3-ats.iotdata. Of other URIs it is empty.
func IntegrationService(uri string) string {
	parts := splitARN(uri, 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "apigateway" {
		return ""
	}
	return parts[4]
}

func parseFunctionARN(arn string) (f LambdaFunction, ok bool) {
	p := splitARN(arn, -1)
	if len(p) < 7 || len(p) > 8 || p[0] != "arn" || p[2] != "lambda" || p[5] != "function" || p[6] == "" {
		return f, false
	}
	f = LambdaFunction{Partition: p[1], Region: p[3], AccountID: p[4], Name: p[6]}
	if len(p) == 8 {
		f.Qualifier = p[7]
	}
	return f, true
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// splitARN splits at colons, except those inside ${...} and #{...}: placeholders such as
// ${AWS::Region} hold some. The n-th part, if n is positive, takes the rest.
func splitARN(s string, n int) []string {
	var parts []string
	start, depth := 0, 0
	for i := 0; i < len(s) && (n < 0 || len(parts) < n-1); i++ {
		switch {
		case strings.HasPrefix(s[i:], "${"), strings.HasPrefix(s[i:], "#{"):
			depth++
		case s[i] == '}' && depth > 0:
			depth--
		case s[i] == ':' && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}
