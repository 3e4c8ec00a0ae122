//go:build never

package files

import "github.com/apigen-go/apigen/gen"

var _ = gen.API{Title: "Excluded by a build constraint"}
