package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelArraySize = &Rule{
	ID:       "model-array-size",
	Severity: diag.Info,
	Doc: `a schema limits the length of an array

The guide excludes minItems and maxItems from the validation after an import; they are
stored. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html`,
	Check: func(s *Subject, report Report) {
		if s.Generated {
			return // the generated server does it
		}
		s.eachSchema(func(model, pointer string, n *openapi.Node) {
			for _, key := range []string{"minItems", "maxItems"} {
				if n.Get(key) != nil {
					report(pointer+openapi.Pointer(key), "model "+model+" has "+key+", which may not be checked", "check the length in the backend")
				}
			}
		})
	},
}
