package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Write prints the plan. Format is "text" or "json".
func (p *Plan) Write(w io.Writer, format string) error {
	switch format {
	case "", "text":
		return p.writeText(w)
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(p)
	}
	return fmt.Errorf("unknown format %q: want text or json", format)
}

var marks = map[Action]string{Add: "+", Change: "~", Delete: "-", Keep: "="}

func (p *Plan) writeText(w io.Writer) error {
	var b strings.Builder
	width := 0
	for _, item := range p.Items {
		width = max(width, utf8.RuneCountInString(label(item)))
	}
	width = min(width, 48)
	for _, item := range p.Items {
		details := item.Details
		if item.Action == Keep {
			details = []string{"kept, not in the document"}
		}
		line := fmt.Sprintf("  %s %-*s", marks[item.Action], width, label(item))
		for i, d := range details {
			if i > 0 {
				line = strings.Repeat(" ", 4+width)
			}
			fmt.Fprintf(&b, "%s   %s\n", line, d)
		}
		if len(details) == 0 {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	b.WriteString(p.Summary() + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// label names an item: a method or route by its verb and path, others by kind and
// name.
func label(item Item) string {
	if item.Kind == Method || item.Kind == Route {
		verb, path, _ := strings.Cut(item.Name, " ")
		return fmt.Sprintf("%-7s %s", verb, path)
	}
	return string(item.Kind) + " " + item.Name
}

// Summary is the plan's last line.
func (p *Plan) Summary() string {
	kept := ""
	if n := p.Count(Keep); n > 0 {
		kept = fmt.Sprintf(" %d kept that the document does not have.", n)
	}
	if p.Changes() == 0 {
		return "No changes." + kept
	}
	var parts []string
	for _, a := range []struct {
		action Action
		word   string
	}{{Add, "add"}, {Change, "change"}, {Delete, "remove"}} {
		methods, routes, others := 0, 0, 0
		for _, item := range p.Items {
			switch {
			case item.Action != a.action:
			case item.Kind == Method:
				methods++
			case item.Kind == Route:
				routes++
			default:
				others++
			}
		}
		if methods+routes+others > 0 {
			parts = append(parts, count(methods, routes, others)+" to "+a.word)
		}
	}
	return "Plan: " + strings.Join(parts, "; ") + "." + kept
}

func count(methods, routes, others int) string {
	var parts []string
	if methods > 0 {
		parts = append(parts, plural(methods, "method"))
	}
	if routes > 0 {
		parts = append(parts, plural(routes, "route"))
	}
	if others > 0 {
		word := "other"
		if methods+routes == 0 {
			word = "entry"
		}
		parts = append(parts, plural(others, word))
	}
	return strings.Join(parts, " and ")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if word == "entry" {
		return fmt.Sprint(n, " entries")
	}
	return fmt.Sprint(n, " ", word, "s")
}
