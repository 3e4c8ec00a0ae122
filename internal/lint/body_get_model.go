package lint

import (
	"encoding/json"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var bodyGetModel = &Rule{
	ID:       "body-get-model",
	Severity: diag.Warning,
	Doc: `a body is required of a request that has none

An empty body is validated as {}. When a GET, HEAD or DELETE has a body model with
required properties and a validator for bodies, every request without a body is
answered 400 "Invalid request body".`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			v := s.API.RequestValidator(m.RequestValidator)
			if v == nil || !v.ValidateRequestBody || m.HTTPMethod != "GET" && m.HTTPMethod != "HEAD" && m.HTTPMethod != "DELETE" {
				continue
			}
			if hasRequired(s.API.Model(m.RequestModels["application/json"])) {
				report(m.Pointer, name(m, r)+" answers 400 to every request without a body", "remove the request body, or the validator of this operation")
			}
		}
	},
}

func hasRequired(model *apigw.Model) bool {
	if model == nil {
		return false
	}
	var schema struct{ Required []string }
	return json.Unmarshal(model.Schema, &schema) == nil && len(schema.Required) > 0
}
