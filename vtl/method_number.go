package vtl

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
)

// numberMethods are those of java.lang.Integer, Long, BigInteger and Double.
// Static ones are there because a template reaches them through any number:
// #set($i = 0)$i.parseInt("42").
var numberMethods = []signature{
	{"intValue()", toInteger},
	{"longValue()", toInteger},
	{"shortValue()", toInteger},
	{"byteValue()", toInteger},
	{"doubleValue()", toDouble},
	{"floatValue()", toDouble},
	{"compareTo(other)", func(_ *renderer, v Value, args []Value) (Value, error) {
		if args[0].kind != v.kind {
			return Value{}, ErrNoMethod
		}
		return Int(int64(compareNumbers(v, args[0]))), nil
	}},
	{"hashCode()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		switch {
		case v.kind == KindInt && v.Int() == int64(int32(v.Int())):
			return v, nil
		case v.kind == KindBig:
			return Value{}, ErrNoMethod
		}
		return Int(int64(int32(v.num ^ v.num>>32))), nil
	}},
	{"isNaN()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Bool(math.IsNaN(v.Float())), onlyFloat(v)
	}},
	{"isInfinite()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Bool(math.IsInf(v.Float(), 0)), onlyFloat(v)
	}},
	{"parseInt(text)", parseInteger},
	{"parseLong(text)", parseInteger},
	{"parseInt(text, radix)", parseRadix},
	{"parseDouble(text)", parseDouble},
	{"parseFloat(text)", parseDouble},
	{"valueOf(text)", func(r *renderer, v Value, args []Value) (Value, error) {
		switch {
		case args[0].isNumber():
			return args[0], nil
		case v.kind == KindFloat:
			return parseDouble(r, v, args)
		}
		return parseInteger(r, v, args)
	}},
	{"toString(number)", func(r *renderer, _ Value, args []Value) (Value, error) {
		if !args[0].isNumber() {
			return Value{}, ErrNoMethod
		}
		s, err := r.text(args[0])
		return Str(s), err
	}},
	{"toHexString(number)", inBase(16)},
	{"toOctalString(number)", inBase(8)},
	{"toBinaryString(number)", inBase(2)},
	{"signum(number)", func(_ *renderer, _ Value, args []Value) (Value, error) {
		return Int(int64(cmp.Compare(args[0].Int(), 0))), onlyInts(args)
	}},
	{"max(a, b)", choose(1)},
	{"min(a, b)", choose(-1)},
	{"sum(a, b)", func(r *renderer, _ Value, args []Value) (Value, error) {
		if !args[0].isNumber() || !args[1].isNumber() {
			return Value{}, ErrNoMethod
		}
		return arithmetic(tokAdd, args[0], args[1], r.max)
	}},
}

func onlyFloat(v Value) error {
	if v.kind != KindFloat {
		return ErrNoMethod
	}
	return nil
}

// onlyInts refuses what Java does not take for an int, a Long included.
func onlyInts(args []Value) error {
	for _, a := range args {
		if a.kind != KindInt || a.Int() != int64(int32(a.Int())) {
			return ErrNoMethod
		}
	}
	return nil
}

func toInteger(_ *renderer, v Value, _ []Value) (Value, error) { return Int(truncate(v)), nil }

// truncate is a number as an integer: a fraction is cut, what is too large is
// the nearest integer or, of a BigInteger, the low bits.
func truncate(v Value) int64 {
	switch v.kind {
	case KindFloat:
		f := v.Float()
		switch {
		case math.IsNaN(f):
			return 0
		case f >= math.MaxInt64:
			return math.MaxInt64
		case f <= math.MinInt64:
			return math.MinInt64
		}
		return int64(f)
	case KindBig:
		return int64(v.big().Uint64())
	}
	return v.Int()
}

func toDouble(_ *renderer, v Value, _ []Value) (Value, error) { return Float(v.Float()), nil }

func parseInteger(_ *renderer, _ Value, args []Value) (Value, error) {
	s, ok := args[0].Text()
	if !ok {
		return Value{}, ErrNoMethod
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return Value{}, fmt.Errorf("number format: %q is no integer", s)
	}
	return Int(n), nil
}

func parseRadix(_ *renderer, _ Value, args []Value) (Value, error) {
	s, ok := args[0].Text()
	radix := args[1]
	if !ok || radix.kind != KindInt {
		return Value{}, ErrNoMethod
	}
	if radix.Int() < 2 || radix.Int() > 36 {
		return Value{}, fmt.Errorf("radix %d is outside of 2 to 36", radix.Int())
	}
	n, err := strconv.ParseInt(s, int(radix.Int()), 64)
	if err != nil {
		return Value{}, fmt.Errorf("number format: %q is no integer of radix %d", s, radix.Int())
	}
	return Int(n), nil
}

func parseDouble(_ *renderer, _ Value, args []Value) (Value, error) {
	s, ok := args[0].Text()
	if !ok {
		return Value{}, ErrNoMethod
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return Value{}, fmt.Errorf("number format: %q is no number", s)
	}
	return Float(f), nil
}

// inBase prints an Integer or Long without a sign, as its bits are.
func inBase(base int) method {
	return func(_ *renderer, _ Value, args []Value) (Value, error) {
		if args[0].kind != KindInt {
			return Value{}, ErrNoMethod
		}
		n := args[0].Int()
		if n == int64(int32(n)) {
			return Str(strconv.FormatUint(uint64(uint32(n)), base)), nil
		}
		return Str(strconv.FormatUint(uint64(n), base)), nil
	}
}

// choose gives the larger of two numbers for sign 1, the smaller for sign -1.
func choose(sign int) method {
	return func(_ *renderer, _ Value, args []Value) (Value, error) {
		if !args[0].isNumber() || !args[1].isNumber() {
			return Value{}, ErrNoMethod
		}
		if compareNumbers(args[0], args[1])*sign >= 0 {
			return args[0], nil
		}
		return args[1], nil
	}
}
