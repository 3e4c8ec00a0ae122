package lint

import (
	"regexp"
	"strconv"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var binaryMediaType = &Rule{
	ID:       "binary-media-type",
	Severity: diag.Warning,
	Doc: `a binary media type is no media type

Entries are types such as image/png, image/* or */*; others match nothing.`,
	Check: func(s *Subject, report Report) {
		for i, item := range s.Doc.Root.Get(extensionPrefix + "binary-media-types").ItemsOrNil() {
			if text := apigw.Text(item); !mediaType.MatchString(text) && !apigw.HasPlaceholder(text) {
				report(openapi.Pointer(extensionPrefix+"binary-media-types", strconv.Itoa(i)), "binary media type "+text+" matches nothing", "write type/subtype")
			}
		}
	},
}

var mediaType = regexp.MustCompile(`^[A-Za-z0-9!#$&^_.+*-]+/[A-Za-z0-9!#$&^_.+*-]+(;.*)?$`)
