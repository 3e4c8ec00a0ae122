package serve

import (
	"fmt"
	"math"
	"regexp"
	"sync"
	"unicode/utf8"
)

// A number is what parameters with numeric constraints are.
type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Minimum adds a violation when value is below limit.
func Minimum[T number](v *Violations, name string, value, limit T) {
	if value < limit {
		v.Parameter(name, fmt.Sprintf("is less than %v", limit))
	}
}

// Maximum adds a violation when value is above limit.
func Maximum[T number](v *Violations, name string, value, limit T) {
	if value > limit {
		v.Parameter(name, fmt.Sprintf("is more than %v", limit))
	}
}

// Above adds a violation when value is not above limit.
func Above[T number](v *Violations, name string, value, limit T) {
	if value <= limit {
		v.Parameter(name, fmt.Sprintf("is not more than %v", limit))
	}
}

// Below adds a violation when value is not below limit.
func Below[T number](v *Violations, name string, value, limit T) {
	if value >= limit {
		v.Parameter(name, fmt.Sprintf("is not less than %v", limit))
	}
}

// MultipleOf adds a violation when value is not a multiple of step.
func MultipleOf[T number](v *Violations, name string, value, step T) {
	if q := float64(value) / float64(step); q != math.Trunc(q) {
		v.Parameter(name, fmt.Sprintf("is not a multiple of %v", step))
	}
}

// MinLength adds a violation when value has fewer than n characters.
func MinLength[T ~string](v *Violations, name string, value T, n int) {
	if utf8.RuneCountInString(string(value)) < n {
		v.Parameter(name, fmt.Sprintf("is shorter than %s", characters(n)))
	}
}

// MaxLength adds a violation when value has more than n characters.
func MaxLength[T ~string](v *Violations, name string, value T, n int) {
	if utf8.RuneCountInString(string(value)) > n {
		v.Parameter(name, fmt.Sprintf("is longer than %s", characters(n)))
	}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

// Items adds a violation when a list of n items has fewer than least or more
// than most. A negative limit is none.
func Items(v *Violations, name string, n, least, most int) {
	if least >= 0 && n < least {
		v.Parameter(name, fmt.Sprintf("has fewer than %d items", least))
	}
	if most >= 0 && n > most {
		v.Parameter(name, fmt.Sprintf("has more than %d items", most))
	}
}

// A Pattern is a regular expression that is compiled when it is first used, so
// that it costs nothing when the program starts.
type Pattern struct {
	Text string
	once sync.Once
	re   *regexp.Regexp
}

// Check adds a violation when no part of value matches the pattern. The
// generator has made sure that the pattern compiles.
func (p *Pattern) Check(v *Violations, name, value string) {
	p.once.Do(func() { p.re = regexp.MustCompile(p.Text) })
	if !p.re.MatchString(value) {
		v.Parameter(name, "does not match the pattern "+p.Text)
	}
}
