package dataplane

import (
	"regexp"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A Finding is something a definition asks for that the local gateway does not
// do. Pointer says where, as a JSON pointer into the document.
type Finding struct {
	Pointer string
	Message string
}

// Unserved lists what of a definition is not served. Requests that need it get
// a 500, and the log repeats the reason; nothing is dropped in silence.
func Unserved(def *apigw.RestAPI) []Finding {
	var out []Finding
	add := func(pointer, message string) { out = append(out, Finding{pointer, message}) }
	if len(def.Policy) > 0 {
		add("/x-amazon-apigateway-policy", "resource policies are not applied by the local gateway")
	}
	if def.MinimumCompressionSize != nil {
		add("/x-amazon-apigateway-minimum-compression-size", "the local gateway does not compress")
	}
	if def.APIKeySource == "AUTHORIZER" {
		add("/x-amazon-apigateway-api-key-source", "the local gateway takes API keys from the header only")
	}
	for _, r := range def.Resources {
		for _, m := range r.Methods {
			name := m.HTTPMethod + " " + r.Path
			switch m.AuthorizationType {
			case apigw.AuthorizationIAM, apigw.AuthorizationCustom:
				add(m.Pointer, name+": authorization type "+string(m.AuthorizationType)+" is not served by the local gateway")
			}
			if m.Integration == nil {
				continue
			}
			if cause := unservedIntegration(m.Integration); cause != "" {
				add(m.Integration.Pointer, name+": "+cause)
			}
			for _, resp := range m.Integration.Responses {
				unservedMappings(resp, m, name, add)
			}
		}
	}
	for _, g := range def.GatewayResponses {
		for _, target := range sortedKeys(g.ResponseParameters) {
			if e := g.ResponseParameters[target]; !parseExpression(e).served() {
				add("/x-amazon-apigateway-gateway-responses/"+g.Type, "gateway response "+g.Type+": the local gateway cannot map "+e)
			}
		}
	}
	return out
}

// unservedIntegration says why an integration is not served, or nothing.
func unservedIntegration(in *apigw.Integration) string {
	switch in.Type {
	case apigw.IntegrationAWSProxy:
		if in.ConnectionType == "VPC_LINK" {
			return "VPC links are not served by the local gateway"
		}
		if in.TransferMode == "STREAM" {
			return "response streaming is not served by the local gateway"
		}
		return ""
	case apigw.IntegrationMock:
		return unservedTemplates(in)
	}
	return "integration type " + string(in.Type) + " is not served by the local gateway"
}

// unservedTemplates finds mapping templates that hold more than plain text.
func unservedTemplates(in *apigw.Integration) string {
	for _, mediaType := range sortedKeys(in.RequestTemplates) {
		if isVelocity(in.RequestTemplates[mediaType]) {
			return "the request template for " + mediaType + " holds Velocity, which the local gateway does not render"
		}
	}
	for _, r := range in.Responses {
		for _, mediaType := range sortedKeys(r.ResponseTemplates) {
			if isVelocity(r.ResponseTemplates[mediaType]) {
				return "the response template for " + mediaType + " holds Velocity, which the local gateway does not render"
			}
		}
	}
	return ""
}

// velocity finds references ($name, ${name}, $!name), directives (#if, #{else})
// and comments (##, #*).
var velocity = regexp.MustCompile(`\$!?\{?[A-Za-z_]|#(?:[A-Za-z@#*]|\{[a-z])`)

func isVelocity(template string) bool { return velocity.MatchString(template) }

func unservedMappings(r *apigw.IntegrationResponse, m *apigw.Method, name string, add func(pointer, message string)) {
	if m.Integration.Type != apigw.IntegrationMock {
		return
	}
	for _, target := range sortedKeys(r.ResponseParameters) {
		if e := r.ResponseParameters[target]; !parseExpression(e).served() {
			add(m.Integration.Pointer, name+": the local gateway cannot map "+e+" to "+target)
		}
	}
}
