package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var endpointField = &Rule{
	ID:       "endpoint-field",
	Severity: diag.Warning,
	Doc: `the endpoint configuration says what it cannot

The endpoint type is no part of a document: it is a parameter of the first import,
endpointConfigurationTypes, and EDGE without it. The extension holds
disableExecuteApiEndpoint and vpcEndpointIds.`,
	Check: func(s *Subject, report Report) {
		for pointer, endpoint := range s.endpoints() {
			for _, m := range endpoint.MembersOrNil() {
				if m.Key != "disableExecuteApiEndpoint" && m.Key != "vpcEndpointIds" && !strings.HasPrefix(m.Key, "Fn::") {
					report(pointer+openapi.Pointer(m.Key), m.Key+" is not read from the endpoint configuration", "set the endpoint type when the API is created")
				}
			}
		}
	},
}
