package httpapi

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// readPath decodes the path as HTTP APIs do, which differs from everything else
// in the service: once, then cut at a question mark that appears, then once
// more. What cannot be decoded is refused before any route (captured from the
// service in July 2026; facts of the ingress paths). Paths that no backend reads
// alike are refused, too: NUL, bytes that are no UTF-8, dot segments.
func (x *exchange) readPath() (string, *failure) {
	bad := func(cause string) (string, *failure) {
		return "", &failure{status: 400, message: "Bad Request", kind: "BAD_REQUEST", cause: cause}
	}
	path, err := url.PathUnescape(x.target.Path)
	if err != nil {
		return bad(err.Error())
	}
	path, _, _ = strings.Cut(path, "?")
	if path, err = url.PathUnescape(path); err != nil {
		return bad(err.Error())
	}
	if !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
		return bad("the path is no text")
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return bad("the path has a dot segment")
		}
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	x.path, x.routed = path, path
	return path, nil
}

// stageOfPath gives the name of the stage the path is for, and takes it off the
// path that is routed. The event still has it.
func (x *exchange) stageOfPath() string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(x.path, "/"), "/")
	if first != DefaultStage && x.api.Stages[first] != nil {
		x.routed = "/" + rest
		return first
	}
	return DefaultStage
}
