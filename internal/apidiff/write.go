package apidiff

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Write prints changes. Format is "text", "json" or "markdown", the last for
// comments of pull requests.
func Write(w io.Writer, format string, changes []Change) error {
	switch format {
	case "", "text":
		return writeText(w, changes)
	case "json":
		if changes == nil {
			changes = []Change{}
		}
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(changes)
	case "markdown":
		return writeMarkdown(w, changes)
	}
	return fmt.Errorf("unknown format %q: want text, json or markdown", format)
}

func writeText(w io.Writer, changes []Change) error {
	var b strings.Builder
	for _, c := range changes {
		where := c.Operation
		if where == "" {
			where = "the API"
		}
		fmt.Fprintf(&b, "%-8s  %s: %s [%s]\n", c.Level, where, c.Text, c.Rule)
	}
	b.WriteString(summary(changes) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// summary counts by level.
func summary(changes []Change) string {
	if len(changes) == 0 {
		return "No changes."
	}
	count := map[Level]int{}
	for _, c := range changes {
		count[c.Level]++
	}
	var parts []string
	for _, name := range Levels() {
		if n := count[Level(name)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, name))
		}
	}
	return strings.Join(parts, ", ") + "."
}

var headings = map[Level]string{
	Breaking: "Breaks callers", Weakened: "Weakens protection", Warning: "Look at these", Info: "Also changed",
}

func writeMarkdown(w io.Writer, changes []Change) error {
	var b strings.Builder
	b.WriteString("## API changes\n\n" + summary(changes) + "\n")
	for _, name := range Levels() {
		var rows []string
		for _, c := range changes {
			if c.Level == Level(name) {
				where := "the API"
				if c.Operation != "" {
					where = "`" + c.Operation + "`"
				}
				rows = append(rows, "| "+where+" | "+cell(c.Text)+" |")
			}
		}
		if len(rows) > 0 {
			fmt.Fprintf(&b, "\n### %s\n\n| operation | change |\n| --- | --- |\n%s\n", headings[Level(name)], strings.Join(rows, "\n"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cell keeps a text in its cell of a table.
func cell(s string) string {
	s = strings.ReplaceAll(s, "|", `\|`)
	s = strings.ReplaceAll(s, "<", "&lt;")
	return strings.Join(strings.Fields(s), " ")
}
