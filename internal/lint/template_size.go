package lint

import "github.com/apigen-go/apigen/internal/diag"

var templateSize = &Rule{
	ID:       "template-size",
	Severity: diag.Error,
	Doc: `a mapping template is too long

A template has at most 300 KB.`,
}
