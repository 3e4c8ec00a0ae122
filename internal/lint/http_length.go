package lint

import (
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var httpLength = &Rule{
	ID:       "http-length",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a text is longer than HTTP APIs take

The API's description has at most 1024 characters, the URI of an integration 2048, its
description 1024.`,
	Check: func(s *Subject, report Report) {
		tooLong := func(pointer string, n *openapi.Node, longest int) {
			if text := apigw.Text(n); len(text) > longest {
				report(pointer, fmt.Sprintf("%s has %d characters, at most %d are possible", pointer[strings.LastIndexByte(pointer, '/')+1:], len(text), longest), "shorten it")
			}
		}
		tooLong("/info/description", s.Doc.Root.At("info", "description"), 1024)
		eachIntegration(s.Doc, func(pointer string, in *openapi.Node) {
			tooLong(pointer+"/uri", in.Get("uri"), 2048)
			tooLong(pointer+"/description", in.Get("description"), 1024)
		})
	},
}
