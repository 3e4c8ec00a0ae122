package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpCORSMaxAge = &Rule{
	ID:       "http-cors-max-age",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `CORS lets preflights be kept for a time out of range

maxAge is -1 to 86400 seconds.`,
}
