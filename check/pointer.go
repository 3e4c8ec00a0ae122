package check

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// pointerAt returns the JSON pointer (RFC 6901) of the innermost value that
// ends at offset or holds it. UnmarshalTypeError has the offset after the value
// it is about, or after its opening bracket; its Field holds names of embedded
// Go structs, so it is of no use here.
func pointerAt(data []byte, offset int64) string {
	w := walker{dec: json.NewDecoder(bytes.NewReader(data))}
	for w.next() {
		if w.dec.InputOffset() >= offset {
			return w.pointer()
		}
	}
	return ""
}

// pointerTo returns the JSON pointer of the first string that is text.
func pointerTo(data []byte, text string) string {
	w := walker{dec: json.NewDecoder(bytes.NewReader(data))}
	for w.next() {
		if s, ok := w.token.(string); ok && s == text && !w.isKey {
			return w.pointer()
		}
	}
	return ""
}

// A walker goes through the tokens of a document and knows where it is.
type walker struct {
	dec   *json.Decoder
	token json.Token
	isKey bool // token is the name of a member
	stack []level
}

// A level is an array or object the walker is inside of.
type level struct {
	object bool
	key    string // of the current member
	index  int    // of the current element; -1 before the first
	value  bool   // the next token of an object is a value
}

// next reads a token and reports whether there was one.
func (w *walker) next() bool {
	token, err := w.dec.Token()
	if err != nil {
		return false
	}
	w.token, w.isKey = token, false
	if d, ok := token.(json.Delim); ok && (d == '}' || d == ']') {
		w.stack = w.stack[:len(w.stack)-1]
		return true
	}
	if len(w.stack) > 0 {
		w.stack[len(w.stack)-1].step(token, &w.isKey)
	}
	if d, ok := token.(json.Delim); ok {
		w.stack = append(w.stack, level{object: d == '{', index: -1})
	}
	return true
}

func (l *level) step(token json.Token, isKey *bool) {
	switch {
	case !l.object:
		l.index++
	case l.value:
		l.value = false
	default:
		l.key, _ = token.(string)
		l.value, *isKey = true, true
	}
}

// pointer is where the current token stands.
func (w *walker) pointer() string {
	stack := w.stack
	if d, ok := w.token.(json.Delim); ok && (d == '{' || d == '[') {
		stack = stack[:len(stack)-1] // the value itself, not its inside
	}
	var b strings.Builder
	for _, l := range stack {
		b.WriteByte('/')
		if l.object {
			b.WriteString(escape.Replace(l.key))
		} else {
			b.WriteString(strconv.Itoa(l.index))
		}
	}
	return b.String()
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")
