package emit

import (
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/openapi"
)

// gateway adds the extensions of the whole API.
func (v *view) gateway(doc *openapi.Node) {
	validators := v.validators()
	if len(validators.Members) > 0 {
		if name := validatorName(v.c.REST.Validate); validators.Get(name) != nil && name != noValidator {
			doc.Set("x-amazon-apigateway-request-validator", openapi.Str(name))
		}
		doc.Set("x-amazon-apigateway-request-validators", validators)
	}
	if cors := v.c.REST.CORS; cors != nil {
		// Only these two types: API Gateway's own errors carry no other headers of CORS.
		doc.Set("x-amazon-apigateway-gateway-responses", openapi.Obj(
			openapi.M("DEFAULT_4XX", gatewayResponse(cors)),
			openapi.M("DEFAULT_5XX", gatewayResponse(cors)),
		))
	}
	if len(v.c.REST.BinaryMediaTypes) > 0 {
		doc.Set("x-amazon-apigateway-binary-media-types", openapi.Strs(v.c.REST.BinaryMediaTypes...))
	}
}

// noValidator is the validator that checks nothing. There is no other way to
// switch the default of the API off for one operation.
const noValidator = "none"

func validatorName(val contract.Validation) string {
	switch {
	case val.Body && val.Parameters:
		return "all"
	case val.Body:
		return "body-only"
	case val.Parameters:
		return "params-only"
	}
	return noValidator
}

// validators lists those in use, the default of the API first.
func (v *view) validators() *openapi.Node {
	list := openapi.Obj()
	add := func(val contract.Validation) {
		list.Set(validatorName(val), openapi.Obj(
			openapi.M("validateRequestBody", openapi.Boolean(val.Body)),
			openapi.M("validateRequestParameters", openapi.Boolean(val.Parameters)),
		))
	}
	none := contract.Validation{}
	if v.c.REST.Validate != none {
		add(v.c.REST.Validate)
	}
	for _, op := range v.c.Operations {
		if op.Validate != v.c.REST.Validate {
			add(op.Validate)
		}
	}
	return list
}

// gatewayOperation adds security, validator and integration of an operation.
func (v *view) gatewayOperation(n *openapi.Node, op *contract.Operation) {
	// One object with both members means both; two objects would mean either,
	// which API Gateway does not do.
	security := openapi.Obj()
	if op.Authorizer != nil {
		security.Set(op.Authorizer.Name, openapi.Strs(op.Scopes...))
	}
	if op.APIKey {
		security.Set(contract.APIKeyScheme, openapi.Arr())
	}
	if len(security.Members) > 0 {
		n.Set("security", openapi.Arr(security))
	}
	if op.Validate != v.c.REST.Validate {
		n.Set("x-amazon-apigateway-request-validator", openapi.Str(validatorName(op.Validate)))
	}
	n.Set("x-amazon-apigateway-integration", lambdaIntegration(op.Lambda))
}

// securitySchemes are apiKey schemes all of them: REST imports ignore every
// other type with a warning and leave the methods public.
func (v *view) securitySchemes() *openapi.Node {
	schemes := openapi.Obj()
	if v.stub {
		return nil
	}
	for _, a := range v.c.Authorizers {
		schemes.Set(a.Name, openapi.Obj(
			openapi.M("type", openapi.Str("apiKey")),
			openapi.M("name", openapi.Str(a.Header)),
			openapi.M("in", openapi.Str("header")),
			openapi.M("x-amazon-apigateway-authtype", openapi.Str("cognito_user_pools")),
			openapi.M("x-amazon-apigateway-authorizer", openapi.Obj(
				openapi.M("type", openapi.Str("cognito_user_pools")),
				openapi.M("providerARNs", openapi.Strs(a.UserPools...)),
			)),
		))
	}
	if v.c.UsesAPIKey {
		schemes.Set(contract.APIKeyScheme, openapi.Obj(
			openapi.M("type", openapi.Str("apiKey")),
			openapi.M("name", openapi.Str("x-api-key")),
			openapi.M("in", openapi.Str("header")),
		))
	}
	return nonEmpty(schemes)
}

// lambdaIntegration calls a function with the whole request. The variables of
// AWS are replaced by the service when it imports the document (developer
// guide, "AWS variables for OpenAPI import").
func lambdaIntegration(l *contract.Lambda) *openapi.Node {
	function := l.Function
	if !strings.HasPrefix(function, "arn:") {
		function = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:" + function
	}
	if l.Alias != "" {
		function += ":" + l.Alias
	}
	n := openapi.Obj(
		openapi.M("type", openapi.Str("aws_proxy")),
		openapi.M("httpMethod", openapi.Str("POST")), // of the call to Lambda, whatever the operation's
		openapi.M("uri", openapi.Str("arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"+function+"/invocations")),
		openapi.M("passthroughBehavior", openapi.Str("when_no_match")),
	)
	if l.Timeout != 0 {
		n.Set("timeoutInMillis", openapi.Int(l.Timeout))
	}
	return n
}

// A corsHeader is a header of CORS with its value.
type corsHeader struct{ name, value string }

// preflightHeaders are those of the answer to a preflight on a path.
func (v *view) preflightHeaders(path string) []corsHeader {
	cors := v.c.REST.CORS
	var methods []string
	for _, op := range v.c.Operations {
		if op.Path == path {
			methods = append(methods, op.Method)
		}
	}
	headers := []corsHeader{
		{"Access-Control-Allow-Origin", cors.Origin},
		{"Access-Control-Allow-Methods", strings.Join(append(methods, "OPTIONS"), ",")},
	}
	if len(cors.AllowHeaders) > 0 {
		headers = append(headers, corsHeader{"Access-Control-Allow-Headers", strings.Join(cors.AllowHeaders, ",")})
	}
	if cors.Credentials {
		headers = append(headers, corsHeader{"Access-Control-Allow-Credentials", "true"})
	}
	if cors.MaxAge > 0 {
		headers = append(headers, corsHeader{"Access-Control-Max-Age", fmt.Sprint(cors.MaxAge)})
	}
	return headers
}

// preflight is the OPTIONS method of a path. A browser sends neither token nor
// API key with a preflight, so it demands none.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/enable-cors-for-resource-using-swagger-importer-tool.html
func (v *view) preflight(path string) *openapi.Node {
	declared, mapped := openapi.Obj(), openapi.Obj()
	for _, h := range v.preflightHeaders(path) {
		declared.Set(h.name, openapi.Obj(openapi.M("schema", typed("string"))))
		mapped.Set("method.response.header."+h.name, openapi.Str("'"+h.value+"'"))
	}
	return openapi.Obj(
		openapi.M("summary", openapi.Str("Answers the preflights of browsers")),
		openapi.M("parameters", pathVariables(path)),
		openapi.M("responses", openapi.Obj(openapi.M("200", openapi.Obj(
			openapi.M("description", openapi.Str("What browsers may send")),
			openapi.M("headers", declared),
		)))),
		openapi.M("x-amazon-apigateway-integration", openapi.Obj(
			openapi.M("type", openapi.Str("mock")),
			// With */* among the binary media types even an empty preflight counts
			// as binary, and its template would answer 500.
			openapi.M("contentHandling", openapi.Str("CONVERT_TO_TEXT")),
			openapi.M("passthroughBehavior", openapi.Str("when_no_match")),
			openapi.M("requestTemplates", openapi.Obj(openapi.M("application/json", openapi.Str(`{"statusCode": 200}`)))),
			openapi.M("responses", openapi.Obj(openapi.M("default", openapi.Obj(
				openapi.M("statusCode", openapi.Str("200")),
				openapi.M("responseParameters", mapped),
			)))),
		)),
	)
}

// pathVariables declares the variables of a path, as OpenAPI demands.
func pathVariables(path string) *openapi.Node {
	list := openapi.Arr()
	for segment := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			list.Items = append(list.Items, openapi.Obj(
				openapi.M("name", openapi.Str(strings.TrimSuffix(name, "}"))),
				openapi.M("in", openapi.Str("path")),
				openapi.M("required", openapi.Boolean(true)),
				openapi.M("schema", typed("string")),
			))
		}
	}
	return nonEmpty(list)
}

func gatewayResponse(cors *contract.CORS) *openapi.Node {
	headers := openapi.Obj(openapi.M("gatewayresponse.header.Access-Control-Allow-Origin", openapi.Str("'"+cors.Origin+"'")))
	if cors.Credentials {
		headers.Set("gatewayresponse.header.Access-Control-Allow-Credentials", openapi.Str("'true'"))
	}
	return openapi.Obj(openapi.M("responseParameters", headers))
}
