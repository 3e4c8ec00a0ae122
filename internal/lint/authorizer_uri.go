package lint

import "github.com/apigen-go/apigen/internal/diag"

var authorizerURI = &Rule{
	ID:       "authorizer-uri",
	Severity: diag.Error,
	Mends:    true,
	Doc: `an authorizer's URI does not invoke a function

Token and request authorizers take the invocation ARN of their function, as
integrations do: arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations.`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		return invocation(s.Doc.Root.Lookup(d.Pointer), d.Pointer)
	},
}
