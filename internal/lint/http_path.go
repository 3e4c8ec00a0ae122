package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpPath = &Rule{
	ID:       "http-path",
	Severity: diag.Warning,
	For:      HTTPOnly,
	Doc: `a path does not begin with a slash

The import warns and leaves the path out. The default route is /$default, with
x-amazon-apigateway-any-method and isDefaultRoute: true.`,
}
