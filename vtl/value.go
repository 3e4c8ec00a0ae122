package vtl

import (
	"math"
	"math/big"
	"strconv"
)

// A Kind says what a [Value] holds.
type Kind uint8

// The kinds of values.
const (
	KindNull   Kind = iota
	KindBool        // java.lang.Boolean
	KindInt         // Integer or Long
	KindBig         // BigInteger
	KindFloat       // Double
	KindString      // String
	KindList        // a [List]
	KindMap         // a [Map]
	KindObject      // an [Object] of the host
	KindBlock       // what #define left
)

// A Value is what a reference or an expression has: a Java object in the engine
// this one stands for. The zero Value is null. Lists, maps and objects are
// shared, not copied; a Value belongs to one rendering at a time.
type Value struct {
	kind Kind
	num  uint64 // of a boolean, an int64 or the bits of a float64
	str  string // of a string; of a JSON number, how it was written
	ref  any    // *List, *Map, Object, *big.Int or *block
}

// An Object is a value of the host program, such as $input. Calls come from one
// goroutine at a time per rendering.
type Object interface {
	// Property answers $object.name; ok is false when there is no such property.
	Property(name string) (v Value, ok bool)
	// Call answers $object.name(args). It returns [ErrNoMethod] when it has no
	// such method for the arguments; any other error ends the rendering. It must
	// not keep args.
	Call(name string, args []Value) (Value, error)
	// String is what the object prints.
	String() string
}

// A PropertySetter is an [Object] whose properties #set can change.
type PropertySetter interface {
	Object
	// SetProperty reports whether name could be set.
	SetProperty(name string, v Value) bool
}

// Bool is a boolean value.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, num: 1}
	}
	return Value{kind: KindBool}
}

// Int is an integer value.
func Int(n int64) Value { return Value{kind: KindInt, num: uint64(n)} }

// Float is a decimal value, a Java double.
func Float(f float64) Value { return Value{kind: KindFloat, num: math.Float64bits(f)} }

// Big is an integer beyond 64 bits. One that fits becomes an [Int].
func Big(n *big.Int) Value {
	if n.IsInt64() {
		return Int(n.Int64())
	}
	return Value{kind: KindBig, ref: n}
}

// Str is a string value.
func Str(s string) Value { return Value{kind: KindString, str: s} }

// FromList is the value of a list.
func FromList(l *List) Value { return Value{kind: KindList, ref: l} }

// FromMap is the value of a map.
func FromMap(m *Map) Value { return Value{kind: KindMap, ref: m} }

// FromObject is the value of an object of the host program.
func FromObject(o Object) Value { return Value{kind: KindObject, ref: o} }

// Kind says what the value holds.
func (v Value) Kind() Kind { return v.kind }

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return v.kind == KindNull }

// Bool is the value of a boolean, else false.
func (v Value) Bool() bool { return v.kind == KindBool && v.num != 0 }

// Int is the value of an integer, else zero.
func (v Value) Int() int64 {
	if v.kind != KindInt {
		return 0
	}
	return int64(v.num)
}

// Float is the value of a number as a double, else zero.
func (v Value) Float() float64 {
	switch v.kind {
	case KindFloat:
		return math.Float64frombits(v.num)
	case KindInt:
		return float64(int64(v.num))
	case KindBig:
		f, _ := new(big.Float).SetInt(v.big()).Float64()
		return f
	}
	return 0
}

// big is the value of an integer of any size.
func (v Value) big() *big.Int {
	if v.kind == KindBig {
		return v.ref.(*big.Int)
	}
	return big.NewInt(v.Int())
}

// Map is the map the value holds, else nil.
func (v Value) Map() *Map { m, _ := v.ref.(*Map); return m }

// List is the list the value holds, else nil.
func (v Value) List() *List { l, _ := v.ref.(*List); return l }

// Object is the host's object the value holds, else nil.
func (v Value) Object() Object {
	if v.kind != KindObject {
		return nil
	}
	o, _ := v.ref.(Object)
	return o
}

// Text is the string the value holds; ok is false for every other kind.
func (v Value) Text() (s string, ok bool) { return v.str, v.kind == KindString }

func (v Value) isNumber() bool { return v.kind >= KindInt && v.kind <= KindFloat }

// truth is what #if makes of a value: only false and null are false. An empty
// string, an empty list and zero are true, as in Velocity 1.7.
func (v Value) truth() bool {
	switch v.kind {
	case KindNull:
		return false
	case KindBool:
		return v.num != 0
	}
	return true
}

// String is the value as Java prints it: maps as {k=v}, lists that came from
// JSON as JSON, null as "null". Text beyond 10 MiB is cut.
func (v Value) String() string {
	if v.kind == KindString {
		return v.str
	}
	p := printer{max: 10 << 20}
	p.value(v)
	return string(p.out)
}

// appendFloat writes a double as Java does: 1.0, 1.0E10, 1.0E-4.
func appendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	abs := math.Abs(f)
	if abs == 0 || abs >= 1e-3 && abs < 1e7 {
		start := len(dst)
		dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
		return ensureFraction(dst, start, len(dst))
	}
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	e := len(text) - 1
	for text[e] != 'e' {
		e--
	}
	start := len(dst)
	dst = append(dst, text[:e]...)
	dst = ensureFraction(dst, start, len(dst))
	exponent, _ := strconv.Atoi(string(text[e+1:])) // what AppendFloat wrote is a number
	return strconv.AppendInt(append(dst, 'E'), int64(exponent), 10)
}

func ensureFraction(dst []byte, start, end int) []byte {
	for _, c := range dst[start:end] {
		if c == '.' {
			return dst
		}
	}
	return append(dst, ".0"...)
}
