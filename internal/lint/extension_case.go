package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var extensionCase = &Rule{
	ID:       "extension-case",
	Severity: diag.Error,
	For:      AnyAPI,
	Mends:    true,
	Doc: `an extension is not written in lower case

API Gateway ignores it: an integration that is spelt this way leaves its method
without one.`,
	Check: func(s *Subject, report Report) {
		s.Doc.Root.Walk(func(path []string, n *openapi.Node) bool {
			if len(path) == 0 {
				return true
			}
			key := path[len(path)-1]
			lower := strings.ToLower(key)
			if name, ok := strings.CutPrefix(lower, extensionPrefix); ok && lower != key && slices.Contains(extensionNames, name) {
				report(openapi.Pointer(path...), key+" is ignored, because it is not in lower case", "write "+lower, rename(openapi.Pointer(path...), lower))
			}
			return true
		})
	},
}
