package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthApikey = &Rule{
	ID:       "http-auth-apikey",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an HTTP API asks for an API key

HTTP APIs know no API keys; the import warns and leaves the scheme out.`,
}
