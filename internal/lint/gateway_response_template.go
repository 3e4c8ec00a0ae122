package lint

import (
	"maps"
	"regexp"
	"slices"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var gatewayResponseTemplate = &Rule{
	ID:       "gateway-response-template",
	Severity: diag.Warning,
	Doc: `a gateway response has a template with more than variables

In the templates of gateway responses, variables are replaced and nothing else:
directives and functions stand in the answer as they are.`,
	Check: func(s *Subject, report Report) {
		for _, g := range s.API.GatewayResponses {
			for _, mediaType := range slices.Sorted(maps.Keys(g.ResponseTemplates)) {
				if found := directives.FindString(g.ResponseTemplates[mediaType]); found != "" {
					report(openapi.Pointer(extensionPrefix+"gateway-responses", g.Type, "responseTemplates", mediaType),
						g.Type+" answers with "+found+" as it is written", "use variables of $context and $stageVariables alone")
				}
			}
		}
	},
}

var directives = regexp.MustCompile(`#\{?(?:set|if|elseif|else|foreach|end|define|macro|parse)\b|\$!?\{?(?:input|util)\b`)
