package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// FormatVersion is the version of the JSON form. It changes when a member
// changes its meaning or goes away.
const FormatVersion = 1

// Write prints the findings to w. Format is "text" or "json".
func Write(w io.Writer, format string, l List) error {
	switch format {
	case "", "text":
		return writeText(w, l)
	case "json":
		return writeJSON(w, l)
	}
	return fmt.Errorf("unknown format %q: want text or json", format)
}

func writeText(w io.Writer, l List) error {
	var b strings.Builder
	for _, d := range l {
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", d.Pos, d.Severity, d.Message, d.Rule)
		if d.Hint != "" {
			fmt.Fprintf(&b, "\thint: %s\n", d.Hint)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeJSON(w io.Writer, l List) error {
	if l == nil {
		l = List{}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		FormatVersion int  `json:"formatVersion"`
		Diagnostics   List `json:"diagnostics"`
	}{FormatVersion, l})
}
