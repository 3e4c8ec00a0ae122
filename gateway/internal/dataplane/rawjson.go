package dataplane

import (
	"bytes"
	"encoding/json"
	"iter"
	"maps"
	"unicode/utf8"
)

// A rawMember is a member of a JSON object as it is written.
type rawMember struct {
	name  []byte // without quotes and escapes
	value json.RawMessage
}

// manyMembers is the number of members from which equal names are looked for in
// a map.
const manyMembers = 32

// rawMembers takes a JSON object apart, which must be valid, in room where it fits;
// of a name that comes several times the last value counts. It is false for
// anything else.
func rawMembers(room []rawMember, object []byte) (all []rawMember, ok bool) {
	i := skipBlanks(object, 0)
	if i == len(object) || object[i] != '{' {
		return nil, false
	}
	var seen map[string]int
	all = room
	for i = skipBlanks(object, i+1); object[i] != '}'; i = skipComma(object, i) {
		end := skipValue(object, i)
		name, _ := unquoteBytes(object[i:end])
		i = skipBlanks(object, skipBlanks(object, end)+len(":"))
		end = skipValue(object, i)
		if earlier := find(all, seen, name); earlier >= 0 {
			all[earlier].value = object[i:end]
		} else {
			if seen != nil {
				seen[string(name)] = len(all)
			}
			all = append(all, rawMember{name, object[i:end]})
		}
		if len(all) == manyMembers && seen == nil {
			seen = maps.Collect(places(all))
		}
		i = end
	}
	return all, true
}

// find gives the place of a name, below zero when it is not there.
func find(all []rawMember, seen map[string]int, name []byte) int {
	if seen != nil {
		if i, ok := seen[string(name)]; ok {
			return i
		}
		return -1
	}
	for i := range all {
		if bytes.Equal(all[i].name, name) {
			return i
		}
	}
	return -1
}

func places(all []rawMember) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for i := range all {
			if !yield(string(all[i].name), i) {
				return
			}
		}
	}
}

// rawElements takes a JSON array apart, which must be valid. It is false for
// anything else.
func rawElements(array []byte) (all []json.RawMessage, ok bool) {
	i := skipBlanks(array, 0)
	if i == len(array) || array[i] != '[' {
		return nil, false
	}
	for i = skipBlanks(array, i+1); array[i] != ']'; i = skipComma(array, i) {
		end := skipValue(array, i)
		all = append(all, array[i:end])
		i = end
	}
	return all, true
}

// skipComma goes from the end of a member or element to the next one, or to what
// closes the whole.
func skipComma(b []byte, i int) int {
	i = skipBlanks(b, i)
	if b[i] == ',' {
		i = skipBlanks(b, i+1)
	}
	return i
}

func skipBlanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// skipValue gives the end of the value that begins at i.
func skipValue(b []byte, i int) int {
	open := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if open == 0 {
				return i + 1
			}
		case '{', '[':
			open++
		case '}', ']':
			if open--; open < 0 { // of what the value is in
				return i
			}
			if open == 0 {
				return i + 1
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if open == 0 {
				return i
			}
		}
	}
	return i
}

// unquote gives the text of a JSON string. It is false for anything else.
func unquote(raw []byte) (string, bool) {
	text, ok := unquoteBytes(raw)
	return string(text), ok
}

// unquoteBytes gives the text of a JSON string, as a part of it when it holds no
// escapes. It is false for anything else.
func unquoteBytes(raw []byte) ([]byte, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return nil, false
	}
	text := raw[1 : len(raw)-1 : len(raw)-1]
	if !utf8.Valid(text) {
		return unquoteAny(raw)
	}
	escape := bytes.IndexByte(text, '\\')
	if escape < 0 {
		return text, true
	}
	out := make([]byte, 0, len(text))
	for ; escape >= 0; escape = bytes.IndexByte(text, '\\') {
		out = append(out, text[:escape]...)
		c := text[escape+1]
		switch c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			return unquoteAny(raw)
		}
		out, text = append(out, c), text[escape+2:]
	}
	return append(out, text...), true
}

// unquoteAny leaves escapes of UTF-16, and what is no UTF-8, to encoding/json.
func unquoteAny(raw []byte) ([]byte, bool) {
	var s string
	err := json.Unmarshal(raw, &s)
	return []byte(s), err == nil
}

// decodeValue reads the value that begins at i, in the types the schema library
// wants, and gives its end. The text must be valid.
func decodeValue(b []byte, i int) (value any, end int) {
	switch b[i] {
	case '{':
		object := map[string]any{}
		for i = skipBlanks(b, i+1); b[i] != '}'; i = skipComma(b, end) {
			end = skipValue(b, i)
			name, _ := unquote(b[i:end])
			object[name], end = decodeValue(b, skipBlanks(b, skipBlanks(b, end)+len(":")))
		}
		return object, i + 1
	case '[':
		array := []any{}
		for i = skipBlanks(b, i+1); b[i] != ']'; i = skipComma(b, end) {
			var element any
			element, end = decodeValue(b, i)
			array = append(array, element)
		}
		return array, i + 1
	}
	end = skipValue(b, i)
	switch b[i] {
	case '"':
		value, _ = unquote(b[i:end])
	case 't', 'f':
		value = b[i] == 't'
	case 'n':
	default:
		value = json.Number(b[i:end])
	}
	return value, end
}
