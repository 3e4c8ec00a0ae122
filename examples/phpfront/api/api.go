// Package api is the contract of a web site in PHP. All paths lead to one function,
// whose runtime is its own; pictures and styles come from elsewhere.
package api

import "github.com/apigen-go/apigen/gen"

// front is a function with a bootstrap: see function/bootstrap.
var front = gen.Integrate(gen.Lambda{Function: "front"})

var _ = gen.API{
	Title:   "PHP front",
	Version: "1.0.0",
	Gateway: gen.HTTP{},
	Operations: []gen.Operation{
		gen.ANY("/", nil, front),
		gen.ANY("/{proxy+}", nil, front),
		// Files that never change cost no function: a bucket or a CDN has them.
		gen.GET("/assets/{file+}", nil, gen.Integrate(gen.HTTPProxy{URI: gen.StageVariable("assets") + "/{file}", Method: "GET"})),
	},
}
