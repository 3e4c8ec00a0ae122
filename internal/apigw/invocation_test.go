package apigw

import (
	"fmt"
	"slices"
	"testing"
)

func TestCallersAreMerged(t *testing.T) {
	t.Parallel()
	var few, many []string
	for i := range 20 {
		few = append(few, fmt.Sprintf("*/GET/p%d", i), fmt.Sprintf("*/POST/p%d", i))
	}
	for i := range 100 {
		many = append(many, fmt.Sprintf("*/GET/p%d", i))
	}
	if got := mergeCallers(few); len(got) != 20 || got[0] != "*/*/p0" {
		t.Errorf("40 callers of 20 paths became %d: %q", len(got), got)
	}
	if got := mergeCallers(append(many, "authorizers/*")); !slices.Equal(got, []string{"*/*", "authorizers/*"}) {
		t.Errorf("100 callers became %q", got)
	}
}
