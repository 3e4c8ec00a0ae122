//go:build !race

// The race detector allocates, too.

package lambdahttp

import "testing"

// Allocations are what the adapter adds to an application that makes none. The
// bounds leave some room; they are there to notice a change of kind.
func TestAllocations(t *testing.T) {
	for _, tt := range []struct {
		file string
		most float64
	}{{"rest-cognito.json", 15}, {"http-get.json", 15}, {"rest-post-json.json", 15}, {"http-post-json.json", 15}} {
		h := New(small, Options{})
		event := eventFile(t, tt.file)
		got := testing.AllocsPerRun(100, func() {
			if _, err := h.Invoke(t.Context(), event); err != nil {
				t.Fatal(err)
			}
		})
		t.Logf("%s: %v allocations", tt.file, got)
		if got > tt.most {
			t.Errorf("%s: %v allocations, want %v at most", tt.file, got, tt.most)
		}
	}
}
