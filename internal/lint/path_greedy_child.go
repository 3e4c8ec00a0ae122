package lint

import "github.com/apigen-go/apigen/internal/diag"

var pathGreedyChild = &Rule{
	ID:       "path-greedy-child",
	Severity: diag.Error,
	Doc: `a path goes on after a greedy variable

A greedy variable takes the rest of the path, so nothing can come after it.`,
}
