package lint

import "github.com/apigen-go/apigen/internal/diag"

var parse = &Rule{
	ID:       "parse",
	Severity: diag.Error,
	For:      AnyAPI,
	Doc: `the file is neither JSON nor YAML

ImportRestApi answers "Invalid OpenAPI input." without saying where. YAML takes no
tabs for indentation; a file holds one document.`,
	Check: func(*Subject, Report) {}, // Source reports it: without a document there is nothing to check
}
