package lint

import (
	"strconv"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var httpTagValue = &Rule{
	ID:       "http-tag-value",
	Severity: diag.Info,
	For:      HTTPOnly,
	Doc: `a tag has no value

Tags of the document become tags of the API. Their values are
x-amazon-apigateway-tag-value, and empty without it.`,
	Check: func(s *Subject, report Report) {
		if s.Generated {
			return
		}
		for i, tag := range s.Doc.Root.Get("tags").ItemsOrNil() {
			if tag.Get(extensionPrefix+"tag-value") == nil {
				report(openapi.Pointer("tags", strconv.Itoa(i)), "the API gets the tag "+apigw.Text(tag.Get("name"))+" with an empty value", "add x-amazon-apigateway-tag-value")
			}
		}
	},
}
