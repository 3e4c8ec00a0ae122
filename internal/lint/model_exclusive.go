package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelExclusive = &Rule{
	ID:       "model-exclusive",
	Severity: diag.Warning,
	Doc: `a schema has limits that exclude their own value

The guide lists exclusiveMinimum among what models do not support. In JSON Schema draft
4 it is a boolean beside minimum, and a number only in later drafts. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html`,
	Check: func(s *Subject, report Report) {
		s.eachSchema(func(model, pointer string, n *openapi.Node) {
			for _, key := range []string{"exclusiveMinimum", "exclusiveMaximum"} {
				if n.Get(key) != nil {
					report(pointer+openapi.Pointer(key), "model "+model+" has "+key+", which models do not support", "write minimum or maximum with the next value, and check the limit in the backend")
				}
			}
		})
	},
}
