package lint

import "github.com/apigen-go/apigen/internal/diag"

var cacheKeyUndeclared = &Rule{
	ID:       "cache-key-undeclared",
	Severity: diag.Error,
	Doc: `a cache key is no parameter

Entries of cacheKeyParameters are parameters that the operation declares, as
method.request.querystring.NAME, or that requestParameters sets.`,
}
