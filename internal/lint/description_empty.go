package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var descriptionEmpty = &Rule{
	ID:       "description-empty",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `the document's description is empty

CreateRestApi answers "Description cannot be an empty string".`,
	Check: func(s *Subject, report Report) {
		if d := s.Doc.Root.At("info", "description"); d.Is(openapi.String) && d.Text == "" {
			report("/info/description", "the API has an empty description", "leave it out", remove("/info/description"))
		}
	},
}
