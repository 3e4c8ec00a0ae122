package lint

import "github.com/apigen-go/apigen/internal/diag"

var contentHandling = &Rule{
	ID:       "content-handling",
	Severity: diag.Error,
	Doc: `an integration converts bodies in an unknown way

contentHandling is CONVERT_TO_TEXT or CONVERT_TO_BINARY; without it, bodies pass as they are.`,
}
