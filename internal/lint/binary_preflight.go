package lint

import (
	"slices"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var binaryPreflight = &Rule{
	ID:       "binary-preflight",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `a template meets a body that is binary

With */* among the binary media types every body is bytes, even the empty one of a
preflight, and a mapping template on bytes fails with status 500. The integration
has to convert: contentHandling CONVERT_TO_TEXT.`,
	Check: func(s *Subject, report Report) {
		if !slices.Contains(s.API.BinaryMediaTypes, "*/*") {
			return
		}
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.ContentHandling == "CONVERT_TO_TEXT" || len(in.RequestTemplates) == 0 {
				continue
			}
			if in.Type == apigw.IntegrationAWSProxy || in.Type == apigw.IntegrationHTTPProxy {
				continue
			}
			report(in.Pointer, name(m, r)+" renders a template, but */* makes every body binary, so it answers 500",
				"add contentHandling: CONVERT_TO_TEXT, or list the binary types instead of */*", textual(in)...)
		}
	},
}

// textual converts what a mock is given; of other backends, a person has to say
// whether they take text.
func textual(in *apigw.Integration) []detail {
	if in.Type != apigw.IntegrationMock || in.ContentHandling != "" {
		return nil
	}
	return []detail{add(in.Pointer, "contentHandling", openapi.Str("CONVERT_TO_TEXT"))}
}
