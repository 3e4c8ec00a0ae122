package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// defaultTTL is how long the service keeps a Lambda authorizer's result, in
// seconds, unless told otherwise.
const defaultTTL = 300

// defaultTimeout is an integration's time-out in milliseconds unless told
// otherwise.
const defaultTimeout = 29000

func authorizerFields(a *apigw.Authorizer) []field {
	var sources []string
	for part := range strings.SplitSeq(a.IdentitySource, ",") {
		sources = append(sources, strings.TrimSpace(part))
	}
	ttl := ""
	if a.Type != "COGNITO_USER_POOLS" { // its time is not used
		ttl = strconv.Itoa(defaultTTL)
		if a.ResultTTLInSeconds != nil {
			ttl = strconv.Itoa(*a.ResultTTLInSeconds)
		}
	}
	return []field{
		{"type", a.Type, false},
		{"authtype", a.AuthType, false},
		{"user pools", set(a.ProviderARNs), false},
		{"URI", a.URI, false},
		{"credentials", a.Credentials, false},
		{"identity source", strings.Join(sources, ", "), false},
		{"validation expression", a.IdentityValidationExpression, false},
		{"result time to live", ttl, false},
	}
}

// stockTemplate is the template of a gateway response that gives none; the
// service stores it (recorded: AUTHORIZER_FAILURE with a header only).
var stockTemplate = map[string]string{"application/json": `{"message":$context.error.messageString}`}

// stockStatus is the status of a gateway response that gives none. The DEFAULT
// types have none of their own.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
var stockStatus = map[string]string{
	"ACCESS_DENIED": "403", "API_CONFIGURATION_ERROR": "500", "AUTHORIZER_CONFIGURATION_ERROR": "500",
	"AUTHORIZER_FAILURE": "500", "BAD_REQUEST_BODY": "400", "BAD_REQUEST_PARAMETERS": "400", "EXPIRED_TOKEN": "403",
	"INTEGRATION_FAILURE": "504", "INTEGRATION_TIMEOUT": "504", "INVALID_API_KEY": "403", "INVALID_SIGNATURE": "403",
	"MISSING_AUTHENTICATION_TOKEN": "403", "QUOTA_EXCEEDED": "429", "REQUEST_TOO_LARGE": "413", "RESOURCE_NOT_FOUND": "404",
	"THROTTLED": "429", "UNAUTHORIZED": "401", "UNSUPPORTED_MEDIA_TYPE": "415", "WAF_FILTERED": "403",
}

func gatewayResponseFields(g *apigw.GatewayResponse) []field {
	templates := g.ResponseTemplates
	if len(templates) == 0 {
		templates = stockTemplate
	}
	fields := []field{{"status", cmp.Or(g.StatusCode, stockStatus[g.Type]), false}}
	fields = append(fields, each("header", g.ResponseParameters, "gatewayresponse.header.", false)...)
	return append(fields, each("template", templates, "", true)...)
}

// each gives a field for each entry of a map, sorted.
func each(label string, values map[string]string, trim string, opaque bool) []field {
	var fields []field
	for _, key := range slices.Sorted(maps.Keys(values)) {
		fields = append(fields, field{label + " " + strings.TrimPrefix(key, trim), values[key], opaque})
	}
	return fields
}

func methodFields(m *apigw.Method) []field {
	fields := []field{
		{"operation name", m.OperationName, false},
		{"authorization", string(m.AuthorizationType), false},
		{"authorizer", m.Authorizer, false},
		{"scopes", set(m.AuthorizationScopes), false},
		{"API key", yes(m.APIKeyRequired), false},
		{"request validator", m.RequestValidator, false},
	}
	for _, key := range slices.Sorted(maps.Keys(m.RequestParameters)) {
		value := "optional"
		if m.RequestParameters[key] {
			value = "required"
		}
		fields = append(fields, field{strings.TrimPrefix(key, "method.request."), value, false})
	}
	fields = append(fields, each("request model", m.RequestModels, "", false)...)
	for _, status := range slices.Sorted(maps.Keys(m.Responses)) {
		r := m.Responses[status]
		label := "response " + status
		fields = append(fields, field{label, "declared", false})
		for _, key := range slices.Sorted(maps.Keys(r.ResponseParameters)) {
			fields = append(fields, field{label + " " + strings.TrimPrefix(key, "method.response."), "declared", false})
		}
		fields = append(fields, each(label+" model", r.ResponseModels, "", false)...)
	}
	if m.Integration != nil {
		fields = append(fields, integrationFields(m.Integration)...)
	}
	return fields
}

func integrationFields(in *apigw.Integration) []field {
	timeout := in.TimeoutInMillis
	if timeout == 0 {
		timeout = defaultTimeout
	}
	fields := []field{
		{"integration", strings.ToLower(string(in.Type)), false},
		{"integration method", in.HTTPMethod, false},
		{"integration URI", in.URI, false},
		{"credentials", in.Credentials, false},
		{"connection", unless(in.ConnectionType, "INTERNET"), false},
		{"connection id", in.ConnectionID, false},
		{"integration target", in.IntegrationTarget, false},
		{"passthrough behavior", unless(in.PassthroughBehavior, "WHEN_NO_MATCH"), false},
		{"content handling", in.ContentHandling, false},
		{"time-out in ms", strconv.Itoa(timeout), false},
		{"cache key parameters", set(in.CacheKeyParameters), false},
		{"TLS verification skipped", yes(in.InsecureSkipVerify), false},
		{"response transfer mode", unless(in.TransferMode, "BUFFERED"), false},
	}
	fields = append(fields, each("mapping", in.RequestParameters, "integration.request.", false)...)
	fields = append(fields, each("request template", in.RequestTemplates, "", true)...)
	for _, r := range in.Responses {
		label := "integration response " + r.StatusCode
		pattern := r.SelectionPattern
		if pattern == "" {
			pattern = "default"
		}
		fields = append(fields, field{label, pattern, false}, field{label + " content handling", r.ContentHandling, false})
		fields = append(fields, each(label, r.ResponseParameters, "method.response.", false)...)
		fields = append(fields, each(label+" template", r.ResponseTemplates, "", true)...)
	}
	return fields
}

// unless gives nothing for the default, so that unset and default are equal.
func unless(value, standard string) string {
	if value == standard {
		return ""
	}
	return value
}

// yes gives nothing for false, so that unset and false are equal.
func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// set writes a list whose order does not count.
func set(values []string) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(values)))
	return strings.Join(sorted, ", ")
}
