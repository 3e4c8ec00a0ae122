package lint

import "github.com/apigen-go/apigen/internal/diag"

var paramName = &Rule{
	ID:       "param-name",
	Severity: diag.Error,
	Doc: `a parameter has a name the service refuses

Names of query, header and path parameters match ^[a-zA-Z0-9._$-]+$.`,
}
