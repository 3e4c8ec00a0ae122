package lint

import "github.com/apigen-go/apigen/internal/diag"

var mappingType = &Rule{
	ID:       "mapping-type",
	Severity: diag.Warning,
	Doc: `a request mapping has a value that is no text

The service drops the entry with a warning.`,
}
