package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var title = &Rule{
	ID:       "title",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `the document has no title

The service then names the API "Imported on" and the time, so that no later import
finds it by name. Both import modes rename a live API to the document's title.`,
	Check: func(s *Subject, report Report) {
		if apigw.Text(s.Doc.Root.At("info", "title")) == "" {
			report("/info/title", "the API has no name", "add info.title")
		}
	},
}
