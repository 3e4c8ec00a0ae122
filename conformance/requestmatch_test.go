package conformance

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// symbols stand in recordings for values that differ from run to run. <name:1>
// is one value throughout a case; the others are some value each time, except
// the host names, which are bound before.
var symbol = regexp.MustCompile(`<(?:[a-zA-Z_-]+:\d+|any|api-host|backend-host|request-time|request-time-epoch|request-id|timestamp|created-date)>`)

// A matcher compares values with recorded ones and remembers what symbols stand
// for.
type matcher struct{ bound map[string]string }

// filled is a recorded text with values for its symbols. One that is not known
// yet gets a value of its own.
func (m *matcher) filled(text string) string {
	return symbol.ReplaceAllStringFunc(text, func(name string) string {
		if m.bound[name] == "" {
			m.bound[name] = strings.NewReplacer("<", "", ">", "", ":", "-", "_", "-").Replace(name)
		}
		return m.bound[name]
	})
}

// text compares a text with a recorded one.
func (m *matcher) text(want, got string) error {
	places := symbol.FindAllStringIndex(want, -1)
	if places == nil {
		if want != got {
			return fmt.Errorf("got %q, want %q", got, want)
		}
		return nil
	}
	var pattern strings.Builder
	var groups []string
	pattern.WriteString(`(?s)\A`)
	at := 0
	for _, p := range places {
		pattern.WriteString(regexp.QuoteMeta(want[at:p[0]]))
		name := want[p[0]:p[1]]
		lower := strings.ToLower(name)
		switch value, ok := m.bound[lower]; {
		case ok && lower != name:
			pattern.WriteString(regexp.QuoteMeta(strings.ToUpper(value)))
		case ok:
			pattern.WriteString(regexp.QuoteMeta(value))
		default:
			pattern.WriteString(`(.+?)`)
			groups = append(groups, name)
		}
		at = p[1]
	}
	pattern.WriteString(regexp.QuoteMeta(want[at:]) + `\z`)
	found := regexp.MustCompile(pattern.String()).FindStringSubmatch(got)
	if found == nil {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	for i, name := range groups {
		if !strings.Contains(name, ":") && name != "<request-id>" || name != strings.ToLower(name) {
			continue
		}
		if value, ok := m.bound[name]; ok && value != found[i+1] {
			return fmt.Errorf("%s is %q and %q", name, value, found[i+1])
		}
		m.bound[name] = found[i+1]
	}
	return nil
}

// strictness says what members may be there that the recording does not list.
type strictness int

const (
	exact   strictness = iota // none
	edge                      // headers that only CloudFront adds
	partial                   // any
)

// value compares a decoded JSON value with a recorded one.
func (m *matcher) value(want, got any, s strictness, at string) error {
	switch want := want.(type) {
	case string:
		return m.scalar(want, got, at)
	case map[string]any:
		return m.object(want, got, s, at)
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return fmt.Errorf("%s: got %s, want %s", at, jsonText(got), jsonText(want))
		}
		for i := range want {
			if err := m.value(want[i], list[i], s, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		return nil
	}
	if jsonText(want) != jsonText(got) {
		return fmt.Errorf("%s: got %s, want %s", at, jsonText(got), jsonText(want))
	}
	return nil
}

func (m *matcher) scalar(want string, got any, at string) error {
	text, ok := got.(string)
	if n, isNumber := got.(json.Number); isNumber && symbol.FindString(want) == want {
		text, ok = n.String(), true
	}
	if !ok && want != "<any>" {
		return fmt.Errorf("%s: got %s, want %q", at, jsonText(got), want)
	}
	if want == "<any>" {
		return nil
	}
	if err := m.text(want, text); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	return nil
}

func (m *matcher) object(want map[string]any, got any, s strictness, at string) error {
	if inner, ok := want["$json"]; ok && len(want) == 1 {
		text, isText := got.(string)
		parsed, err := decode(text)
		if !isText || err != nil {
			return fmt.Errorf("%s: got %s, want JSON text", at, jsonText(got))
		}
		return m.value(inner, parsed, s, at+" as JSON")
	}
	if repeat, ok := want["$repeat"].([]any); ok && len(want) == 1 && len(repeat) == 2 {
		n, _ := repeat[1].(json.Number).Int64()
		if text, ok := got.(string); !ok || text != strings.Repeat(repeat[0].(string), int(n)) {
			return fmt.Errorf("%s: want %d times %q", at, n, repeat[0])
		}
		return nil
	}
	object, ok := got.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: got %s, want an object", at, jsonText(got))
	}
	for _, name := range sortedNames(want) {
		value, ok := object[name]
		if !ok {
			return fmt.Errorf("%s: %s is missing", at, name)
		}
		if err := m.value(want[name], value, s, at+"."+name); err != nil {
			return err
		}
	}
	if s == partial {
		return nil
	}
	for _, name := range sortedNames(object) {
		if _, ok := want[name]; !ok && !(s == edge && addedByEdge(name)) {
			return fmt.Errorf("%s: %s is there, and should not: %s", at, name, jsonText(object[name]))
		}
	}
	return nil
}

func sortedNames[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// jsonBody compares text with recorded JSON.
func (m *matcher) jsonBody(want json.RawMessage, got []byte, s strictness, at string) error {
	w, err := decode(string(want))
	if err != nil {
		return err
	}
	g, err := decode(string(got))
	if err != nil {
		return fmt.Errorf("%s: %w in %.300q", at, err, got)
	}
	return m.value(w, g, s, at)
}
