package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var bodyRequired = &Rule{
	ID:       "body-required",
	Severity: diag.Info,
	Doc: `a body is required and nobody asks for it

required: true of a request body does nothing in API Gateway; a validator with
validateRequestBody and a model with required members ask for one. Documents that apigen
generated are not reported, because the generated server asks.`,
	Check: func(s *Subject, report Report) {
		if s.Generated {
			return
		}
		for m, r := range s.API.Methods() {
			body := s.operation(m).Get("requestBody")
			v := s.API.RequestValidator(m.RequestValidator)
			if apigw.Text(body.Get("required")) == "true" && (v == nil || !v.ValidateRequestBody) {
				report(m.Pointer+"/requestBody/required", name(m, r)+" requires a body, which API Gateway does not check", "add x-amazon-apigateway-request-validator, or check in the backend")
			}
		}
	},
}
