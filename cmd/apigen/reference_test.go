package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/internal/golden"
)

// TestCommandReference writes docs/cli.md from the help texts.
func TestCommandReference(t *testing.T) {
	var b bytes.Buffer
	root := newRoot(stdio{strings.NewReader(""), io.Discard, io.Discard})
	root.InitDefaultCompletionCmd()
	b.WriteString("# The command line\n\nWritten from the commands' own texts by `go test ./cmd/apigen -run TestCommandReference -update`.\n\n")
	b.WriteString("Every command ends with 0 (done, and clean), 1 (done, with something to say: findings, stale output,\n" +
		"changes) or 2 (could not be done, wrong usage included). Results go to standard output, progress and\nerrors to standard error.\n")
	b.WriteString("\n| command | does |\n| --- | --- |\n")
	index(&b, root)
	describe(&b, root)
	golden.Check(t, "../../docs/cli.md", b.Bytes())
}

func index(b *bytes.Buffer, c *cobra.Command) {
	for _, sub := range documented(c) {
		path := sub.CommandPath()
		fmt.Fprintf(b, "| [`%s`](#%s) | %s |\n", path, strings.ReplaceAll(path, " ", "-"), sub.Short)
		index(b, sub)
	}
}

// documented are the commands below one that are in apigen's own words: help and
// the shells of completion are in cobra's.
func documented(c *cobra.Command) []*cobra.Command {
	if c.Name() == "completion" {
		return nil
	}
	var subs []*cobra.Command
	for _, sub := range c.Commands() {
		if sub.Name() != "help" {
			subs = append(subs, sub)
		}
	}
	return subs
}

func describe(b *bytes.Buffer, c *cobra.Command) {
	for _, sub := range documented(c) {
		long := sub.Long
		if long == "" {
			long = sub.Short + "."
		}
		fmt.Fprintf(b, "\n## %s\n\n```text\n%s\n\n  %s\n", sub.CommandPath(), strings.TrimSpace(long), sub.UseLine())
		if sub.Example != "" {
			fmt.Fprintf(b, "\nExamples:\n%s\n", strings.TrimRight(sub.Example, "\n"))
		}
		b.WriteString("```\n")
		flags(b, sub)
		describe(b, sub)
	}
}

func flags(b *bytes.Buffer, c *cobra.Command) {
	var rows []string
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value != "" {
			name += " " + value
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" && f.DefValue != "0s" {
			usage += " (default `" + f.DefValue + "`)"
		}
		rows = append(rows, fmt.Sprintf("| `%s` | %s |\n", name, strings.ReplaceAll(usage, "|", `\|`)))
	})
	if len(rows) > 0 {
		fmt.Fprintf(b, "\n| flag | means |\n| --- | --- |\n%s", strings.Join(rows, ""))
	}
}
