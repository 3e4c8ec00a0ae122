package lint

import (
	"regexp"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var stageVariableUndefined = &Rule{
	ID:       "stage-variable-undefined",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a stage has no value for a variable the document uses

Where the variable is used, requests are answered 500. Asked of the environments in
apigen.yaml.`,
	Check: func(s *Subject, report Report) {
		for _, stage := range s.Opts.Stages {
			s.Doc.Root.Walk(func(path []string, n *openapi.Node) bool {
				for _, found := range stageVariable.FindAllStringSubmatch(n.StringOr(""), -1) {
					if _, ok := stage.Variables[found[1]]; !ok && found[2] == "" {
						report(openapi.Pointer(path...), "environment "+stage.Name+" has no stage variable "+found[1], "add it to stageVariables of the environment")
					}
				}
				return true
			})
		}
	},
}

// stageVariable is the use of a variable in a URI, a mapping or a template. With
// a parenthesis behind it, it is a method of the map of all.
var stageVariable = regexp.MustCompile(`(?:\$\{|\$!?\{?|^)stageVariables\.(\w+)(\(?)`)
