package lint

import "github.com/apigen-go/apigen/internal/diag"

var corsExtension = &Rule{
	ID:       "cors-extension",
	Severity: diag.Warning,
	Doc: `a REST API has the CORS extension of HTTP APIs

x-amazon-apigateway-cors is ignored. A REST API needs OPTIONS operations with mock
integrations, and headers on its answers.`,
	Check: func(s *Subject, report Report) {
		if s.Doc.Root.Get(extensionPrefix+"cors") != nil {
			report("/"+extensionPrefix+"cors", extensionPrefix+"cors is ignored in a REST API", "add OPTIONS operations with mock integrations")
		}
	},
}
