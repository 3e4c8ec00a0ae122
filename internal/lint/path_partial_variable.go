package lint

import "github.com/apigen-go/apigen/internal/diag"

var pathPartialVariable = &Rule{
	ID:       "path-partial-variable",
	Severity: diag.Error,
	Doc: `a path variable is not a whole segment

Write /files/{file} and take the name apart in the code.`,
}
