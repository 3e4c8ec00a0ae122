package emit

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// declareMapped adds the statuses and headers that integration responses map and
// the contract does not name: the import refuses a mapping to a method response, or
// to a header of one, that is not declared.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
func declareMapped(responses, integration *openapi.Node) {
	for _, m := range integration.Get("responses").MembersOrNil() {
		status := m.Value.Get("statusCode").StringOr("200")
		response := responses.Get(status)
		if response == nil {
			code, _ := strconv.Atoi(status) // what is no number has no text either
			response = openapi.Obj(openapi.M("description", openapi.Str(http.StatusText(code))))
			responses.Set(status, response)
		}
		for _, p := range m.Value.Get("responseParameters").MembersOrNil() {
			if name, ok := strings.CutPrefix(p.Key, "method.response.header."); ok {
				declareHeader(response, name)
			}
		}
	}
}

func declareHeader(response *openapi.Node, name string) {
	headers := response.Get("headers")
	if headers == nil {
		headers = openapi.Obj()
		response.Delete("headers")
		response.Members = slices.Insert(response.Members, 1, openapi.M("headers", headers)) // below the description
	}
	if headers.Get(name) == nil {
		headers.Set(name, openapi.Obj(openapi.M("schema", typed("string"))))
	}
}
