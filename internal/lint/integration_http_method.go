package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var integrationHTTPMethod = &Rule{
	ID:       "integration-http-method",
	Severity: diag.Error,
	Mends:    true,
	Doc: `an integration does not say which method calls the backend

httpMethod is required for every type but mock; for Lambda it is POST.`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		integration := d.Pointer[:strings.LastIndexByte(d.Pointer, '/')]
		n := s.Doc.Root.Lookup(integration)
		if _, ok := apigw.ParseLambdaURI(apigw.Text(n.Get("uri"))); !ok || n.Get("httpMethod") != nil {
			return nil
		}
		return add(integration, "httpMethod", openapi.Str("POST"))
	},
}
