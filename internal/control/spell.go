package control

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// spelledOut gives the document in the form that endpoints which imitate AWS
// understand. They read less of OpenAPI than the service: parameters of a path
// are put on its operations, where they mean the same, and a mock integration
// gets the httpMethod and uri that the service does without (it drops them).
// Documents for AWS itself are sent as they are.
func spelledOut(root *openapi.Node) *openapi.Node {
	root = root.Clone()
	paths := root.Get("paths")
	if !paths.Is(openapi.Object) {
		return root
	}
	for _, path := range paths.Members {
		shared := path.Value.Get("parameters")
		if shared.Is(openapi.Array) {
			path.Value.Delete("parameters")
		}
		if !path.Value.Is(openapi.Object) {
			continue
		}
		for _, op := range path.Value.Members {
			if !op.Value.Is(openapi.Object) {
				continue
			}
			if shared.Is(openapi.Array) {
				shareParameters(op.Value, shared)
			}
			in := op.Value.Get("x-amazon-apigateway-integration")
			if strings.EqualFold(in.Get("type").StringOr(""), "mock") {
				addMissing(in, "httpMethod", openapi.Str("POST"))
				addMissing(in, "uri", openapi.Str(""))
			}
		}
	}
	return root
}

func addMissing(n *openapi.Node, key string, value *openapi.Node) {
	if n.Get(key) == nil {
		n.Set(key, value)
	}
}

// shareParameters adds the path's parameters to an operation, except those that
// it has itself.
func shareParameters(op, shared *openapi.Node) {
	own := op.Get("parameters")
	if !own.Is(openapi.Array) {
		own = openapi.Arr()
		op.Set("parameters", own)
	}
	same := func(a, b *openapi.Node) bool {
		return a.Get("in").StringOr("") == b.Get("in").StringOr("") && a.Get("name").StringOr("") == b.Get("name").StringOr("") &&
			a.Get("$ref").StringOr("") == b.Get("$ref").StringOr("")
	}
	for _, p := range shared.Items {
		if !slices.ContainsFunc(own.Items, func(o *openapi.Node) bool { return same(o, p) }) {
			own.Items = append(own.Items, p.Clone())
		}
	}
}
