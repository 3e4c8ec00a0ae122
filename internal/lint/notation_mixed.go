package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var notationMixed = &Rule{
	ID:       "notation-mixed",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `the document has members of another version of OpenAPI

OpenAPI 3.0 and Swagger 2.0 keep schemas, security and bodies at different places. What
stands where the other version has it is ignored: schemas under definitions, responses
with a schema of their own, parameters in body, headers without a schema.`,
	Check: func(s *Subject, report Report) {
		swagger := s.Doc.Root.Get("swagger") != nil
		members, version := []string{"definitions", "consumes", "produces", "schemes", "basePath", "host"}, "Swagger 2.0"
		if swagger {
			members, version = []string{"components", "servers"}, "OpenAPI 3.0"
		}
		for _, key := range members {
			if s.Doc.Root.Get(key) != nil {
				report(openapi.Pointer(key), key+" belongs to "+version+" and is ignored", "move it to where this version has it")
			}
		}
		if swagger {
			return
		}
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			for i, p := range op.Get("parameters").ItemsOrNil() {
				if in := p.Get("in").StringOr(""); in == "body" || in == "formData" {
					report(fmt.Sprintf("%s/parameters/%d", pointer, i), where+" has a parameter in "+in+", which belongs to Swagger 2.0", "write requestBody")
				}
			}
			for _, r := range op.Get("responses").MembersOrNil() {
				if r.Value.Get("schema") != nil {
					report(pointer+openapi.Pointer("responses", r.Key, "schema"), where+" has a response with a schema as in Swagger 2.0", "put it under content and a media type")
				}
			}
		})
	},
}
