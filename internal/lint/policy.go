package lint

import "github.com/apigen-go/apigen/internal/diag"

var policy = &Rule{
	ID:       "policy",
	Severity: diag.Error,
	Doc: `the resource policy is not valid

Each statement has Effect (Allow or Deny), Principal, Action and Resource, or the
forms with Not. Resource may be short: execute-api:/STAGE/VERB/PATH.`,
}
