//go:build lambda

package api

import "github.com/apigen-go/apigen/gen"

// backend is the function cmd/lambda.
var backend = gen.Lambda{Function: "person"}
