package lint

import "github.com/apigen-go/apigen/internal/diag"

var duplicateKey = &Rule{
	ID:       "duplicate-key",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a key stands twice in one object

Readers differ in which of the two they take; apigen takes the last.`,
}
