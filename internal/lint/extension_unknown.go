package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var extensionUnknown = &Rule{
	ID:       "extension-unknown",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `an extension is misspelt or stands in the wrong place

Extensions that API Gateway does not know, or does not expect where they stand, are
ignored without a word.`,
	Check: func(s *Subject, report Report) {
		s.Doc.Root.Walk(func(path []string, n *openapi.Node) bool {
			if len(path) == 0 {
				return true
			}
			key := path[len(path)-1]
			if !strings.HasPrefix(strings.ToLower(key), extensionPrefix) {
				return true
			}
			if name, ok := strings.CutPrefix(key, extensionPrefix); ok && slices.Contains(extensionNames, name) {
				if wrong := misplaced(key, path); wrong != "" {
					report(openapi.Pointer(path...), key+" is ignored here", wrong)
				}
				return key == extensionPrefix+"any-method"
			}
			if slices.Contains(extensionNames, strings.TrimPrefix(strings.ToLower(key), extensionPrefix)) {
				return false // rule extension-case
			}
			hint := "API Gateway has no such extension"
			if near := diag.Nearest(strings.TrimPrefix(strings.ToLower(key), extensionPrefix), extensionNames); near != "" {
				hint = "did you mean " + extensionPrefix + near
			}
			report(openapi.Pointer(path...), key+" is no extension of API Gateway and is ignored", hint)
			return false
		})
	},
}

const extensionPrefix = "x-amazon-apigateway-"

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
var extensionNames = strings.Fields(`api-key-source binary-media-types minimum-compression-size policy gateway-responses
	request-validators request-validator documentation endpoint-configuration cors importexport-version tag-value
	security-policy endpoint-access-mode any-method auth integration integrations authorizer authtype`)

// misplaced says where an extension belongs that stands where it has no effect, as
// was seen in public documents.
func misplaced(key string, path []string) string {
	if key == extensionPrefix+"integration" && len(path) == 3 && path[0] == "paths" {
		return "put it into an operation of the path"
	}
	return ""
}
