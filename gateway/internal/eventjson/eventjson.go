// Package eventjson writes the JSON of events and access logs by hand, which both
// kinds of API have: encoding/json would take half of the time that a request to a
// function of this process takes. Every byte is as encoding/json writes it, with HTML
// left alone.
package eventjson

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Encode writes a value as encoding/json does, with HTML left alone. The value must
// be one that can be written; bytes in it that are no UTF-8 are damaged, as on AWS.
func Encode(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// AppendValue writes a value as [Encode] does: by hand what authorizers say of
// callers.
func AppendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return AppendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case []string:
		if v != nil {
			return AppendStrings(b, v)
		}
	case map[string]string:
		if len(v) > 0 {
			return AppendTexts(b, v)
		}
	case map[string]any:
		if len(v) > 0 {
			return AppendObject(b, sortedKeys(v), func(b []byte, name string) []byte { return AppendValue(b, v[name]) })
		}
	}
	return append(b, Encode(v)...)
}

// AppendComma separates from an earlier member.
func AppendComma(b []byte) []byte {
	if b[len(b)-1] == '{' {
		return b
	}
	return append(b, ',')
}

// AppendObject writes an object of the names, null when there are none.
func AppendObject(b []byte, names []string, value func(b []byte, name string) []byte) []byte {
	if len(names) == 0 {
		return append(b, "null"...)
	}
	b = append(b, '{')
	for _, name := range names {
		b = value(append(AppendString(AppendComma(b), name), ':'), name)
	}
	return append(b, '}')
}

func AppendTexts(b []byte, texts map[string]string) []byte {
	return AppendObject(b, sortedKeys(texts), func(b []byte, name string) []byte { return AppendString(b, texts[name]) })
}

func AppendStrings(b []byte, values []string) []byte {
	b = append(b, '[')
	for i, value := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendString(b, value)
	}
	return append(b, ']')
}

// AppendString writes a JSON string: bytes that are no UTF-8 become U+FFFD, and
// the two line separators of JavaScript are escaped.
func AppendString(b []byte, s string) []byte { return AppendText(b, []byte(s)) } // which copies nothing

func AppendText(b, s []byte) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from, i := 0, plainBytes(s)
	for i < len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(s[i:])
			if (r != utf8.RuneError || size != 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
			b = append(b, s[from:i]...)
			if r == utf8.RuneError {
				b = append(b, `\ufffd`...)
			} else {
				b = append(append(b, `\u202`...), hex[r&0xf])
			}
			i += size
			from = i
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = append(append(b, `\u00`...), hex[c>>4], hex[c&0xf])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// plainBytes gives how many bytes s begins with, at least, that stand in a JSON
// string as they are. It looks at eight of them at a time.
func plainBytes(s []byte) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if !arePlain(binary.LittleEndian.Uint64(s[i:])) {
			return i
		}
	}
	switch {
	case i == len(s):
	case i > 0:
		if arePlain(binary.LittleEndian.Uint64(s[len(s)-8:])) { // some of them again
			return len(s)
		}
	default:
		var few [8]byte
		copy(few[:], "        ")
		copy(few[:], s)
		if arePlain(binary.LittleEndian.Uint64(few[:])) {
			return len(s)
		}
	}
	return i
}

// arePlain reports whether eight bytes stand in a JSON string as they are.
func arePlain(w uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	quote, slash := w^(ones*'"'), w^(ones*'\\')
	// The highest bit of a byte says that it is below a blank, a quote, a
	// backslash, or no ASCII.
	return ((w-ones*' ')|(quote-ones)|(slash-ones)|w)&high == 0
}

// sortedKeys gives the names of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	keys := make([]string, 0, len(m)) // slices.Sorted would grow into it
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
