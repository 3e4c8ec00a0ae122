//go:build peers

// The peers are imported by the programs the benchmarks write, and by nothing
// that is compiled here; this file keeps them in go.mod.
package generate

import (
	_ "github.com/danielgtaylor/huma/v2"
	_ "github.com/danielgtaylor/huma/v2/adapters/humago"
	_ "github.com/swaggest/openapi-go/openapi3"
)
