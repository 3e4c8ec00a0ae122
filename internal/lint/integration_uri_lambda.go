package lint

import "github.com/apigen-go/apigen/internal/diag"

var integrationURILambda = &Rule{
	ID:       "integration-uri-lambda",
	Severity: diag.Error,
	Mends:    true,
	Doc: `an integration names a function by its plain ARN

A REST API takes the invocation ARN,
arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations.
Plain function ARNs are for HTTP APIs.`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		return invocation(s.Doc.Root.Lookup(d.Pointer), d.Pointer)
	},
}
