package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var bodyUnmodelled = &Rule{
	ID:       "body-unmodelled",
	Severity: diag.Warning,
	Doc: `a body of one media type is not validated

A validator checks bodies whose Content-Type has a model. Every other passes, so a
client avoids the validation by another Content-Type. With passthroughBehavior never, or
a model for $default, it does not. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			v := s.API.RequestValidator(m.RequestValidator)
			if v == nil || !v.ValidateRequestBody || len(m.RequestModels) == 0 || m.RequestModels["$default"] != "" {
				continue
			}
			if m.Integration != nil && !isProxy(m.Integration) && m.Integration.PassthroughBehavior == "NEVER" {
				continue
			}
			body, at, err := s.Doc.Resolve(s.operation(m).Get("requestBody"), m.Pointer+"/requestBody")
			if err != nil {
				continue
			}
			for _, c := range body.Get("content").MembersOrNil() {
				if c.Value.Get("schema") == nil {
					report(at+openapi.Pointer("content", c.Key), name(m, r)+" takes "+c.Key+" without validation", "give it a schema, or remove it")
				}
			}
		}
	},
}
