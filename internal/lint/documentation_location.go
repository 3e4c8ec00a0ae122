package lint

import "github.com/apigen-go/apigen/internal/diag"

var documentationLocation = &Rule{
	ID:       "documentation-location",
	Severity: diag.Warning,
	Doc: `a documentation part describes nothing

Each type of location has its own members: METHOD has path and method, RESPONSE a
statusCode as well, MODEL and AUTHORIZER a name. The service leaves a part out whose
location has others, or lacks the name it needs.`,
}
