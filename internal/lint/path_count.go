package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var pathCount = &Rule{
	ID:       "path-count",
	Severity: diag.Error,
	Doc: `the API has too many resources

An API has at most 300, which can be raised on request. Each segment of each path
is one, those between others included.`,
	Check: func(s *Subject, report Report) {
		switch n := len(s.API.Resources); {
		case n > 300:
			report("/paths", fmt.Sprintf("the paths make %d resources, an API has at most 300", n), "join paths under {proxy+}, split the API, or ask for a higher quota")
		case n > 240:
			report("/paths", fmt.Sprintf("the paths make %d resources, an API has at most 300", n), "leave room for more", as(diag.Warning))
		}
	},
	graded: true,
}
