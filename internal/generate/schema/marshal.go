package schema

import "go/types"

// Writes gives the method with which a type writes its own JSON, or nothing.
func Writes(t types.Type) string { return writer(t) }

// DecodesItself reports whether encoding/json hands the JSON of a type to its
// own UnmarshalJSON. A type that has UnmarshalText alone gets strings and
// nothing else.
func DecodesItself(t types.Type) bool { return !types.IsInterface(t) && has(t, "UnmarshalJSON", true) }

// DecodesText reports whether a type, or the pointer to it, has UnmarshalText.
func DecodesText(t types.Type) bool { return !types.IsInterface(t) && has(t, "UnmarshalText", true) }

// writer gives the method with which a type writes its own JSON, or nothing.
func writer(t types.Type) string {
	if t.Underlying() == nil || types.IsInterface(t) {
		return ""
	}
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		if has(t, name, true) {
			return name
		}
	}
	return ""
}

// has reports whether a type has a method, or the pointer to it when pointer is
// set.
func has(t types.Type, method string, pointer bool) bool {
	if _, ok := t.Underlying().(*types.Pointer); pointer && !ok {
		t = types.NewPointer(t)
	}
	obj, _, _ := types.LookupFieldOrMethod(t, false, nil, method)
	_, ok := obj.(*types.Func)
	return ok
}

// Marshals gives the method by which a type writes or reads its own JSON, or
// nothing.
func Marshals(t types.Type) string {
	if w := writer(t); w != "" {
		return w
	}
	for _, name := range []string{"UnmarshalJSON", "UnmarshalText"} {
		if !types.IsInterface(t) && has(t, name, true) {
			return name
		}
	}
	return ""
}

// lostByValue finds a type inside t, without going through pointers and
// slices, whose own marshaling needs a pointer. Encoding/json cannot take one of
// values in maps and interfaces.
func lostByValue(t types.Type, seen map[*types.Named]bool) *types.Named {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		if seen[n] {
			return nil
		}
		seen[n] = true
		if w := writer(n); w != "" {
			if has(n, w, false) {
				return nil
			}
			return n
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return lostByValue(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if n := lostByValue(f.Type(), seen); n != nil {
				return n
			}
		}
	}
	return nil
}

// isKey reports whether encoding/json writes keys of the type.
func isKey(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	if ok && basic.Info()&(types.IsString|types.IsInteger) != 0 && basic.Kind() != types.UntypedRune {
		return true
	}
	return has(t, "MarshalText", false)
}

// isByte reports whether slices of the type are written as base64: elements are
// bytes that do not marshal themselves.
func isByte(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Uint8 && writer(t) == ""
}
