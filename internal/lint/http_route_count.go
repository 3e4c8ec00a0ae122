package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var httpRouteCount = &Rule{
	ID:       "http-route-count",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `the API has too many routes

An HTTP API has at most 300, which can be raised on request.`,
	Check: func(s *Subject, report Report) {
		switch n := len(s.HTTP.Routes); {
		case n > 300:
			report("/paths", fmt.Sprintf("the API has %d routes, at most 300 are possible", n), "join routes under {proxy+}, split the API, or ask for a higher quota")
		case n > 240:
			report("/paths", fmt.Sprintf("the API has %d routes, at most 300 are possible", n), "leave room for more", as(diag.Warning))
		}
	},
	graded: true,
}
