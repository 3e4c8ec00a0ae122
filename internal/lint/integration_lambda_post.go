package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var integrationLambdaPost = &Rule{
	ID:       "integration-lambda-post",
	Severity: diag.Error,
	Mends:    true,
	Doc: `a Lambda function is invoked with another method than POST

httpMethod is the method of the backend call, not of the operation. Lambda's
Invoke is a POST; with any other, every request fails with status 500.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.HTTPMethod == "POST" || in.HTTPMethod == "" || apigw.HasPlaceholder(in.HTTPMethod) {
				continue
			}
			if _, ok := apigw.ParseLambdaURI(in.URI); ok {
				report(in.Pointer+"/httpMethod", name(m, r)+" invokes its function with "+in.HTTPMethod, "write httpMethod: POST", set(in.Pointer+"/httpMethod", "POST"))
			}
		}
	},
}
