package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpAuthorizerTTL = &Rule{
	ID:       "http-authorizer-ttl",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an authorizer's result is kept for a time out of range

authorizerResultTtlInSeconds is 0 to 3600; without it, it is 0.`,
}
