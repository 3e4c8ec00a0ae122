package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var connectionIgnored = &Rule{
	ID:       "connection-ignored",
	Severity: diag.Warning,
	Doc: `an integration of a function or an AWS service has a VPC link

VPC links are for the HTTP types. API Gateway stores no connection for the others
and calls the service's public endpoint.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.Type != apigw.IntegrationAWS && in.Type != apigw.IntegrationAWSProxy {
				continue
			}
			if strings.EqualFold(apigw.Text(s.Doc.Root.Lookup(in.Pointer).Get("connectionType")), "VPC_LINK") {
				report(in.Pointer+"/connectionType", name(m, r)+" does not use its VPC link", "remove connectionType, or use type http_proxy")
			}
		}
	},
}
