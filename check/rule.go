package check

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"unicode/utf8"
)

// A Number is what numeric limits are for.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Minimum wants value to be at least limit.
func Minimum[T Number](v *Violations, value, limit T) {
	if value < limit {
		v.Add("is less than " + text(limit))
	}
}

// Maximum wants value to be at most limit.
func Maximum[T Number](v *Violations, value, limit T) {
	if value > limit {
		v.Add("is more than " + text(limit))
	}
}

// Above wants value to be more than limit.
func Above[T Number](v *Violations, value, limit T) {
	if value <= limit {
		v.Add("is not more than " + text(limit))
	}
}

// Below wants value to be less than limit.
func Below[T Number](v *Violations, value, limit T) {
	if value >= limit {
		v.Add("is not less than " + text(limit))
	}
}

// text writes a number as JSON would.
func text[T Number](n T) string {
	if f := float64(n); f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return fmt.Sprint(n)
	}
	return strconv.FormatInt(int64(n), 10)
}

// Multiple wants an integer to be a multiple of step, which is not 0.
func Multiple[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](v *Violations, value, step T) {
	if value%step != 0 {
		v.Add("is not a multiple of " + text(step))
	}
}

// MultipleOf wants a number to be a multiple of step, a decimal number above 0.
// Both count as the decimal numbers they are written as, so 0.3 is a multiple
// of 0.1.
func MultipleOf[T ~float32 | ~float64](v *Violations, value T, step string) {
	bits := 64
	if float64(T(0.1)) != 0.1 {
		bits = 32
	}
	s, ok := new(big.Rat).SetString(step)
	n, isNumber := new(big.Rat).SetString(strconv.FormatFloat(float64(value), 'g', -1, bits))
	if !ok || !isNumber || s.Sign() == 0 || !n.Quo(n, s).IsInt() {
		v.Add("is not a multiple of " + step)
	}
}

// MinLength wants value to have at least n characters.
func MinLength[T ~string](v *Violations, value T, n int) {
	// A character has one to four bytes: most values need no counting.
	if len(value) < n || len(value) < n*utf8.UTFMax && utf8.RuneCountInString(string(value)) < n {
		v.Add("is shorter than " + several(n, "character"))
	}
}

// MaxLength wants value to have at most n characters.
func MaxLength[T ~string](v *Violations, value T, n int) {
	if len(value) > n && utf8.RuneCountInString(string(value)) > n {
		v.Add("is longer than " + several(n, "character"))
	}
}

// MinBytes wants a file to have at least n bytes; length is how many it has.
func MinBytes(v *Violations, length, n int) {
	if length < n {
		v.Add("is smaller than " + several(n, "byte"))
	}
}

// MaxBytes wants a file to have at most n bytes; length is how many it has.
func MaxBytes(v *Violations, length, n int) {
	if length > n {
		v.Add("is larger than " + several(n, "byte"))
	}
}

// MinItems wants a list to have at least n items; length is how many it has.
func MinItems(v *Violations, length, n int) {
	if length < n {
		v.Add("has fewer than " + several(n, "item"))
	}
}

// MaxItems wants a list to have at most n items; length is how many it has.
func MaxItems(v *Violations, length, n int) {
	if length > n {
		v.Add("has more than " + several(n, "item"))
	}
}

// MinProperties wants an object to have at least n members.
func MinProperties(v *Violations, length, n int) {
	if length < n {
		v.Add("has fewer than " + several(n, "member"))
	}
}

// MaxProperties wants an object to have at most n members.
func MaxProperties(v *Violations, length, n int) {
	if length > n {
		v.Add("has more than " + several(n, "member"))
	}
}

func several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// fewItems is up to how many items are compared each with each, which needs no
// memory.
const fewItems = 16

// Unique wants no two items of a list to be equal.
func Unique[T comparable](v *Violations, list []T) {
	if repeated(list) {
		v.Add("has an item twice")
	}
}

func repeated[T comparable](list []T) bool {
	if len(list) <= fewItems {
		for i := range list {
			for j := range i {
				if list[i] == list[j] {
					return true
				}
			}
		}
		return false
	}
	seen := make(map[T]struct{}, len(list))
	for _, item := range list {
		if _, twice := seen[item]; twice {
			return true
		}
		seen[item] = struct{}{}
	}
	return false
}

// UniqueJSON wants no two items of a list to be equal, for items that Go does
// not compare as JSON does. Items are equal when encoding/json writes the same
// for them.
func UniqueJSON[T any](v *Violations, list []T) {
	if len(list) < 2 {
		return
	}
	texts := make([]string, len(list))
	for i := range list {
		data, err := json.Marshal(&list[i])
		if err != nil {
			return // what cannot be written has no JSON to compare
		}
		texts[i] = string(data)
	}
	Unique(v, texts)
}
