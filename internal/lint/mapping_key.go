package lint

import "github.com/apigen-go/apigen/internal/diag"

var mappingKey = &Rule{
	ID:       "mapping-key",
	Severity: diag.Error,
	Doc: `a request mapping sets something that does not exist

Keys are integration.request.header.NAME, .querystring.NAME and .path.NAME.`,
}
