package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpRestExtension = &Rule{
	ID:       "http-rest-extension",
	Severity: diag.Warning,
	For:      HTTPOnly,
	Doc: `an HTTP API has an extension of REST APIs

HTTP APIs have no request validation, gateway responses, resource policies and binary
media types; the import ignores them.`,
}
