package lint

import "github.com/apigen-go/apigen/internal/diag"

var httpRouteKey = &Rule{
	ID:       "http-route-key",
	Severity: diag.Error,
	For:      HTTPOnly,
	Doc: `a route key is not possible

Route keys are a verb and a path, or $default. Variables are whole segments, a greedy
one stands at the end, and no two operations have one key. TRACE is no verb.`,
}
