package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var pathReserved = &Rule{
	ID:       "path-reserved",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a path is reserved for API Gateway's health checks

/ping and /sping at the root answer for the service, not for the API.`,
	Check: func(s *Subject, report Report) {
		for _, p := range s.paths() {
			if p.Key == "/ping" || p.Key == "/sping" {
				report(openapi.Pointer("paths", p.Key), "path "+p.Key+" is reserved for health checks of API Gateway", "rename it")
			}
		}
	},
}
