package lint

import "github.com/apigen-go/apigen/internal/diag"

var gatewayResponseStatus = &Rule{
	ID:       "gateway-response-status",
	Severity: diag.Error,
	Doc: `a gateway response has a status that is none

The status is text or a number from 100 to 599.`,
}
