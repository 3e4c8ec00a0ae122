package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var pathMember = &Rule{
	ID:       "path-member",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a path has a member that is none

Besides the verbs, a path has x-amazon-apigateway-any-method, parameters, summary,
description, servers and $ref. What stands under another name, such as any, is ignored
without a word.`,
	Check: func(s *Subject, report Report) {
		known := strings.Fields("get put post delete patch options head trace connect parameters summary description servers $ref")
		for _, p := range s.paths() {
			for _, m := range p.Value.MembersOrNil() {
				if slices.Contains(known, m.Key) || strings.HasPrefix(strings.ToLower(m.Key), "x-") || strings.HasPrefix(m.Key, "Fn::") || m.Key == "Ref" {
					continue
				}
				hint := "known are " + strings.Join(known, ", ")
				if strings.EqualFold(m.Key, "any") {
					hint = "write " + extensionPrefix + "any-method"
				} else if near := diag.Nearest(m.Key, known); near != "" {
					hint = "did you mean " + near
				}
				report(openapi.Pointer("paths", p.Key, m.Key), "path "+p.Key+" has the member "+m.Key+", which is ignored", hint)
			}
		}
	},
}
