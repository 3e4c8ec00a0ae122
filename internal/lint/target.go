package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A Target is the kind of API a document is imported as.
type Target string

const (
	REST Target = "rest"
	HTTP Target = "http"
)

// TargetOf tells from a document's own words which kind of API it is meant for.
func TargetOf(doc *openapi.Document) Target {
	if apigw.IsHTTP(doc) {
		return HTTP
	}
	return REST
}

// eachIntegration visits the integrations of all operations as they are written,
// and those that operations of HTTP APIs share.
func eachIntegration(doc *openapi.Document, visit func(pointer string, in *openapi.Node)) {
	for _, path := range doc.Root.Get("paths").MembersOrNil() {
		for _, op := range path.Value.MembersOrNil() {
			if in := op.Value.Get(extensionPrefix + "integration"); in != nil {
				visit(openapi.Pointer("paths", path.Key, op.Key, extensionPrefix+"integration"), in)
			}
		}
	}
	for _, m := range doc.Root.At("components", extensionPrefix+"integrations").MembersOrNil() {
		visit(openapi.Pointer("components", extensionPrefix+"integrations", m.Key), m.Value)
	}
}
