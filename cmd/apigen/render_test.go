package main

import "testing"

func TestLineDiff(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ want, got, diff string }{
		{"a\nb\nc", "a\nx\nc", " a\n-b\n+x\n c\n"},
		{"a", "a\nb", " a\n+b\n"},
		{"a\nb", "b", "-a\n b\n"},
		{"", "a", "-\n+a\n"},
	} {
		if got := lineDiff(tt.want, tt.got); got != tt.diff {
			t.Errorf("lineDiff(%q, %q): got %q, want %q", tt.want, tt.got, got, tt.diff)
		}
	}
}
