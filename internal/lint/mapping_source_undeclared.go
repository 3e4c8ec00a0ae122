package lint

import "github.com/apigen-go/apigen/internal/diag"

var mappingSourceUndeclared = &Rule{
	ID:       "mapping-source-undeclared",
	Severity: diag.Error,
	Doc: `a mapping reads a parameter the operation does not declare

Query and header parameters must be declared on the operation or its path to be
read; path variables are declared by themselves.`,
}
