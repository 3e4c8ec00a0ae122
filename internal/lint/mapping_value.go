package lint

import "github.com/apigen-go/apigen/internal/diag"

var mappingValue = &Rule{
	ID:       "mapping-value",
	Severity: diag.Error,
	Doc: `a mapping has a value that is no expression

Literals stand in single quotes inside the string: "'text'".`,
}
