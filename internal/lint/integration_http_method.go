package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationHTTPMethod = &Rule{
	ID:       "integration-http-method",
	Severity: diag.Error,
	Doc: `an integration does not say which method calls the backend

httpMethod is required for every type but mock; for Lambda it is POST.`,
}
