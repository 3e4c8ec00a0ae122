package dataplane

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/mapping"
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
	for _, r := range def.Resources {
		for _, m := range r.Methods {
			name := m.HTTPMethod + " " + r.Path
			if m.Integration == nil {
				continue
			}
			if cause := unservedIntegration(m.Integration); cause != "" {
				add(m.Integration.Pointer, name+": "+cause)
			}
			if m.Integration.Type != apigw.IntegrationAWSProxy && m.Integration.Type != apigw.IntegrationHTTPProxy {
				unservedMappings(m.Integration, name, add)
			}
		}
	}
	for _, g := range def.GatewayResponses {
		for _, target := range sortedKeys(g.ResponseParameters) {
			e := g.ResponseParameters[target]
			if _, err := mapping.ParseRequest(e); err != nil {
				add("/x-amazon-apigateway-gateway-responses/"+g.Type, "gateway response "+g.Type+": the local gateway cannot map "+e)
			}
		}
	}
	return out
}

// unservedIntegration says why an integration is not served, or nothing.
func unservedIntegration(in *apigw.Integration) string {
	if in.TransferMode == "STREAM" && in.Type != apigw.IntegrationAWSProxy && in.Type != apigw.IntegrationHTTPProxy {
		return "only proxy integrations stream their responses, not one of type " + string(in.Type)
	}
	if in.TransferMode == "STREAM" && isFirehose(in) {
		return "Firehose does not stream its responses"
	}
	switch in.Type {
	case apigw.IntegrationAWSProxy, apigw.IntegrationMock, apigw.IntegrationHTTP, apigw.IntegrationHTTPProxy, apigw.IntegrationAWS:
	default:
		return "integration type " + string(in.Type) + " is not served by the local gateway"
	}
	return ""
}

// unservedMappings finds patterns and parameter mappings that are none: what
// control-plane calls may set and an import would refuse.
func unservedMappings(in *apigw.Integration, name string, add func(pointer, message string)) {
	for _, key := range sortedKeys(in.RequestParameters) {
		_, err := mapping.ParseRESTTarget(key)
		if err == nil {
			_, err = mapping.ParseRequest(in.RequestParameters[key])
		}
		if err != nil {
			add(in.Pointer, name+": the local gateway cannot map "+in.RequestParameters[key]+" to "+key+": "+err.Error())
		}
	}
	for _, r := range in.Responses {
		if _, err := compileWhole(r.SelectionPattern); err != nil {
			add(in.Pointer, name+": the selection pattern "+r.SelectionPattern+" is no regular expression, so it takes nothing: "+err.Error())
		}
		for _, key := range sortedKeys(r.ResponseParameters) {
			if _, err := mapping.ParseResponse(r.ResponseParameters[key]); err != nil {
				add(in.Pointer, name+": the local gateway cannot map "+r.ResponseParameters[key]+" to "+key+": "+err.Error())
			}
		}
	}
}
