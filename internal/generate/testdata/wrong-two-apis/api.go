// Package wrongtwoapis has two contracts.
package wrongtwoapis

import "github.com/apigen-go/apigen/gen"

var _ = gen.API{}

var other = gen.API{Title: "Other"}

var third = make()

func make() gen.API { return gen.API{} }
