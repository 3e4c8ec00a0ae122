package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpCORSCredentials = &Rule{
	ID:       "http-cors-credentials",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `CORS allows credentials to everybody

Browsers refuse Access-Control-Allow-Credentials with the origin *, and so does the
import.`,
}
