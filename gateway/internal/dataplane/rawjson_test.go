package dataplane

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// FuzzRawJSON holds the readers of JSON against encoding/json.
func FuzzRawJSON(f *testing.F) {
	many := make([]string, 2*manyMembers)
	for i := range many {
		many[i] = fmt.Sprintf(`"%d":%d`, i%(manyMembers+3), i)
	}
	for _, text := range []string{
		`{}`, ` { "a" : 1 , "b":[1,{"c":"}]"}] ,"a": "\"x\\"} `, `[]`, ` [ 1 ,"a,b", [2,3] , {} ,null]`, `null`, `7`, `"x"`, `{"é\u0041":"\ud800"}`,
		"{\"\xff\":true}", "{" + strings.Join(many, ",") + "}", `{"a":-1e5,"b":false}`,
		`"\b\f\n\r\t\/\\\"é\u00e9"`, `"\\u0041\n"`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !json.Valid(text) {
			return
		}
		wantValue, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if value, _ := decodeValue(text, skipBlanks(text, 0)); !reflect.DeepEqual(value, wantValue) {
			t.Errorf("%q: got %v, want %v", text, value, wantValue)
		}
		var object map[string]json.RawMessage
		isObject := json.Unmarshal(text, &object) == nil && object != nil
		members, ok := rawMembers(nil, text)
		if ok != isObject {
			t.Fatalf("%q: rawMembers is %v", text, ok)
		}
		got := map[string]json.RawMessage{}
		for _, m := range members {
			got[string(m.name)] = m.value
		}
		if ok && (len(members) != len(object) || !reflect.DeepEqual(got, object)) {
			t.Errorf("%q: got members %q, want %q", text, got, object)
		}
		var array []json.RawMessage
		isArray := json.Unmarshal(text, &array) == nil && array != nil
		elements, ok := rawElements(text)
		if ok != isArray || len(elements) != len(array) {
			t.Fatalf("%q: got elements %q, want %q", text, elements, array)
		}
		for i := range array {
			if string(elements[i]) != string(array[i]) {
				t.Errorf("%q: element %d is %q, want %q", text, i, elements[i], array[i])
			}
		}
		var want string
		isText := json.Unmarshal(text, &want) == nil && text[skipBlanks(text, 0)] == '"'
		if s, ok := unquote([]byte(strings.Trim(string(text), " \t\r\n"))); ok != isText || s != want && isText {
			t.Errorf("%q: got text %q, %v, want %q", text, s, ok, want)
		}
	})
}
