package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelInlineComposed = &Rule{
	ID:       "model-inline-composed",
	Severity: diag.Warning,
	Doc: `a body has an inline schema made of others

oneOf, anyOf and allOf right in a body have no model, so the body is not validated, or
the import warns of an unsupported type. Schemas under components.schemas become
models.`,
	Check: func(s *Subject, report Report) {
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			check := func(owner *openapi.Node, at string) {
				for _, c := range owner.Get("content").MembersOrNil() {
					for _, key := range []string{"oneOf", "anyOf", "allOf"} {
						if c.Value.Get("schema").Get(key) != nil {
							report(at+openapi.Pointer("content", c.Key, "schema"), where+" has an inline schema of "+key, "give the schema a name under components.schemas and refer to it")
						}
					}
				}
			}
			check(op.Get("requestBody"), pointer+"/requestBody")
			for _, r := range op.Get("responses").MembersOrNil() {
				check(r.Value, pointer+openapi.Pointer("responses", r.Key))
			}
		})
	},
}
