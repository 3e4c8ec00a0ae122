package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// FuzzPointers goes through documents: every pointer that comes out names a
// value that is there.
func FuzzPointers(f *testing.F) {
	f.Add(`{"a":[1,{"b/c~":null}],"":{"":[]}}`, int64(12))
	f.Add(`[[[]]]`, int64(3))
	f.Add(`{"a":1`, int64(5))
	f.Fuzz(func(t *testing.T, doc string, offset int64) {
		pointer := pointerAt([]byte(doc), offset)
		_ = pointerTo([]byte(doc), "a")
		var v any
		dec := json.NewDecoder(bytes.NewReader([]byte(doc)))
		if dec.Decode(&v) != nil {
			return // no more than: no panic
		}
		if hasDuplicates(doc) {
			return // the decoder keeps the last of two members, the walker stops at the first
		}
		if _, err := lookup(v, pointer); err != nil {
			t.Errorf("pointerAt(%q, %d) = %q: %v", doc, offset, pointer, err)
		}
	})
}

// hasDuplicates reports whether an object of doc has two members of one name.
func hasDuplicates(doc string) bool {
	w := walker{dec: json.NewDecoder(strings.NewReader(doc))}
	seen := map[string]bool{}
	for w.next() {
		if w.isKey {
			p := w.pointer()
			if seen[p] {
				return true
			}
			seen[p] = true
		}
	}
	return false
}

func lookup(v any, pointer string) (any, error) {
	if pointer == "" {
		return v, nil
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch u := v.(type) {
		case map[string]any:
			next, ok := u[token]
			if !ok {
				return nil, errors.New("no member " + token)
			}
			v = next
		case []any:
			var i int
			if err := json.Unmarshal([]byte(token), &i); err != nil || i < 0 || i >= len(u) {
				return nil, errors.New("no element " + token)
			}
			v = u[i]
		default:
			return nil, errors.New("nothing inside a scalar")
		}
	}
	return v, nil
}
