package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelDefault = &Rule{
	ID:       "model-default",
	Severity: diag.Info,
	Doc: `a schema has a default

API Gateway puts no defaults into bodies; the backend has to.`,
	Check: func(s *Subject, report Report) {
		if s.Generated {
			return // the generated server does it
		}
		s.eachSchema(func(model, pointer string, n *openapi.Node) {
			for _, key := range []string{"default"} {
				if n.Get(key) != nil {
					report(pointer+openapi.Pointer(key), "model "+model+" has "+key+", which API Gateway does not put into bodies", "fill it in the backend")
				}
			}
		})
	},
}
