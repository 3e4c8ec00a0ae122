// Package noservice is answered by functions in other languages, and so has no
// interface in Go.
package noservice

import "github.com/apigen-go/apigen/gen"

var _ = gen.API{
	Title: "Test", Version: "1.0.0",
	Gateway: gen.HTTP{},
	Operations: []gen.Operation{
		gen.ANY("/{proxy+}", nil, gen.Integrate(gen.Lambda{Function: "front", Alias: gen.StageVariable("alias")})),
		gen.GET("/assets/{file+}", nil, gen.Integrate(gen.HTTPProxy{URI: "https://assets.example.com/{file}", Method: "GET"})),
	},
}
