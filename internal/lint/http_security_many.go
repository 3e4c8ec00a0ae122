package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpSecurityMany = &Rule{
	ID:       "http-security-many",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an operation has several security requirements

HTTP APIs know neither "A or B" nor "A and B": one authorizer, or IAM, or nothing.`,
}
