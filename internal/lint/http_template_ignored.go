package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var httpTemplateIgnored = &Rule{
	ID:       "http-template-ignored",
	Severity: diag.Info,
	For:      HTTPOnly,
	Mends:    true,
	Doc: `an integration of an HTTP API has mapping templates

HTTP APIs pass bodies as they are. Templates, content handling, cache keys and
selection patterns are ignored.`,
	Check: func(s *Subject, report Report) {
		eachIntegration(s.Doc, func(pointer string, in *openapi.Node) {
			for _, key := range []string{"requestTemplates", "responses", "contentHandling", "passthroughBehavior", "cacheNamespace", "cacheKeyParameters"} {
				if in.Get(key) != nil {
					report(pointer+"/"+key, "HTTP APIs ignore "+key, "do it in the backend", remove(pointer+"/"+key))
				}
			}
		})
	},
}
