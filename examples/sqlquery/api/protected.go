//go:build !open

package api

import "github.com/apigen-go/apigen/gen"

// allowed are callers whose access token has the scope.
var allowed = gen.Scopes("pId/pScope")
