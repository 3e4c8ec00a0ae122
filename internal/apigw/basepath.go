package apigw

import (
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A BasePathMode says what an import makes of the document's base path.
type BasePathMode string

const (
	BasePathIgnore  BasePathMode = "ignore"  // drops it
	BasePathPrepend BasePathMode = "prepend" // puts it before every path
	BasePathSplit   BasePathMode = "split"   // drops its first segment and prepends the rest
)

// BasePath gives what an import with the options puts before every path: "" or
// "/v1".
func BasePath(doc *openapi.Document, opts ReadOptions) string {
	r := &source{doc: doc, opts: opts, swagger: doc.Root.Get("swagger") != nil}
	return r.prefix(at{node: doc.Root})
}

// prefix gives what stands before every path: "" or "/v1".
func (r *source) prefix(root at) string {
	base := r.basePath(root)
	switch r.opts.BasePath {
	case BasePathPrepend:
		return base
	case BasePathSplit:
		_, rest, _ := strings.Cut(strings.TrimPrefix(base, "/"), "/")
		if rest == "" {
			return ""
		}
		return "/" + rest
	}
	return ""
}

// basePath gives the base path without a slash at its end. In OpenAPI 3 it
// comes from the first server: the default of its only variable, when that is
// called basePath, even if the URL does not use it; else the URL's path.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
func (r *source) basePath(root at) string {
	if r.swagger {
		return cleanBase(root.get("basePath").text())
	}
	servers := root.get("servers").items()
	if len(servers) == 0 {
		return ""
	}
	if len(servers) > 1 {
		r.warn(servers[1], "servers-many", "keep the first server only",
			"More than one server provided. Ignoring all but the first for defining endpoint configuration")
	}
	variables := servers[0].get("variables")
	if base := variables.get("basePath", "default"); base.node != nil && len(variables.node.Members) == 1 {
		return cleanBase(base.text())
	}
	address := servers[0].get("url").text()
	variables.members(func(name string, v at) {
		address = strings.ReplaceAll(address, "{"+name+"}", v.get("default").text())
	})
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, path, _ := strings.Cut(rest, "/")
		return cleanBase(path)
	}
	if u, err := url.Parse(address); err == nil {
		return cleanBase(u.Path)
	}
	return ""
}

func cleanBase(path string) string {
	path = strings.Trim(path, "/")
	if path == "" {
		return ""
	}
	return "/" + path
}
