package controlplane

import (
	"fmt"
	"slices"
	"strings"
)

// A patch is one operation of an Update call (RFC 6902 without test). Which
// paths a call takes, and with which operations, is in
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
type patch struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// patches gives the operations of an Update call, whose names the framework
// checks first, together with what the caller has found.
func (r *request) patches(found ...string) ([]patch, error) {
	var body struct {
		PatchOperations []patch `json:"patchOperations"`
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	var v violations
	for i, p := range body.PatchOperations {
		v.enum(r.input(fmt.Sprintf("patchOperations.%d.member.op", i+1)), p.Op, "add", "remove", "move", "test", "replace", "copy")
	}
	v = append(v, found...)
	for i := range body.PatchOperations {
		if body.PatchOperations[i].Path == "" {
			body.PatchOperations[i].Path = "null"
		}
	}
	return body.PatchOperations, v.err()
}

// unescape reads a segment of a path: ~1 is a slash.
func unescape(segment string) string {
	return strings.ReplaceAll(strings.ReplaceAll(segment, "~1", "/"), "~0", "~")
}

// below gives what a path names below a prefix, which is one segment.
func (p patch) below(prefix string) (name string, ok bool) {
	rest, found := strings.CutPrefix(p.Path, prefix+"/")
	if !found || rest == "" || strings.Contains(rest, "/") {
		return "", false
	}
	return unescape(rest), true
}

// replaces refuses what newer entities of the service refuse (resources, models,
// validators, documentation parts, API keys): paths they do not have and other
// operations than replace. The texts are recorded.
func (p patch) replaces(paths ...string) error {
	switch {
	case p.Op != "replace":
		return badRequest("Invalid patch path  '%s' specified for op '%s'. Please choose supported operations", p.Path, p.Op)
	case !slices.Contains(paths, p.Path):
		return badRequest("Invalid patch path  '%s' specified for op '%s'. Must be one of: [%s]", p.Path, p.Op, strings.Join(paths, ", "))
	}
	return nil
}

// noPath is what the older entities (APIs, methods, integrations, gateway
// responses) say to a path they do not have (recorded).
func (p patch) noPath() error { return badRequest("Invalid patch path %s", p.Path) }

// only is what they say to an operation that a path does not take (recorded).
func (p patch) only(ops ...string) error {
	if slices.Contains(ops, p.Op) {
		return nil
	}
	return badRequest("Invalid patch operation specified. Must be one of: [%s]", strings.Join(ops, ", "))
}

// What they say to a member of a map that is not there (recorded).
func noParameter() error   { return notFound("Invalid parameter name specified") }
func noContentType() error { return notFound("Content-Type specified was not found") }

// entry changes one member of a map: add puts it there, replace and remove want
// it to be there.
func entry[V any](p patch, m *map[string]V, key string, value V, missing func() error) error {
	if _, ok := (*m)[key]; !ok && p.Op != "add" {
		return missing()
	}
	switch p.Op {
	case "add", "replace":
		if *m == nil {
			*m = map[string]V{}
		}
		(*m)[key] = value
	case "remove":
		delete(*m, key)
	default:
		return p.only("add", "remove", "replace")
	}
	return nil
}

// member changes one value of a list that is a set.
func (p patch) member(list *[]string, value string) error {
	i := slices.Index(*list, value)
	switch {
	case p.Op == "add" && i < 0:
		*list = append(slices.Clone(*list), value)
	case p.Op == "add":
	case p.Op == "replace" && i >= 0:
		*list = slices.Clone(*list)
		(*list)[i] = p.Value
	case p.Op == "remove" && i >= 0:
		*list = slices.Delete(slices.Clone(*list), i, i+1)
	default:
		return p.noPath()
	}
	return nil
}
