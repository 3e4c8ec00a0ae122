package lint

import "github.com/apigen-go/apigen/internal/diag"

var connectionType = &Rule{
	ID:       "connection-type",
	Severity: diag.Error,
	Doc: `an integration has an unknown type of connection

connectionType is INTERNET or VPC_LINK.`,
}
