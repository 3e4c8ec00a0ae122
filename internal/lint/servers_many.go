package lint

import "github.com/apigen-go/apigen/internal/diag"

var serversMany = &Rule{
	ID:       "servers-many",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `the document names several servers

The service takes the first one for the base path and the endpoint configuration
and warns of the others.`,
}
