package problem

import (
	"fmt"
	"strings"
)

// Violations collects what is wrong with a request, so that a caller hears of
// all of it at once. The zero value is empty and ready to use:
//
//	var v problem.Violations
//	if len(p.Name) > 80 {
//		v.Body(problem.Pointer("name"), "is longer than %d characters", 80)
//	}
//	return v.Err(api.ErrInvalidRequest)
type Violations []Violation

// Body adds what is wrong at pointer, a place in the JSON body (RFC 6901). The
// empty pointer is the body as a whole.
func (v *Violations) Body(pointer, format string, args ...any) {
	*v = append(*v, Violation{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
}

// Parameter adds what is wrong with the path, query or header parameter name.
func (v *Violations) Parameter(name, format string, args ...any) {
	*v = append(*v, Violation{Parameter: name, Detail: fmt.Sprintf(format, args...)})
}

// Err returns p with the violations, or nil when there are none.
func (v Violations) Err(p Problem) error {
	if len(v) == 0 {
		return nil
	}
	return p.WithViolations(v...)
}

// WithViolations returns a copy of p that lists violations after those it has.
func (p Problem) WithViolations(violations ...Violation) Problem {
	all := make([]Violation, 0, len(p.Violations)+len(violations))
	p.Violations = append(append(all, p.Violations...), violations...)
	return p
}

// Pointer makes a JSON pointer (RFC 6901) of member names and indices, from the
// outermost to the innermost: Pointer("address", "city") is "/address/city".
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		for i := range len(t) {
			switch t[i] {
			case '~':
				b.WriteString("~0")
			case '/':
				b.WriteString("~1")
			default:
				b.WriteByte(t[i])
			}
		}
	}
	return b.String()
}
