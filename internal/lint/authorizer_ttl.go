package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerTTL = &Rule{
	ID:       "authorizer-ttl",
	Severity: diag.Error,
	Doc: `an authorizer's result is kept for a time out of range

authorizerResultTtlInSeconds is 0 (never) to 3600; without it, it is 300.`,
}
