package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

var corpus = flag.String("corpus", "", "folder of recordings to run instead of the project's own cases")

// folders are where the recordings of a subject are looked for.
func folders(t *testing.T, own string) []string {
	t.Helper()
	if dir := *corpus; dir != "" {
		// Tests run in their package's folder; DIR may be meant from the module's.
		if _, err := os.Stat(dir); err != nil && !filepath.IsAbs(dir) {
			dir = filepath.Join("..", dir)
		}
		return []string{dir}
	}
	dirs := []string{own}
	const beside = "../../shared/parity"
	if _, err := os.Stat(beside); err == nil {
		dirs = append(dirs, beside)
	}
	return dirs
}

// A recordedCase is a case as it stands in a file, and why it cannot be read, if so:
// then it alone fails.
type recordedCase[T any] struct {
	id     string
	value  T
	broken error
}

// readCases reads a file of JSON Lines. No file or an empty one fails the test:
// a run that compares nothing must not pass.
func readCases[T any](t *testing.T, dir, name string) []recordedCase[T] {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("corpus %s has no %s", dir, name)
	}
	if err != nil {
		t.Fatal(err)
	}
	var cases []recordedCase[T]
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var c recordedCase[T]
		var named struct {
			ID string `json:"id"`
		}
		c.broken = json.Unmarshal(lines.Bytes(), &named)
		if c.broken == nil {
			c.broken = json.Unmarshal(lines.Bytes(), &c.value)
		}
		if c.id = named.ID; c.id == "" {
			c.id = fmt.Sprint("line", n)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatalf("corpus %s has no cases in %s", dir, name)
	}
	return cases
}

// decode reads JSON with numbers as they are written.
func decode(text string) (any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, errors.New("text after the JSON value")
	}
	return v, nil
}

// matchJSON compares a value with a recorded one: members in any order, elements
// in theirs. Where the recording has {"$json": X} the value must be a string
// that holds X as JSON. With subset, members the recording does not list may be
// there.
func matchJSON(want, got any, subset bool) bool {
	switch want := want.(type) {
	case map[string]any:
		if inner, ok := want["$json"]; ok && len(want) == 1 {
			text, isText := got.(string)
			parsed, err := decode(text)
			return isText && err == nil && matchJSON(inner, parsed, subset)
		}
		got, ok := got.(map[string]any)
		if !ok || !subset && len(got) != len(want) {
			return false
		}
		for name, w := range want {
			if g, ok := got[name]; !ok || !matchJSON(w, g, subset) {
				return false
			}
		}
		return true
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return false
		}
		for i := range want {
			if !matchJSON(want[i], got[i], subset) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(want, got)
}
