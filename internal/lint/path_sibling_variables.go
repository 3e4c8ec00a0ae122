package lint

import "github.com/apigen-go/apigen/internal/diag"

var pathSiblingVariables = &Rule{
	ID:       "path-sibling-variables",
	Severity: diag.Error,
	Doc: `two variables with different names stand at one place

A resource has at most one variable child, so /u/{id} and /u/{name}/x cannot be in
one API; a greedy {proxy+} counts as a variable.`,
}
