package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationURIHTTP = &Rule{
	ID:       "integration-uri-http",
	Severity: diag.Error,
	Doc: `an HTTP integration has no absolute URL

The scheme has to be there at the import; a stage variable can hold the host, not
the whole URL.`,
}
