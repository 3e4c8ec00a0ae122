package dataplane

import "strings"

// A target is a request path taken apart.
type target struct {
	stage       string
	path        string // without the stage: event.path
	contextPath string // with the stage: requestContext.path
}

// splitTarget takes the path of a request target apart. Nothing is decoded.
// Slashes before the stage are collapsed in both paths, slashes directly after
// it in path only; later ones stay (recorded, test_lambda_aws_proxy_integration).
func splitTarget(raw string) target {
	trimmed := strings.TrimLeft(raw, "/")
	stage, _, _ := strings.Cut(trimmed, "/")
	return target{
		stage:       stage,
		path:        oneSlash(trimmed[len(stage):]),
		contextPath: oneSlash(raw),
	}
}

// oneSlash makes a path begin with one slash.
func oneSlash(path string) string {
	if path == "" || path[0] != '/' {
		return "/" + path
	}
	for strings.HasPrefix(path, "//") {
		path = path[1:]
	}
	return path
}
