package lint

import "github.com/apigen-go/apigen/internal/diag"

var apiKeySource = &Rule{
	ID:       "api-key-source",
	Severity: diag.Error,
	Doc: `the API key source is neither HEADER nor AUTHORIZER

HEADER takes keys from x-api-key, AUTHORIZER from the Lambda authorizer's
usageIdentifierKey. There is no other source.`,
}
