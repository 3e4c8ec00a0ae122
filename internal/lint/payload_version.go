package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var payloadVersion = &Rule{
	ID:       "payload-version",
	Severity: diag.Warning,
	Doc: `an integration of a REST API asks for payload format 2.0

REST APIs send events of format 1.0 only; payloadFormatVersion is for HTTP APIs and
is ignored.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.Integration != nil && apigw.Text(s.Doc.Root.Lookup(m.Integration.Pointer).Get("payloadFormatVersion")) == "2.0" {
				report(m.Integration.Pointer+"/payloadFormatVersion", name(m, r)+" will send events of format 1.0", "read format 1.0 in the function, and remove the member")
			}
		}
	},
}
