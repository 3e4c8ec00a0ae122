package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var responseRootRef = &Rule{
	ID:       "response-root-ref",
	Severity: diag.Warning,
	Doc: `a response refers to the responses of the root

The guide lists references such as #/responses/NAME as not supported. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html`,
	Check: func(s *Subject, report Report) {
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			for _, r := range op.Get("responses").MembersOrNil() {
				if ref := r.Value.Get("$ref").StringOr(""); strings.HasPrefix(ref, "#/responses/") {
					report(pointer+openapi.Pointer("responses", r.Key), "response "+r.Key+" of "+where+" refers to "+ref, "write the response where it is used")
				}
			}
		})
	},
}
