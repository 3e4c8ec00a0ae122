package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationType = &Rule{
	ID:       "integration-type",
	Severity: diag.Error,
	Doc: `an integration has an unknown type

The types are aws, aws_proxy, http, http_proxy and mock, in any case.`,
}
