//go:build !lambda

package api

import "github.com/apigen-go/apigen/gen"

// backend is an ordinary HTTP server, cmd/server. The stage variable says where
// it is.
var backend = gen.HTTPProxy{
	URI:    "http://${stageVariables.backend}/create-person",
	Method: "POST",
}
