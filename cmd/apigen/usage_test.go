package main

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Every command says what it does and shows how, with the command's own name.
func TestHelp(t *testing.T) {
	t.Parallel()
	var visit func(c *cobra.Command)
	seen := 0
	visit = func(c *cobra.Command) {
		seen++
		if c.Short == "" {
			t.Errorf("%s says nothing of itself", c.CommandPath())
		}
		if !strings.Contains(c.Example, c.CommandPath()) {
			t.Errorf("%s has no example of itself", c.CommandPath())
		}
		for line := range strings.Lines(c.Example) {
			if !strings.HasPrefix(line, "  ") {
				t.Errorf("%s: the example %q is not indented", c.CommandPath(), line)
			}
		}
		if c.Hidden {
			t.Errorf("%s is hidden", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newRoot(stdio{strings.NewReader(""), io.Discard, io.Discard}))
	if seen < 20 {
		t.Errorf("only %d commands were seen", seen)
	}
}
