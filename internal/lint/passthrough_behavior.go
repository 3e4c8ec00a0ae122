package lint

import "github.com/apigen-go/apigen/internal/diag"

var passthroughBehavior = &Rule{
	ID:       "passthrough-behavior",
	Severity: diag.Error,
	Doc: `an integration has an unknown passthrough behavior

The behaviors are when_no_match, when_no_templates and never, in any case.`,
}
