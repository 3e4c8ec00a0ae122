package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var pathCommaColon = &Rule{
	ID:       "path-comma-colon",
	Severity: diag.Warning,
	Doc: `a segment of a path has a comma or a colon

The guide allows both; the service's own text does not list the comma, and paths
with a colon have been refused.`,
	Check: func(s *Subject, report Report) {
		for _, p := range s.paths() {
			for segment := range strings.SplitSeq(p.Key, "/") {
				if strings.ContainsAny(segment, ",:") && !strings.HasPrefix(segment, "{") && !apigw.HasPlaceholder(segment) {
					report(openapi.Pointer("paths", p.Key), "path "+p.Key+" has a comma or a colon", "use another character")
				}
			}
		}
	},
}
