package vtl

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
)

// arithmetic computes with Java's rules as Velocity's MathUtils applies them:
// integers grow from 64 bits to any size instead of wrapping round, a decimal
// makes the result decimal, + joins strings. What has no result, such as a
// division by zero, is null.
func arithmetic(op kind, a, b Value, maxText int) (Value, error) {
	if op == tokAdd && (a.kind == KindString || b.kind == KindString) {
		return concat(a, b, maxText)
	}
	if !a.isNumber() || !b.isNumber() {
		return Value{}, nil
	}
	if a.kind == KindFloat || b.kind == KindFloat {
		return floatArithmetic(op, a.Float(), b.Float()), nil
	}
	if a.kind == KindInt && b.kind == KindInt {
		if v, ok := intArithmetic(op, a.Int(), b.Int()); ok {
			return v, nil
		}
	}
	return bigArithmetic(op, a.big(), b.big()), nil
}

func concat(a, b Value, maxText int) (Value, error) {
	p := printer{max: maxText}
	p.value(a)
	p.value(b)
	return Str(string(p.out)), p.err
}

// floatArithmetic computes with doubles. Velocity gives no result for a
// division by zero, whatever the type.
func floatArithmetic(op kind, a, b float64) Value {
	switch op {
	case tokAdd:
		return Float(a + b)
	case tokSub:
		return Float(a - b)
	case tokMul:
		return Float(a * b)
	}
	if b == 0 {
		return Value{}
	}
	if op == tokDiv {
		return Float(a / b)
	}
	return Float(math.Mod(a, b))
}

// intArithmetic computes with 64 bits; ok is false when the result needs more.
func intArithmetic(op kind, a, b int64) (v Value, ok bool) {
	switch op {
	case tokAdd:
		sum := a + b
		return Int(sum), (sum > a) == (b > 0)
	case tokSub:
		diff := a - b
		return Int(diff), (diff < a) == (b > 0)
	case tokMul:
		return multiply(a, b)
	}
	if b == 0 {
		return Value{}, true
	}
	if a == math.MinInt64 && b == -1 {
		return Value{}, false
	}
	if op == tokDiv {
		return Int(a / b), true
	}
	return Int(a % b), true
}

func multiply(a, b int64) (Value, bool) {
	if a == math.MinInt64 || b == math.MinInt64 {
		return Value{}, false
	}
	hi, lo := bits.Mul64(uint64(max(a, -a)), uint64(max(b, -b)))
	if hi != 0 || lo > math.MaxInt64 {
		return Value{}, false
	}
	return Int(a * b), true
}

func bigArithmetic(op kind, a, b *big.Int) Value {
	z := new(big.Int)
	switch op {
	case tokAdd:
		return Big(z.Add(a, b))
	case tokSub:
		return Big(z.Sub(a, b))
	case tokMul:
		if a.BitLen()+b.BitLen() > 1<<16 {
			return Value{} // a number nobody means; it would cost time to print
		}
		return Big(z.Mul(a, b))
	}
	if b.Sign() == 0 {
		return Value{}
	}
	if op == tokDiv {
		return Big(z.Quo(a, b))
	}
	return Big(z.Rem(a, b))
}

// compareNumbers orders two numbers by value, whatever their types.
func compareNumbers(a, b Value) int {
	switch {
	case a.kind == KindInt && b.kind == KindInt:
		return cmp.Compare(a.Int(), b.Int())
	case a.kind == KindFloat || b.kind == KindFloat:
		return cmp.Compare(a.Float(), b.Float())
	}
	return a.big().Cmp(b.big())
}

// compareOrder answers <, <=, > and >=. Anything but two numbers is false.
func compareOrder(op kind, a, b Value) bool {
	if !a.isNumber() || !b.isNumber() {
		return false
	}
	c := compareNumbers(a, b)
	switch op {
	case tokLt:
		return c < 0
	case tokLe:
		return c <= 0
	case tokGt:
		return c > 0
	}
	return c >= 0
}
