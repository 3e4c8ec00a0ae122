package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
)

var documentSize = &Rule{
	ID:       "document-size",
	Severity: diag.Error,
	For:      AnyAPI,
	Doc: `the document is too large

An import takes at most 6 MB. Examples and descriptions of schemas are the first
that can go.`,
	Check: func(s *Subject, report Report) {
		if s.Size > maxDocument {
			report("", fmt.Sprintf("the document has %d bytes, an import takes at most %d", s.Size, maxDocument), "leave examples out, or split the API")
		}
	},
}

// maxDocument is how many bytes an import takes.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const maxDocument = 6 << 20
