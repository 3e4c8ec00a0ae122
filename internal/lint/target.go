package lint

import (
	"strings"

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
// What only one kind knows decides; without any such word it is a REST API, and
// so is a document that has words of both.
func TargetOf(doc *openapi.Document) Target {
	root := doc.Root
	if root.Get("swagger") != nil {
		return REST // ImportApi takes OpenAPI 3.0 alone
	}
	for _, name := range strings.Fields("request-validators request-validator gateway-responses binary-media-types policy api-key-source minimum-compression-size documentation") {
		if root.Get(extensionPrefix+name) != nil {
			return REST
		}
	}
	http := root.Get(extensionPrefix+"cors") != nil || root.Get(extensionPrefix+"importexport-version") != nil ||
		root.At("components", extensionPrefix+"integrations") != nil || root.At("paths", "/$default") != nil
	rest := false
	for _, scheme := range root.At("components", "securitySchemes").MembersOrNil() {
		rest = rest || strings.EqualFold(apigw.Text(scheme.Value.Get("name")), "x-api-key") // HTTP APIs have no keys
		switch strings.ToLower(apigw.Text(scheme.Value.At(extensionPrefix+"authorizer", "type"))) {
		case "jwt":
			http = true
		case "token", "cognito_user_pools":
			rest = true
		}
	}
	eachIntegration(doc, func(_ string, in *openapi.Node) {
		switch strings.ToLower(apigw.Text(in.Get("type"))) {
		case "aws", "http", "mock":
			rest = true
		}
		uri := apigw.Text(in.Get("uri"))
		http = http || in.Get("integrationSubtype") != nil || strings.HasPrefix(uri, "arn:aws:lambda:") && in.Get("payloadFormatVersion") != nil ||
			apigw.Text(in.Get("payloadFormatVersion")) == "2.0"
	})
	if http && !rest {
		return HTTP
	}
	return REST
}

// eachIntegration visits the integrations of all operations as they are written.
func eachIntegration(doc *openapi.Document, visit func(pointer string, in *openapi.Node)) {
	for _, path := range doc.Root.Get("paths").MembersOrNil() {
		for _, op := range path.Value.MembersOrNil() {
			if in := op.Value.Get(extensionPrefix + "integration"); in != nil {
				visit(openapi.Pointer("paths", path.Key, op.Key, extensionPrefix+"integration"), in)
			}
		}
	}
}
