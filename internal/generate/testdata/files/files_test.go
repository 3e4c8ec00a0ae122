package files

import "github.com/apigen-go/apigen/gen"

var _ = gen.API{Title: "Tests do not count"}
