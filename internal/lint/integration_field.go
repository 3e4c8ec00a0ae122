package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var integrationField = &Rule{
	ID:       "integration-field",
	Severity: diag.Warning,
	For:      AnyAPI,
	Mends:    true,
	Doc: `an integration has a member that is none

What is misspelt is ignored without a word: passThroughBehavior, responseTemplate.`,
	Check: func(s *Subject, report Report) {
		eachIntegration(s.Doc, func(pointer string, in *openapi.Node) {
			unknownMembers(in, pointer, integrationFields, report)
			for _, r := range in.Get("responses").MembersOrNil() {
				unknownMembers(r.Value, pointer+openapi.Pointer("responses", r.Key), responseFields, report)
			}
		})
	},
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
var (
	integrationFields = strings.Fields(`type httpMethod uri credentials connectionType connectionId integrationTarget
	passthroughBehavior contentHandling timeoutInMillis cacheNamespace cacheKeyParameters requestParameters requestTemplates
	responses tlsConfig payloadFormatVersion integrationSubtype responseTransferMode responseParameters description $ref`)
	responseFields = strings.Fields("statusCode responseParameters responseTemplates contentHandling selectionPattern")
)

// unknownMembers reports members that are not among the known ones. One that
// differs in its letters' case alone is mended.
func unknownMembers(n *openapi.Node, pointer string, known []string, report Report) {
	for _, m := range n.MembersOrNil() {
		if slices.Contains(known, m.Key) || strings.HasPrefix(m.Key, "x-") || strings.HasPrefix(m.Key, "Fn::") || m.Key == "Ref" {
			continue
		}
		var more []detail
		hint := "known are " + strings.Join(known, ", ")
		if near := diag.Nearest(m.Key, known); near != "" {
			hint = "did you mean " + near
			if strings.EqualFold(near, m.Key) {
				more = append(more, rename(pointer+openapi.Pointer(m.Key), near))
			}
		}
		report(pointer+openapi.Pointer(m.Key), "integration has no member "+m.Key+", so it is ignored", hint, more...)
	}
}
