package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerCacheSource = &Rule{
	ID:       "http-authorizer-cache-source",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer keeps results without knowing for whom

With authorizerResultTtlInSeconds above 0, identitySource is required: it is the key of
what is kept.`,
}
