package lint

import "github.com/apigen-go/apigen/internal/diag"

var paramUnique = &Rule{
	ID:       "param-unique",
	Severity: diag.Error,
	Doc: `one name is used for parameters in two places

Within an operation, names are unique across query, header and path; variables of
the path count, declared or not.`,
}
