package check

import (
	"encoding"
	"encoding/json"
	"strconv"
)

// The functions below read the key of a map that is not a string from the name
// of a member, as encoding/json does, and report whether it was one. The
// violation is that of the member.

// IntegerKey reads an integer that K can hold.
func IntegerKey[K ~int | ~int8 | ~int16 | ~int32 | ~int64](r *Reader, name string, key *K) bool {
	n, err := strconv.ParseInt(name, 10, 64)
	*key = K(n)
	return r.named(err == nil && int64(*key) == n, "an integer within its range")
}

// UnsignedKey reads an integer from 0 that K can hold.
func UnsignedKey[K ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr](r *Reader, name string, key *K) bool {
	n, err := strconv.ParseUint(name, 10, 64)
	*key = K(n)
	return r.named(err == nil && uint64(*key) == n, "an integer within its range")
}

// TextKey reads a key that decodes itself.
func TextKey(r *Reader, name string, key encoding.TextUnmarshaler) bool {
	return r.named(key.UnmarshalText([]byte(name)) == nil, "of the form the contract gives it")
}

func (r *Reader) named(ok bool, form string) bool {
	if !ok {
		r.Add("has a name that is not " + form)
	}
	return ok
}

// UnderKey puts the violations from the nth on inside the member that
// encoding/json makes of a map's key.
func UnderKey[K comparable](v *Violations, key K, n int) {
	if v.Count() == n {
		return
	}
	var r Reader
	if data, err := json.Marshal(map[K]struct{}{key: {}}); err == nil {
		r.Init(data, false)
	}
	if r.Object() && r.Next() {
		v.Under(string(r.Name()), n)
	}
}
