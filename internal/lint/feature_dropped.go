package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var featureDropped = &Rule{
	ID:       "feature-dropped",
	Severity: diag.Info,
	For:      AnyAPI,
	Doc: `the document says what API Gateway has no place for

Callbacks, links and webhooks are dropped by the import, and are missing from an
export.`,
	Check: func(s *Subject, report Report) {
		if s.Doc.Root.Get("webhooks") != nil {
			report("/webhooks", "webhooks are dropped", "keep them in the document for callers")
		}
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			if op.Get("callbacks") != nil {
				report(pointer+"/callbacks", "callbacks of "+where+" are dropped", "keep them in the document for callers")
			}
			for _, r := range op.Get("responses").MembersOrNil() {
				if r.Value.Get("links") != nil {
					report(pointer+openapi.Pointer("responses", r.Key, "links"), "links of "+where+" are dropped", "keep them in the document for callers")
				}
			}
		})
	},
}
