package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/internal/openapi"
)

var httpIntegrationParameters = &Rule{
	ID:       "http-integration-parameters",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an integration maps to or from what does not exist

Keys are append:, overwrite: or remove: with header.NAME or querystring.NAME, and
overwrite:path; those of responses are by status from 200 to 599. Values are texts with
$request.header.NAME, $request.body.NAME, $context.NAME and the like. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html`,
	Check: func(s *Subject, report Report) {
		for _, in := range s.HTTP.Integrations {
			if in.Subtype == "" {
				for _, key := range slices.Sorted(maps.Keys(in.RequestParameters)) {
					if reserved(key) || apigw.HasPlaceholder(in.RequestParameters[key]) {
						continue
					}
					if _, err := mapping.ParseHTTPRequestParameters(map[string]string{key: in.RequestParameters[key]}); err != nil {
						report(in.Pointer+openapi.Pointer("requestParameters", key), "import fails: "+err.Error(), "correct the mapping")
					}
				}
			}
			for _, status := range slices.Sorted(maps.Keys(in.ResponseParameters)) {
				_, err := mapping.ParseHTTPResponseParameters(map[string]map[string]string{status: in.ResponseParameters[status]})
				if err != nil && !apigw.HasPlaceholder(err.Error()) {
					first, _, _ := strings.Cut(err.Error(), "\n")
					report(in.Pointer+openapi.Pointer("responseParameters", status), "import fails: "+first, "correct the mapping")
				}
			}
		}
	},
}
