package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var validatorUnused = &Rule{
	ID:       "validator-unused",
	Severity: diag.Info,
	Doc: `a request validator is defined and not used

An operation without x-amazon-apigateway-request-validator, of its own or at the root,
validates nothing.`,
	Check: func(s *Subject, report Report) {
		used := map[string]bool{}
		for m := range s.API.Methods() {
			used[m.RequestValidator] = true
		}
		if waiting := apigw.Text(s.Doc.Root.Get(extensionPrefix + "request-validator")); apigw.HasPlaceholder(waiting) {
			return
		}
		for _, v := range s.API.RequestValidators {
			if !used[v.Name] {
				report(openapi.Pointer(extensionPrefix+"request-validators", v.Name), "no operation uses the validator "+v.Name, "name it in x-amazon-apigateway-request-validator, or remove it")
			}
		}
	},
}
