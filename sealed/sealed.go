// Package sealed writes and reads the JSON of sealed interfaces for generated
// code: an object with a member that tells which type of the interface it is.
//
//	{"type": "circle", "radius": 1}
//
// Encoding/json itself writes no such member, and reads no interface that has
// methods.
package sealed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// An Error tells that an object is none of the types an interface has.
type Error struct {
	Member string   // that tells the type
	Got    string   // empty when the member is absent
	Want   []string // the values of the types; none when the member is no string
}

// Error says it in words of JSON.
func (e *Error) Error() string {
	if len(e.Want) == 0 {
		return fmt.Sprintf("an object has %s %s, want a string", e.Member, e.Got)
	}
	if e.Got == "" {
		return fmt.Sprintf("an object has no member %s, want one of %s", e.Member, strings.Join(e.Want, ", "))
	}
	return fmt.Sprintf("an object has %s %q, want one of %s", e.Member, e.Got, strings.Join(e.Want, ", "))
}

// Marshal gives the JSON object of v with the member in front that tells its
// type. It fails when v is not written as an object.
func Marshal(member, value string, v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if len(data) < 2 || data[0] != '{' {
		return nil, fmt.Errorf("encode %T: it is not written as an object", v)
	}
	tag, err := json.Marshal(map[string]string{member: value})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(tag[:len(tag)-1])
	if len(data) > 2 {
		b.WriteByte(',')
	}
	b.Write(data[1:])
	return b.Bytes(), nil
}

// Value gives what the member of an object says of its type. Of null, and of an
// object without the member, it is empty.
func Value(member string, data []byte) (string, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return "", err
	}
	raw, ok := object[member]
	if !ok {
		return "", nil
	}
	var value string
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", &Error{Member: member, Got: string(raw)}
	}
	return value, nil
}

// IsNull reports whether data is null, which is no value of the interface.
func IsNull(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }
