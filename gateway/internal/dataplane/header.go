package dataplane

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A field is one header line, its name as it was spelt.
type field struct{ name, value string }

// A header is header lines in order. API Gateway keeps the caller's spelling of
// names, which net/http does not.
type header []field

// get gives the last value of a header whatever its spelling.
func (h header) get(name string) string {
	for i := len(h) - 1; i >= 0; i-- {
		if sameName(h[i].name, name) {
			return h[i].value
		}
	}
	return ""
}

// values gives all values of the header with exactly this spelling: API Gateway
// compares names in mappings and validators case by case.
func (h header) values(name string) []string {
	var out []string
	for _, f := range h {
		if f.name == name {
			out = append(out, f.value)
		}
	}
	return out
}

// set replaces every value of a header.
func (h *header) set(name, value string) {
	h.del(name)
	*h = append(*h, field{name, value})
}

// replace replaces the values of a header of exactly this spelling.
func (h *header) replace(name string, values ...string) {
	*h = slices.DeleteFunc(*h, func(f field) bool { return f.name == name })
	for _, value := range values {
		h.add(name, value)
	}
}

// anySpelling gives all values of a header whatever its spelling.
func (h header) anySpelling(name string) []string {
	var out []string
	for _, f := range h {
		if sameName(f.name, name) {
			out = append(out, f.value)
		}
	}
	return out
}

// add adds a value.
func (h *header) add(name, value string) { *h = append(*h, field{name, value}) }

// del takes a header away.
func (h *header) del(name string) {
	*h = slices.DeleteFunc(*h, func(f field) bool { return sameName(f.name, name) })
}

func (h header) has(name string) bool {
	return slices.ContainsFunc(h, func(f field) bool { return sameName(f.name, name) })
}

// multi groups the values by spelling.
func (h header) multi() map[string][]string {
	out := make(map[string][]string, len(h))
	for _, f := range h {
		out[f.name] = append(out[f.name], f.value)
	}
	return out
}

// sameName reports whether two names differ in nothing but case.
func sameName(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }

// lower gives a name in lower case, in room where it fits.
func lower(room []byte, name string) []byte {
	for i := range len(name) {
		c := name[i]
		switch {
		case c >= utf8.RuneSelf:
			return []byte(strings.ToLower(name))
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		room = append(room, c)
	}
	return room
}

// firstMediaType gives the first media type of an Accept or Content-Type
// header, in lower case, without parameters: API Gateway looks at no other.
func firstMediaType(value string) string {
	value, _, _ = strings.Cut(value, ",")
	value, _, _ = strings.Cut(value, ";")
	return strings.ToLower(strings.TrimSpace(value))
}

// matchesBinary reports whether a media type is one of the API's binary media
// types. Entries may end in /*, and */* takes everything; a wildcard on the
// left of a subtype is not a pattern (recorded, test_aws_proxy_binary_response).
func matchesBinary(list []string, mediaType string) bool {
	for _, entry := range list {
		entry = strings.ToLower(entry)
		if entry == "*/*" {
			return true
		}
		if mediaType == "" {
			continue
		}
		if prefix, ok := strings.CutSuffix(entry, "/*"); ok && strings.HasPrefix(mediaType, prefix+"/") {
			return true
		}
		if entry == mediaType && !strings.HasPrefix(entry, "*/") {
			return true
		}
	}
	return false
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

// cutPrefix cuts a prefix and wants something behind it.
func cutPrefix(s, prefix string) (string, bool) {
	rest, ok := strings.CutPrefix(s, prefix)
	return rest, ok && rest != ""
}
