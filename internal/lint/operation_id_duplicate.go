package lint

import (
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var operationIDDuplicate = &Rule{
	ID:       "operation-id-duplicate",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `two operations have one operationId

API Gateway takes it; clients and SDKs that are made from the document do not, or
lose one of the operations.`,
	Check: func(s *Subject, report Report) {
		first := map[string]string{}
		s.eachOperation(func(pointer, where string, op *openapi.Node) {
			id := op.Get("operationId").StringOr("")
			if other := first[id]; id != "" && other != "" {
				report(pointer+"/operationId", where+" has the operationId "+id+" of "+other, "rename one of them")
				return
			}
			first[id] = where
		})
	},
}
