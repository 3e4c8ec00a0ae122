package lint

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var httpIntegrationReservedHeader = &Rule{
	ID:       "http-integration-reserved-header",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a mapping sets a header that is reserved

Headers such as Authorization, Via and x-amz-... cannot be set. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html`,
	Check: func(s *Subject, report Report) {
		for _, in := range s.HTTP.Integrations {
			for _, key := range slices.Sorted(maps.Keys(in.RequestParameters)) {
				if in.Subtype == "" && reserved(key) {
					report(in.Pointer+openapi.Pointer("requestParameters", key), "import fails: Invalid Request Actioned Parameter destination specified: "+key, "choose another header")
				}
			}
		}
	},
}

var reservedHeader = regexp.MustCompile(`(?i)^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-for|x-forwarded-host|x-forwarded-proto|via)$`)

// reserved reports whether a mapping's key names a header that cannot be set.
func reserved(key string) bool {
	_, header, ok := strings.Cut(key, ":header.")
	return ok && reservedHeader.MatchString(header)
}
