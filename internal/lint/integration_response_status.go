package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationResponseStatus = &Rule{
	ID:       "integration-response-status",
	Severity: diag.Error,
	Doc: `an integration response has no valid status

statusCode is text or a number from 100 to 599. On proxy types the entry does
nothing and may lack it.`,
}
