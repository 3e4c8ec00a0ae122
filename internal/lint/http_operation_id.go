package lint

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var httpOperationID = &Rule{
	ID:       "http-operation-id",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `an operationId is too long

It becomes the route's operation name, which has at most 64 characters.`,
	Check: func(s *Subject, report Report) {
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			if n := len(op.Get("operationId").StringOr("")); n > 64 {
				report(pointer+"/operationId", fmt.Sprintf("the operationId of %s has %d characters, at most 64 are possible", where, n), "shorten it")
			}
		})
	},
}
