package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelKeyword = &Rule{
	ID:       "model-keyword",
	Severity: diag.Warning,
	Doc: `a schema has keywords that models do not know

Models are JSON Schema draft 4. The guide lists discriminator, example, readOnly,
default and exclusiveMinimum as not supported, and imports have failed on some
(2015 to 2022: "Invalid model schema specified. Unsupported keyword(s)"), while
others are stored and ignored. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html`,
	Check: func(s *Subject, report Report) {
		for _, model := range s.API.Models {
			var found []string
			apigw.WalkSchema(s.Doc.Root.Lookup(model.Pointer), "", func(n *openapi.Node, _ string) {
				for _, m := range n.Members {
					if slices.Contains(foreignKeywords, m.Key) && !slices.Contains(found, m.Key) {
						found = append(found, m.Key)
					}
				}
			})
			if len(found) > 0 {
				report(model.Pointer, "model "+model.Name+" has keywords API Gateway does not support: "+strings.Join(found, ", "), "leave them out of the imported document")
			}
		}
	},
}

var foreignKeywords = []string{
	"example", "examples", "discriminator", "xml", "nullable", "readOnly", "writeOnly", "deprecated", "externalDocs", "const",
}
