//go:build open

package api

import "github.com/apigen-go/apigen/gen"

// allowed is everybody, as long as an API is tried out.
var allowed = gen.Secure(gen.Public{})
