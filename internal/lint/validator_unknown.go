package lint

import "github.com/apigen-go/apigen/internal/diag"

var validatorUnknown = &Rule{
	ID:       "validator-unknown",
	Severity: diag.Error,
	Doc: `an operation names a request validator that is not defined

Validators are defined under x-amazon-apigateway-request-validators at the root.`,
}
