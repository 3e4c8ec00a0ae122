package lint

import "github.com/apigen-go/apigen/internal/diag"

var responseInlinePrimitive = &Rule{
	ID:       "response-inline-primitive",
	Severity: diag.Warning,
	Doc: `a response has an inline schema that is no object

The service ignores such a schema with a warning, which fails the import with
failonwarnings. apigen always imports that way.`,
}
