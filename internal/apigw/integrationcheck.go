package apigw

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A Fault is why the service refuses an integration or an integration response:
// the same text from a single call and, in a frame, from an import.
type Fault struct {
	Member string // of the extension, where there is one
	Rule   string
	Hint   string
	Text   string // the service's words
}

// mappingFault is the service's way to refuse a parameter mapping.
func mappingFault(rule, hint, text string) *Fault {
	return &Fault{Rule: rule, Hint: hint, Text: "Invalid mapping expression specified: Validation Result: warnings : [], errors : [" + text + "]"}
}

// CheckIntegration brings an integration into the form the service stores and
// gives the first thing it refuses, or nil. The method says which parameters and
// responses are declared. The texts are recorded for PutIntegration, except
// where the guide or bug reports have them.
func CheckIntegration(m *Method, in *Integration) *Fault {
	if f := in.settle(); f != nil {
		return f
	}
	longest := 29000
	if in.TransferMode == "STREAM" {
		longest = 900000
	}
	if t := in.TimeoutInMillis; t != 0 && (t < 50 || t > longest) {
		return timeoutFault(longest)
	}
	for _, key := range slices.Sorted(maps.Keys(in.RequestParameters)) {
		if f := requestMappingFault(m, key, in.RequestParameters[key]); f != nil {
			return f
		}
	}
	return contentTypesFault(in.RequestTemplates)
}

// CheckIntegrationResponse gives the first thing the service refuses about an
// integration response, or nil. The mappings of proxy integrations have no
// effect and are not looked at.
func CheckIntegrationResponse(m *Method, resp *IntegrationResponse) *Fault {
	if in := m.Integration; in != nil && (in.Type == IntegrationAWSProxy || in.Type == IntegrationHTTPProxy) {
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(resp.ResponseParameters)) {
		if f := responseMappingFault(m, resp.StatusCode, key, resp.ResponseParameters[key]); f != nil {
			return f
		}
	}
	if f := patternFault(resp.SelectionPattern); f != nil {
		return f
	}
	return contentTypesFault(resp.ResponseTemplates)
}

// settle drops what the type has no use for and checks what it needs.
func (in *Integration) settle() *Fault {
	switch in.Type {
	case IntegrationMock:
		in.HTTPMethod, in.URI, in.ConnectionType, in.ConnectionID = "", "", "", ""
		return nil
	case IntegrationAWS, IntegrationAWSProxy:
		in.ConnectionType, in.ConnectionID = "", "" // recorded: kept for HTTP types only
		if f := in.methodFault(); f != nil {
			return f
		}
		return in.arnFault()
	case IntegrationHTTP, IntegrationHTTPProxy:
		if in.ConnectionType == "" {
			in.ConnectionType = "INTERNET"
		}
		if f := in.methodFault(); f != nil {
			return f
		}
		if f := in.urlFault(); f != nil {
			return f
		}
		if in.ConnectionType == "VPC_LINK" && in.ConnectionID == "" {
			return &Fault{"connectionType", "integration-vpc-link", "add connectionId",
				"ConnectionId should be set to the vpcLinkId or stage variable on connection type VPC_LINK"}
		}
		return nil
	}
	return &Fault{"type", "integration-type", "write aws_proxy, aws, http_proxy, http or mock",
		"1 validation error detected: Value '" + string(in.Type) + "' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]"}
}

func (in *Integration) methodFault() *Fault {
	if in.HTTPMethod != "" {
		return nil
	}
	hint := "add httpMethod, the method of the backend call"
	if _, ok := ParseLambdaURI(in.URI); ok {
		hint = "add httpMethod: POST; Lambda is always invoked with POST"
	}
	return &Fault{"httpMethod", "integration-http-method", hint, "Enumeration value for HttpMethod must be non-empty"}
}

// arnFault checks the URI of the AWS types. The texts are recorded for
// PutIntegration.
func (in *Integration) arnFault() *Fault {
	uri := in.URI
	if strings.HasPrefix(uri, "${") || foreign.MatchString(uri) && !strings.HasPrefix(uri, "arn:") {
		return nil
	}
	if !strings.HasPrefix(uri, "arn:") {
		return &Fault{"uri", "integration-uri-arn", "write arn:aws:apigateway:REGION:SERVICE:path/... or :action/...", "Invalid ARN specified in the request"}
	}
	parts := splitARN(uri, 6)
	if len(parts) < 6 || parts[2] != "apigateway" || !strings.HasPrefix(parts[5], "path/") && !strings.HasPrefix(parts[5], "action/") {
		return &Fault{"uri", "integration-uri-lambda", "write arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations", "AWS ARN for integration must contain path or action"}
	}
	service := parts[4]
	if in.Type == IntegrationAWSProxy && service != "lambda" && service != "firehose" && !HasPlaceholder(service) {
		return &Fault{"uri", "integration-proxy-target", "use type aws for other services",
			"Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."}
	}
	if _, ok := ParseLambdaURI(uri); service == "lambda" && !ok && !HasPlaceholder(parts[5]) {
		return &Fault{"uri", "integration-uri-lambda", "write arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations", "Invalid function ARN or invalid uri"}
	}
	return nil
}

var absoluteURL = regexp.MustCompile(`^(?i)https?://[^/\s]+`)

// urlFault checks the URI of the HTTP types. A URI that is one stage variable is
// refused too: the scheme has to be there at import (recorded).
func (in *Integration) urlFault() *Fault {
	switch {
	case absoluteURL.MatchString(in.URI):
		return nil
	case strings.HasPrefix(in.URI, "${stageVariables."):
		return &Fault{"uri", "integration-uri-stage-variable", "write the scheme: http://" + in.URI, "Invalid HTTP endpoint specified for URI"}
	case HasPlaceholder(in.URI):
		return nil
	}
	return &Fault{"uri", "integration-uri-http", "write an absolute URL beginning with http:// or https://", "Invalid HTTP endpoint specified for URI"}
}

var (
	integrationTarget = regexp.MustCompile(`^integration\.request\.(path|querystring|header)\.[a-zA-Z0-9:._$-]+$`)
	methodSource      = regexp.MustCompile(`^method\.request\.(path|querystring|header|multivaluequerystring|multivalueheader)\.([a-zA-Z0-9:._$-]+)$`)
	freeSource        = regexp.MustCompile(`^(method\.request\.body(\..+|\[.+)?|stageVariables\.\w+|context\..+)$`)
	quoted            = regexp.MustCompile(`(?s)^'.*'$`)
	integrationSource = regexp.MustCompile(`^integration\.response\.(header|multivalueheader)\.\S+$|^integration\.response\.body(\..+|\[.+)?$`)
)

func requestMappingFault(m *Method, key, value string) *Fault {
	switch source := methodSource.FindStringSubmatch(value); {
	case !integrationTarget.MatchString(key):
		return mappingFault("mapping-key", "write integration.request.header.NAME, .querystring.NAME or .path.NAME", "Invalid mapping expression parameter specified: "+key)
	case quoted.MatchString(value), freeSource.MatchString(value), HasPlaceholder(value):
	case source == nil:
		return mappingFault("mapping-value", "put a literal in single quotes: \"'"+value+"'\"", "Invalid mapping expression specified: "+value)
	case !declared(m, source[1], source[2]):
		return mappingFault("mapping-source-undeclared", "declare the parameter "+source[2]+" on the operation", "Invalid mapping expression parameter specified: "+value)
	}
	return nil
}

// declared reports whether the method has the request parameter.
func declared(m *Method, place, name string) bool {
	_, ok := m.RequestParameters["method.request."+strings.TrimPrefix(place, "multivalue")+"."+name]
	return ok
}

func responseMappingFault(m *Method, status, key, value string) *Fault {
	have := m.Responses[status]
	header, isHeader := strings.CutPrefix(key, "method.response.header.")
	switch {
	case have == nil:
		return &Fault{"", "response-header-undeclared", "declare the response " + status + " with its headers", "No method response exists for method."}
	case !isHeader || !hasKey(have.ResponseParameters, key):
		return mappingFault("response-header-undeclared", "declare the header "+header+" on the response "+status, "Invalid mapping expression parameter specified: "+key)
	case !quoted.MatchString(value) && !integrationSource.MatchString(value) && !freeSource.MatchString(value) && !HasPlaceholder(value):
		return mappingFault("mapping-value", "put a literal in single quotes: \"'"+value+"'\"", "Invalid mapping expression specified: "+value)
	}
	return nil
}

func hasKey(m map[string]bool, key string) bool {
	_, ok := m[key]
	return ok
}

func contentTypesFault(templates map[string]string) *Fault {
	for _, contentType := range slices.Sorted(maps.Keys(templates)) {
		if f := contentTypeFault(contentType); f != nil {
			return f
		}
	}
	return nil
}

// contentTypeFault refuses keys of templates that are no media types (recorded).
func contentTypeFault(contentType string) *Fault {
	if strings.Contains(contentType, "/") || contentType == "$default" || HasPlaceholder(contentType) {
		return nil
	}
	return &Fault{"", "template-content-type", "write a media type, such as application/json",
		"Validation Result: warnings : [], errors : [Invalid content type specified: " + contentType + "]"}
}
