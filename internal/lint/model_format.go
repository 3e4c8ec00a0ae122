package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelFormat = &Rule{
	ID:       "model-format",
	Severity: diag.Warning,
	Doc: `a schema has a format that is none of the usual

Imports of some documents with made-up formats have failed. A format is not checked in
any case.`,
	Check: func(s *Subject, report Report) {
		s.eachSchema(func(model, pointer string, n *openapi.Node) {
			if f := n.Get("format"); f.Is(openapi.String) && !slices.Contains(formats, f.Text) && !apigw.HasPlaceholder(f.Text) {
				hint := "leave it out, and write a pattern"
				if near := diag.Nearest(f.Text, formats); near != "" {
					hint = "did you mean " + near
				}
				report(pointer+"/format", "model "+model+" has the format "+f.Text+", which is not a usual one", hint)
			}
		})
	},
}

// formats are those of OpenAPI 3.0, of JSON Schema, and of the OpenAPI registry.
var formats = strings.Fields(`int32 int64 float double decimal byte binary date date-time time duration password email
	idn-email hostname idn-hostname ipv4 ipv6 uri url uri-reference uri-template iri iri-reference uuid json-pointer
	relative-json-pointer regex int8 int16 uint8 uint16 uint32 uint64 media-range char`)
