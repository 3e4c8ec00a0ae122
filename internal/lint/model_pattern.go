package lint

import "github.com/apigen-go/apigen/internal/diag"

var modelPattern = &Rule{
	ID:       "model-pattern",
	Severity: diag.Error,
	Doc: `a schema has a pattern that is no regular expression

Patterns are those of Java. JSON Schema wants them to be regular expressions, so a schema
with another is no schema.`,
}
