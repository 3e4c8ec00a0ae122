package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var mappingType = &Rule{
	ID:       "mapping-type",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `a request mapping has a value that is no text

The service drops the entry with a warning.`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		return set(d.Pointer, "'"+apigw.Text(s.Doc.Root.Lookup(d.Pointer))+"'")
	},
}
