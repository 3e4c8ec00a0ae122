package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// generated is the form of names that the service gives to models of inline
// schemas.
var generated = regexp.MustCompile(`^MODEL[0-9a-f]{6}$`)

// canonical gives the API with its generated models named after their content,
// and each content once: two imports of one document name them differently.
func canonical(api *apigw.RestAPI) *apigw.RestAPI {
	names := map[string]string{}
	for _, m := range api.Models {
		if generated.MatchString(m.Name) {
			sum := sha256.Sum256([]byte(canonicalJSON(m.Schema)))
			names[m.Name] = "inline schema " + hex.EncodeToString(sum[:3])
		}
	}
	if len(names) == 0 {
		return api
	}
	out := *api
	out.Models = nil
	for _, m := range api.Models {
		renamed := *m
		if name, ok := names[m.Name]; ok {
			renamed.Name = name
		}
		if !slices.ContainsFunc(out.Models, func(have *apigw.Model) bool { return have.Name == renamed.Name }) {
			out.Models = append(out.Models, &renamed)
		}
	}
	out.Resources = nil
	for _, r := range api.Resources {
		resource := *r
		resource.Methods = nil
		for _, m := range r.Methods {
			resource.Methods = append(resource.Methods, renameModels(m, names))
		}
		out.Resources = append(out.Resources, &resource)
	}
	return &out
}

func renameModels(m *apigw.Method, names map[string]string) *apigw.Method {
	rename := func(models map[string]string) map[string]string {
		renamed := maps.Clone(models)
		for mediaType, name := range renamed {
			if to, ok := names[name]; ok {
				renamed[mediaType] = to
			}
		}
		return renamed
	}
	out := *m
	out.RequestModels = rename(m.RequestModels)
	out.Responses = map[string]*apigw.MethodResponse{}
	for status, r := range m.Responses {
		resp := *r
		resp.ResponseModels = rename(r.ResponseModels)
		out.Responses[status] = &resp
	}
	return &out
}

// canonicalJSON writes JSON with sorted members and numbers as they stand. Text
// that is no JSON stays as it is.
func canonicalJSON(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	v, err := decode(raw)
	if err != nil {
		return string(raw)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return string(raw)
	}
	return strings.TrimSpace(b.String())
}

func decode(raw json.RawMessage) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return v, nil
}

// schemaDifferences says where two schemas differ, in the words of schemas:
// property "term" added.
func schemaDifferences(live, want json.RawMessage) []string {
	l, errLive := decode(live)
	w, errWant := decode(want)
	if errLive != nil || errWant != nil {
		if bytes.Equal(live, want) {
			return nil
		}
		return []string{"schema changed"}
	}
	var found []string
	schemaDiff(nil, l, w, &found)
	return found
}

func schemaDiff(path []string, live, want any, found *[]string) {
	l, isLive := live.(map[string]any)
	w, isWant := want.(map[string]any)
	if !isLive || !isWant {
		if !sameValue(path, live, want) {
			*found = append(*found, fmt.Sprintf("%s: %s -> %s", place(path), compact(live), compact(want)))
		}
		return
	}
	keys := slices.Sorted(maps.Keys(l))
	for key := range w {
		if _, both := l[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		below := append(slices.Clone(path), key)
		lv, inLive := l[key]
		wv, inWant := w[key]
		switch {
		case inLive && inWant:
			schemaDiff(below, lv, wv, found)
		case isProperty(below) && inWant:
			*found = append(*found, place(below)+" added")
		case isProperty(below):
			*found = append(*found, place(below)+" removed")
		case inWant:
			*found = append(*found, fmt.Sprintf("%s: %s added", place(below), compact(wv)))
		default:
			*found = append(*found, fmt.Sprintf("%s: %s removed", place(below), compact(lv)))
		}
	}
}

// isProperty reports whether the path ends at a property, not at a keyword.
func isProperty(path []string) bool {
	return len(path) >= 2 && path[len(path)-2] == "properties" && (len(path) < 3 || !isProperty(path[:len(path)-1]))
}

// place writes a path as people say it: property "term" maxLength.
func place(path []string) string {
	var words []string
	for i, key := range path {
		switch {
		case isProperty(path[:i+1]):
			words = append(words, fmt.Sprintf("property %q", key))
		case key == "properties" && i+1 < len(path):
		default:
			words = append(words, key)
		}
	}
	if len(words) == 0 {
		return "schema"
	}
	return strings.Join(words, " ")
}

// sameValue compares values of keywords. The order of required and of enum does
// not count.
func sameValue(path []string, live, want any) bool {
	if len(path) > 0 {
		switch path[len(path)-1] {
		case "required", "enum", "type":
			l, isLive := live.([]any)
			w, isWant := want.([]any)
			if isLive && isWant {
				return sortedJSON(l) == sortedJSON(w)
			}
		}
	}
	return reflect.DeepEqual(live, want) || compact(live) == compact(want)
}

func sortedJSON(items []any) string {
	var all []string
	for _, item := range items {
		all = append(all, compact(item))
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

func compact(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return short(string(b))
}
