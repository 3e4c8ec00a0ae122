package lint

import "github.com/apigen-go/apigen/internal/diag"

var documentationLocation = &Rule{
	ID:       "documentation-location",
	Severity: diag.Error,
	Doc: `a documentation part is at a place its type does not have

A part about the API has no path, one about a header needs a name, and so on. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html`,
}
