package check

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// The rules below are for numbers that Go keeps as they are written, such as a
// json.Number: they count as the decimal numbers they are, however large or
// exact. A text that is no number keeps every rule; it has its violation.

// LiteralMinimum wants value to be at least limit.
func LiteralMinimum[T ~string](v *Violations, value T, limit string) {
	if order, ok := compare(string(value), limit); ok && order < 0 {
		v.Add("is less than " + limit)
	}
}

// LiteralMaximum wants value to be at most limit.
func LiteralMaximum[T ~string](v *Violations, value T, limit string) {
	if order, ok := compare(string(value), limit); ok && order > 0 {
		v.Add("is more than " + limit)
	}
}

// LiteralAbove wants value to be more than limit.
func LiteralAbove[T ~string](v *Violations, value T, limit string) {
	if order, ok := compare(string(value), limit); ok && order <= 0 {
		v.Add("is not more than " + limit)
	}
}

// LiteralBelow wants value to be less than limit.
func LiteralBelow[T ~string](v *Violations, value T, limit string) {
	if order, ok := compare(string(value), limit); ok && order >= 0 {
		v.Add("is not less than " + limit)
	}
}

// LiteralEnum wants value to be one of some numbers.
func LiteralEnum[T ~string](v *Violations, value T, numbers ...string) {
	if !slices.ContainsFunc(numbers, func(n string) bool {
		order, ok := compare(string(value), n)
		return order == 0 || !ok
	}) {
		v.Add("is not one of " + strings.Join(numbers, ", "))
	}
}

// LiteralMultiple wants value to be a multiple of step, a number above 0 of at
// most 17 digits.
func LiteralMultiple[T ~string](v *Violations, value T, step string) {
	n, ok := decimalOf(string(value))
	s, isNumber := decimalOf(step)
	if ok && isNumber && !n.isMultiple(s) {
		v.Add("is not a multiple of " + step)
	}
}

// A decimal is the number digits × 10^exp. Its digits neither start nor end with
// a zero; those of zero are empty.
type decimal struct {
	negative bool
	digits   string
	exp      int64
}

// maxExp bounds exponents, so that computing with them cannot overflow.
const maxExp = 1 << 60

// decimalOf reads a JSON number.
func decimalOf(literal string) (d decimal, ok bool) {
	r := Reader{data: []byte(literal)}
	if _, _, ok := r.number(); !ok || r.pos < len(literal) {
		return d, false
	}
	literal, d.negative = strings.CutPrefix(literal, "-")
	mantissa := literal
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		mantissa = literal[:i]
		// Past the range of int64 it is the nearest number inside.
		d.exp, _ = strconv.ParseInt(literal[i+1:], 10, 64)
		d.exp = max(-maxExp, min(d.exp, maxExp))
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.digits = strings.TrimLeft(whole+fraction, "0")
	d.exp -= int64(len(fraction))
	all := len(d.digits)
	d.digits = strings.TrimRight(d.digits, "0")
	d.exp += int64(all - len(d.digits))
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

// compare gives the order of two numbers as package cmp does, and whether both
// are numbers.
func compare(x, y string) (order int, ok bool) {
	a, isNumber := decimalOf(x)
	b, isOther := decimalOf(y)
	if !isNumber || !isOther {
		return 0, false
	}
	if a.sign() != b.sign() {
		return cmp.Compare(a.sign(), b.sign()), true
	}
	// Digits without zeros in front are ordered as texts when the numbers have
	// equally many places before the point.
	order = cmp.Or(cmp.Compare(int64(len(a.digits))+a.exp, int64(len(b.digits))+b.exp), cmp.Compare(a.digits, b.digits))
	return order * a.sign(), true
}

func (d decimal) sign() int {
	switch {
	case d.digits == "":
		return 0
	case d.negative:
		return -1
	}
	return 1
}

// isMultiple reports whether d is a multiple of step.
func (d decimal) isMultiple(step decimal) bool {
	if d.digits == "" {
		return true
	}
	divisor, err := strconv.ParseUint(step.digits, 10, 64)
	if err != nil || divisor == 0 || d.exp < step.exp {
		return false // d ends in a place that no multiple of step has
	}
	var rest uint64
	for _, c := range []byte(d.digits) {
		rest = (timesMod(rest, 10, divisor) + uint64(c-'0')) % divisor
	}
	for power, n := 10%divisor, d.exp-step.exp; n > 0; n >>= 1 {
		if n&1 == 1 {
			rest = timesMod(rest, power, divisor)
		}
		power = timesMod(power, power, divisor)
	}
	return rest == 0
}

// timesMod is x × y modulo m, for x below m.
func timesMod(x, y, m uint64) uint64 {
	high, low := bits.Mul64(x, y%m)
	return bits.Rem64(high, low, m)
}
