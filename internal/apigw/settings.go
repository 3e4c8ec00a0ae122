package apigw

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

const ext = "x-amazon-apigateway-"

// settings reads what holds for the whole API.
func (r *reader) settings(root at) {
	info := root.get("info")
	r.api.Name = info.get("title").text()
	r.api.Description = info.get("description").text()
	r.api.Version = info.get("version").text()
	r.rootSecurity = root.get("security")
	r.rootValidator = root.get(ext + "request-validator").text()
	if r.swagger {
		r.consumes, r.produces = root.get("consumes").texts(), root.get("produces").texts()
	}

	if source := root.get(ext + "api-key-source"); source.node != nil {
		r.api.APIKeySource = strings.ToUpper(source.text())
		if s := r.api.APIKeySource; s != "HEADER" && s != "AUTHORIZER" && !HasPlaceholder(s) {
			r.fail(source, "api-key-source", "write HEADER or AUTHORIZER", "Invalid API key source: %s", source.text())
		}
	}
	r.api.BinaryMediaTypes = root.get(ext + "binary-media-types").texts()
	r.compression(root.get(ext + "minimum-compression-size"))
	r.securityPolicy(root)
	if policy := root.get(ext + "policy"); policy.node.Is(openapi.Object) {
		r.checkPolicy(policy)
		if b, err := policy.node.MarshalJSON(); err == nil {
			r.api.Policy = json.RawMessage(b)
		}
	}
	r.api.DisableExecuteAPIEndpoint = disablesEndpoint(root)
}

// disablesEndpoint reads the endpoint configuration. The guide puts the
// extension into the first server, generators put it at the root.
func disablesEndpoint(root at) bool {
	endpoint := root.get(ext + "endpoint-configuration")
	if servers := root.get("servers").items(); endpoint.node == nil && len(servers) > 0 {
		endpoint = servers[0].get(ext + "endpoint-configuration")
	}
	return endpoint.get("disableExecuteApiEndpoint").text() == "true"
}

// VPCEndpoints gives the ids of the VPC endpoints that a document associates its
// API with. Only private APIs have any.
func VPCEndpoints(doc *openapi.Document) []string {
	root := at{node: doc.Root}
	ids := root.get(ext+"endpoint-configuration", "vpcEndpointIds").texts()
	if servers := root.get("servers").items(); len(servers) > 0 {
		ids = append(ids, servers[0].get(ext+"endpoint-configuration", "vpcEndpointIds").texts()...)
	}
	return ids
}

// compression reads the size from which responses are compressed, in bytes.
func (r *reader) compression(size at) {
	if size.node == nil || HasPlaceholder(size.text()) {
		return
	}
	n, err := strconv.Atoi(size.text())
	if err != nil || n < 0 || n > 10485760 {
		r.fail(size, "compression-range", "write a number of bytes from 0 to 10485760, or leave it out to compress nothing",
			"Invalid minimum compression size, must be between 0 and 10485760")
		return
	}
	r.api.MinimumCompressionSize = &n
}

// readValidators reads the request validators of the root.
func (r *reader) readValidators(root at) {
	root.get(ext + "request-validators").members(func(name string, v at) {
		r.api.RequestValidators = append(r.api.RequestValidators, &RequestValidator{
			Name:                      name,
			ValidateRequestBody:       v.get("validateRequestBody").text() == "true",
			ValidateRequestParameters: v.get("validateRequestParameters").text() == "true",
		})
	})
}

// GatewayResponseTypes are the answers the service gives by itself.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
var gatewayResponseTypes = []string{
	"ACCESS_DENIED", "API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE",
	"BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "DEFAULT_4XX", "DEFAULT_5XX", "EXPIRED_TOKEN",
	"INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "INVALID_API_KEY", "INVALID_SIGNATURE",
	"MISSING_AUTHENTICATION_TOKEN", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND",
	"THROTTLED", "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE", "WAF_FILTERED",
}

// GatewayResponseTypes lists the answers the service gives by itself, sorted.
func GatewayResponseTypes() []string { return slices.Clone(gatewayResponseTypes) }

// GatewayResponseClass gives the default whose status and template a type has
// while nobody defines it: DEFAULT_4XX or DEFAULT_5XX.
func GatewayResponseClass(kind string) string {
	switch kind {
	case "API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE", "DEFAULT_5XX",
		"INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT":
		return "DEFAULT_5XX"
	}
	return "DEFAULT_4XX"
}

var statusCode = regexp.MustCompile(`^[1-5][0-9][0-9]$`)

func (r *reader) readGatewayResponses(all at) {
	all.members(func(kind string, v at) {
		if !slices.Contains(gatewayResponseTypes, kind) {
			r.fail(v, "gateway-response-type", "use one of "+strings.Join(gatewayResponseTypes, ", "),
				"1 validation error detected: Value '%s' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [%s]",
				kind, strings.Join(gatewayResponseTypes, ", "))
			return
		}
		resp := &GatewayResponse{
			Type:               kind,
			StatusCode:         v.get("statusCode").text(),
			ResponseParameters: stringMap(v.get("responseParameters")),
			ResponseTemplates:  stringMap(v.get("responseTemplates")),
		}
		if s := resp.StatusCode; s != "" && !statusCode.MatchString(s) && !HasPlaceholder(s) {
			r.fail(v.get("statusCode"), "gateway-response-status", "write a status from 100 to 599",
				`1 validation error detected: Value '%s' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\d\d`, s)
		}
		r.gatewayResponseKeys(kind, v.get("responseParameters"))
		r.api.GatewayResponses = append(r.api.GatewayResponses, resp)
	})
}

// stringMap reads an object of texts; nil when there is none.
func stringMap(a at) map[string]string {
	var all map[string]string
	a.members(func(key string, v at) {
		if all == nil {
			all = map[string]string{}
		}
		all[key] = v.text()
	})
	return all
}
