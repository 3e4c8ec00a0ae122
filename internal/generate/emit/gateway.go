package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/openapi"
)

// gateway adds the extensions of the whole API.
func (v *view) gateway(doc *openapi.Node) {
	if v.c.HTTP != nil {
		v.httpAPI(doc)
		return
	}
	validators := v.validators()
	if len(validators.Members) > 0 {
		if name := validatorName(v.c.REST.Validate); validators.Get(name) != nil && name != noValidator {
			doc.Set("x-amazon-apigateway-request-validator", openapi.Str(name))
		}
		doc.Set("x-amazon-apigateway-request-validators", validators)
	}
	if responses := v.gatewayResponses(); responses != nil {
		doc.Set("x-amazon-apigateway-gateway-responses", responses)
	}
	if len(v.c.REST.BinaryMediaTypes) > 0 {
		doc.Set("x-amazon-apigateway-binary-media-types", openapi.Strs(v.c.REST.BinaryMediaTypes...))
	}
	for _, m := range v.c.REST.Extensions {
		doc.Set(m.Key, m.Value)
	}
}

// httpAPI adds the extensions of an HTTP API.
func (v *view) httpAPI(doc *openapi.Node) {
	http := v.c.HTTP
	if len(http.Tags) > 0 {
		tags := doc.Get("tags")
		if tags == nil {
			tags = openapi.Arr()
			doc.Set("tags", tags)
		}
		for _, tag := range http.Tags {
			tags.Items = append(tags.Items, openapi.Obj(openapi.M("name", openapi.Str(tag.Key)), openapi.M("x-amazon-apigateway-tag-value", tag.Value)))
		}
	}
	if http.CORS != nil {
		doc.Set("x-amazon-apigateway-cors", http.CORS)
	}
	if http.Integrations != nil {
		components := doc.Get("components")
		if components == nil {
			components = openapi.Obj()
			doc.Set("components", components)
		}
		components.Set("x-amazon-apigateway-integrations", http.Integrations)
	}
	doc.Set("x-amazon-apigateway-importexport-version", openapi.Str("1.0"))
}

// gatewayResponses are those of the contract, with the headers of CORS on the
// two that stand for all others: API Gateway's own errors carry no other headers
// of CORS.
func (v *view) gatewayResponses() *openapi.Node {
	responses := openapi.Obj()
	if v.c.REST.Responses != nil {
		responses = v.c.REST.Responses.Clone()
	}
	if cors := v.c.REST.CORS; cors != nil {
		add := func(kind string) {
			headers := gatewayResponse(cors)
			response := responses.Get(kind)
			if response == nil {
				responses.Set(kind, headers)
				return
			}
			parameters := response.Get("responseParameters")
			if parameters == nil {
				parameters = openapi.Obj()
				response.Set("responseParameters", parameters)
			}
			for _, m := range headers.Get("responseParameters").Members {
				if parameters.Get(m.Key) == nil {
					parameters.Set(m.Key, m.Value)
				}
			}
		}
		for _, m := range responses.Clone().Members {
			add(m.Key) // a type with an entry inherits nothing
		}
		add("DEFAULT_4XX")
		add("DEFAULT_5XX")
	}
	return nonEmpty(responses)
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
	if op.Validate != v.c.REST.Validate && v.c.HTTP == nil {
		n.Set("x-amazon-apigateway-request-validator", openapi.Str(validatorName(op.Validate)))
	}
	if op.Authorizer != nil && op.Authorizer.IAM && v.c.HTTP == nil {
		n.Set("x-amazon-apigateway-auth", openapi.Obj(openapi.M("type", openapi.Str("AWS_IAM"))))
	}
	integration := op.Integration
	if op.Lambda != nil {
		integration = op.Lambda.Node(v.c.HTTP != nil)
	}
	n.Set("x-amazon-apigateway-integration", integration)
	declareMapped(n.Get("responses"), integration)
	for _, m := range op.Extensions {
		n.Set(m.Key, m.Value)
	}
	for _, o := range op.Overrides {
		override(n, strings.Split(strings.TrimPrefix(o.Pointer, "/"), "/"), o.Value)
	}
}

// override sets the value at a path of member names and makes what is missing on
// the way.
func override(n *openapi.Node, path []string, value *openapi.Node) {
	key := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	if len(path) == 1 {
		n.Set(key, value)
		return
	}
	inner := n.Get(key)
	if !inner.Is(openapi.Object) {
		inner = openapi.Obj()
	} else {
		inner = inner.Clone() // it may be shared between operations
	}
	n.Set(key, inner)
	override(inner, path[1:], value)
}

// securitySchemes are apiKey schemes all of them: REST imports ignore every
// other type with a warning and leave the methods public.
func (v *view) securitySchemes() *openapi.Node {
	schemes := openapi.Obj()
	if v.stub {
		return nil
	}
	for _, a := range v.c.Authorizers {
		if v.public {
			schemes.Set(a.Name, publicScheme(a.Scheme))
			continue
		}
		schemes.Set(a.Name, a.Scheme)
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

// A corsHeader is a header of CORS with its value.
type corsHeader struct{ name, value string }

// preflightHeaders are those of the answer to a preflight on a path with these
// methods.
func (v *view) preflightHeaders(methods []string) []corsHeader {
	cors := v.c.REST.CORS
	headers := []corsHeader{
		{"Access-Control-Allow-Origin", cors.Origin},
		{"Access-Control-Allow-Methods", strings.Join(append(slices.Clone(methods), "OPTIONS"), ",")},
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
func (v *view) preflight(path string, methods []string) *openapi.Node {
	declared, mapped := openapi.Obj(), openapi.Obj()
	for _, h := range v.preflightHeaders(methods) {
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
		if name, ok := strings.CutPrefix(strings.Replace(segment, "+}", "}", 1), "{"); ok {
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
