package lint

import (
	"errors"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/vtl"
)

var templateSyntax = &Rule{
	ID:       "template-syntax",
	Severity: diag.Error,
	Doc: `a mapping template is not well-formed

The import stores any text; what is no template fails when a request comes, with
status 500. The place is that inside the template.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.Integration == nil || isProxy(m.Integration) {
				continue
			}
			s.templates(m.Integration.Pointer+"/requestTemplates", name(m, r), report)
			for _, resp := range s.Doc.Root.Lookup(m.Integration.Pointer + "/responses").MembersOrNil() {
				s.templates(m.Integration.Pointer+openapi.Pointer("responses", resp.Key, "responseTemplates"), name(m, r), report)
			}
		}
	},
}

// templates parses the templates of one object. Those that another tool has yet to
// complete are let be; ${name} is a reference like others.
func (s *Subject) templates(pointer, of string, report Report) {
	for _, t := range s.Doc.Root.Lookup(pointer).MembersOrNil() {
		text := apigw.Text(t.Value)
		if strings.Contains(text, "<<") || strings.Contains(text, "{{") || !t.Value.Is(openapi.String) {
			continue
		}
		_, err := vtl.Parse(vtl.Source{Text: awsPlaceholder.ReplaceAllString(text, "x"), Line: 1, Col: 1})
		var syntax *vtl.SyntaxError
		if errors.As(err, &syntax) {
			report(pointer+openapi.Pointer(t.Key), "template "+t.Key+" of "+of+" is not well-formed: "+strings.TrimPrefix(err.Error(), "-: "), "apigen render tries templates out")
		}
	}
}
