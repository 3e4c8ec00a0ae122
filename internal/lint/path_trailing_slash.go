package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var pathTrailingSlash = &Rule{
	ID:       "path-trailing-slash",
	Severity: diag.Warning,
	Mends:    true,
	Doc: `a path ends with a slash or has an empty segment

Resources are made of segments, so /pets/ and /pets are one resource, and of two
operations with one verb only one is kept.`,
	Check: func(s *Subject, report Report) {
		paths := s.Doc.Root.Get("paths")
		if !paths.Is(openapi.Object) {
			return
		}
		for _, m := range paths.Members {
			if m.Key != "/" && (strings.HasSuffix(m.Key, "/") || strings.Contains(m.Key, "//")) {
				report(openapi.Pointer("paths", m.Key), "path "+m.Key+" has an empty segment", "drop the slash", rename(openapi.Pointer("paths", m.Key), clean(m.Key)))
			}
		}
	},
}

// clean gives a path without empty segments.
func clean(path string) string {
	return "/" + strings.Join(strings.FieldsFunc(path, func(c rune) bool { return c == '/' }), "/")
}
