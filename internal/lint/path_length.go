package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var pathLength = &Rule{
	ID:       "path-length",
	Severity: diag.Warning,
	Doc: `a path is so long that requests to it may fail

A method with an authorizer has an ARN of at most 1600 bytes, made of the path with
its values; a longer one is answered 414.`,
	Check: func(s *Subject, report Report) {
		for _, p := range s.paths() {
			if len(p.Key) > 1500 {
				report(openapi.Pointer("paths", p.Key), fmt.Sprintf("a path has %d bytes; the ARN of a method has at most 1600", len(p.Key)), "shorten it")
			}
		}
	},
}
