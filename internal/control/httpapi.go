package control

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

// An httpAPI is the definition of an HTTP API.
type httpAPI struct {
	*apigw.HTTPAPI
	exported []byte // as a document, when it was read from the service
}

func (a httpAPI) identity() (id, name string) { return a.ID, a.Name }

// httpOf unwraps a definition; that of an API that does not exist is nil.
func httpOf(d definition) *apigw.HTTPAPI {
	if api, ok := d.(httpAPI); ok {
		return api.HTTPAPI
	}
	return nil
}

// digest is that of the API with its routes by key, each with its integration
// and the name of its authorizer: ids, and the order of integrations, are made
// up by every export. Tags do not count: those of others are no edit.
func (a httpAPI) digest() (string, error) {
	type route struct {
		apigw.Route
		Backend *apigw.HTTPIntegration
	}
	plain := struct {
		API    apigw.HTTPAPI
		Routes []route
	}{API: *a.HTTPAPI}
	plain.API.Routes, plain.API.Integrations, plain.API.Authorizers, plain.API.Models, plain.API.Tags = nil, nil, nil, nil, nil
	for _, r := range a.Routes {
		out := route{Route: *r}
		out.ID, out.Integration, out.Pos, out.Pointer = "", "", diag.Pos{}, ""
		if auth := a.Authorizer(r.Authorizer); auth != nil {
			out.Authorizer = auth.Name
		}
		if in := a.Integration(r.Integration); in != nil {
			backend := *in
			backend.ID, backend.Pos, backend.Pointer = "", diag.Pos{}, ""
			out.Backend = &backend
		}
		plain.Routes = append(plain.Routes, out)
	}
	slices.SortFunc(plain.Routes, func(a, b route) int { return cmp.Compare(a.Key, b.Key) })
	for _, auth := range a.Authorizers {
		own := *auth
		own.ID, own.Pos, own.Pointer = "", diag.Pos{}, ""
		plain.API.Authorizers = append(plain.API.Authorizers, &own)
	}
	slices.SortFunc(plain.API.Authorizers, func(a, b *apigw.HTTPAuthorizer) int { return cmp.Compare(a.Name, b.Name) })
	return digestOf(plain)
}

func (a httpAPI) roles() []string {
	var roles []string
	for _, in := range a.Integrations {
		roles = append(roles, in.Credentials)
	}
	for _, auth := range a.Authorizers {
		roles = append(roles, auth.Credentials)
	}
	return roles
}

func (a httpAPI) unasked() string {
	if a.DisableExecuteAPIEndpoint {
		return "the API's default endpoint is disabled"
	}
	return ""
}

func (httpPlane) remembered(data []byte) (definition, error) {
	api := &apigw.HTTPAPI{}
	return httpAPI{HTTPAPI: api}, json.Unmarshal(data, api)
}

// routeKey gives the key of the route whose settings have a path like that of
// [MethodPath], and what of the path is behind it. The key is empty for all
// routes.
func routeKey(path string) (key, setting string) {
	parts := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 3)
	if len(parts) < 3 {
		return "", path
	}
	resource, verb := strings.ReplaceAll(parts[0], "~1", "/"), parts[1]
	switch {
	case resource == "*":
		return "", parts[2]
	case resource == apigw.DefaultRoute:
		return resource, parts[2]
	case verb == "*":
		verb = "ANY"
	}
	return verb + " " + resource, parts[2]
}

// routePath is the other way: the key under which the settings of a route stand
// among those of methods.
func routePath(key string) string {
	verb, path, ok := strings.Cut(key, " ")
	if !ok {
		verb, path = "ANY", key
	}
	return strings.TrimPrefix(MethodPath(verb, path), "/")
}
