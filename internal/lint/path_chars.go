package lint

import "github.com/apigen-go/apigen/internal/diag"

var pathChars = &Rule{
	ID:       "path-chars",
	Severity: diag.Error,
	Doc: `a segment of a path has characters the service refuses

Segments are letters, digits, and . _ - : or a variable in braces.`,
}
