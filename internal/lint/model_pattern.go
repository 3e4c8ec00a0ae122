package lint

import (
	"strings"

	"github.com/dlclark/regexp2"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var modelPattern = &Rule{
	ID:       "model-pattern",
	Severity: diag.Warning,
	Doc: `a schema has a pattern that is no regular expression

Patterns are those of Java. One that cannot be read makes the model useless: the import
or every validation fails.`,
	Check: func(s *Subject, report Report) {
		s.eachSchema(func(model, pointer string, n *openapi.Node) {
			p := n.Get("pattern")
			if !p.Is(openapi.String) || apigw.HasPlaceholder(p.Text) {
				return
			}
			if _, err := regexp2.Compile(p.Text, regexp2.None); err != nil {
				report(pointer+"/pattern", "model "+model+" has a pattern that cannot be read: "+strings.ReplaceAll(err.Error(), "\n", " "), "correct it")
			}
		})
	},
}
