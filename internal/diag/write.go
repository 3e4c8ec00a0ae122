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

// Write prints the findings to w. Format is "text", "json", or "github" for the
// annotations of GitHub Actions.
func Write(w io.Writer, format string, l List) error {
	switch format {
	case "", "text":
		return writeText(w, l)
	case "json":
		return writeJSON(w, l)
	case "github":
		return writeGitHub(w, l)
	}
	return fmt.Errorf("unknown format %q: want text, json or github", format)
}

func writeText(w io.Writer, l List) error {
	var b strings.Builder
	for _, d := range l {
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", d.Place(), d.Severity, d.Message, d.Rule)
		if d.Source.IsValid() {
			fmt.Fprintf(&b, "\tdocument: %s\n", d.Pos)
		}
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

var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes workflow commands, which GitHub shows at the lines of a pull
// request.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func writeGitHub(w io.Writer, l List) error {
	var b strings.Builder
	for _, d := range l {
		command := map[Severity]string{Error: "error", Warning: "warning", Info: "notice"}[d.Severity]
		place := d.Place()
		var properties []string
		for _, p := range []struct {
			name, value string
			set         bool
		}{
			{"file", place.File, place.File != ""},
			{"line", fmt.Sprint(place.Line), place.Line > 0},
			{"col", fmt.Sprint(place.Col), place.Col > 0},
			{"title", d.Rule, true},
		} {
			if p.set {
				properties = append(properties, p.name+"="+gitHubProperty.Replace(p.value))
			}
		}
		message := d.Message
		if d.Hint != "" {
			message += "\nhint: " + d.Hint
		}
		fmt.Fprintf(&b, "::%s %s::%s\n", command, strings.Join(properties, ","), gitHubData.Replace(message))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
