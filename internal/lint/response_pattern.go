package lint

import "github.com/apigen-go/apigen/internal/diag"

var responsePattern = &Rule{
	ID:       "response-pattern",
	Severity: diag.Error,
	Doc: `a selection pattern is no regular expression

The keys of an integration's responses are regular expressions of Java, or default.
In JSON a back-slash is written twice.`,
}
