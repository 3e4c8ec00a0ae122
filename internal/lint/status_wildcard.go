package lint

import "github.com/apigen-go/apigen/internal/diag"

var statusWildcard = &Rule{
	ID:       "status-wildcard",
	Severity: diag.Error,
	Doc: `a response has a status that is no number

REST APIs know no 5XX; write the codes out. default is left out silently.`,
}
