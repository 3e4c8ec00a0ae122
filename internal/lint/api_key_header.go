package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var apiKeyHeader = &Rule{
	ID:       "api-key-header",
	Severity: diag.Warning,
	Doc: `an API key is expected in a header that is none of API Gateway's

API keys come in x-api-key. A scheme with another header and no authorizer does nothing;
rule security-public tells which operations are open because of it.`,
	Check: func(s *Subject, report Report) {
		for pointer, scheme := range s.schemes() {
			header := apigw.Text(scheme.Get("name"))
			if scheme.Get("type").StringOr("") == "apiKey" && scheme.Get(extensionPrefix+"authorizer") == nil && scheme.Get(extensionPrefix+"authtype") == nil &&
				(!strings.EqualFold(header, "x-api-key") || scheme.Get("in").StringOr("") != "header") && !apigw.HasPlaceholder(header) {
				report(pointer, "API Gateway does not look for a key in "+apigw.Text(scheme.Get("in"))+" "+header, "use the header x-api-key, or add x-amazon-apigateway-authorizer")
			}
		}
	},
}
