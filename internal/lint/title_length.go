package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var titleLength = &Rule{
	ID:       "title-length",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `the API's name is too long

The title becomes the name, which has at most 1024 characters, 128 in an HTTP API.`,
	Check: func(s *Subject, report Report) {
		longest := 1024
		if s.Opts.Target == HTTP {
			longest = 128
		}
		if n := len(apigw.Text(s.Doc.Root.At("info", "title"))); n > longest {
			report("/info/title", fmt.Sprintf("the title has %d characters, a name has at most %d", n, longest), "shorten it")
		}
	},
}
