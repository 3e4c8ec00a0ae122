package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

var mappingValue = &Rule{
	ID:       "mapping-value",
	Severity: diag.Error,
	Mends:    true,
	Doc: `a mapping has a value that is no expression

Literals stand in single quotes inside the string: "'text'".`,
	Mend: func(s *Subject, d diag.Diagnostic) detail {
		text := s.Doc.Root.Lookup(d.Pointer).StringOr("")
		if text == "" || strings.ContainsAny(text, ".$'") {
			return nil // an expression that is misspelt needs a person
		}
		return set(d.Pointer, "'"+text+"'")
	},
}
