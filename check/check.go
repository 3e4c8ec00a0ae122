// Package check is what generated validators share at run time: a reader of
// JSON that fills Go values while it looks for violations, and the rules of the
// constraint tags.
//
// It is called by the code in generated/validate and generated/server and has
// little to say to anybody else. A generated decoder reads a body once: types,
// members that are absent, and limits are judged on the way, so that a caller
// hears of everything that is wrong at once, each with its JSON pointer.
//
// # What is accepted
//
// A decoder takes nothing that encoding/json refuses, and gives the same values
// for what it takes. It is stricter where JSON schemas are, or where two readers
// could understand a body differently:
//
//   - null is not a value of any type the contract has;
//   - names of members are case-sensitive, so that one spelt otherwise is
//     another member, and none of the contract's may occur twice;
//   - the body is UTF-8;
//   - it is nested no deeper than [MaxDepth].
//
// Formats (uuid, email, uri, ...) are notes for the reader of a contract and
// not checked, as API Gateway does not check them:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
// A time.Time has to be a date-time and a []byte to be base64 all the same,
// since there would be no value otherwise.
//
// The package does nothing when the program starts. It uses no reflection, but
// for types that decode themselves it calls encoding/json.
package check

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/problem"
)

// Generated1 is the version of the interface between generated code and this
// package. Generated code refers to it, so that a file made by another version
// of apigen does not compile; "apigen generate" writes a fitting one.
const Generated1 = true

const (
	// maxViolations is how many violations of a request are told.
	maxViolations = 100
	// maxName is how many bytes of a member's name a pointer repeats.
	maxName = 128
)

// Violations collects what is wrong with a request. The zero value is empty.
//
// A violation is added without a place. Whoever knows the place sets it
// afterwards, from the inside out, so that a request without violations costs
// nothing:
//
//	n := v.Count()
//	check.MinLength(v, p.Name, 1)
//	v.Under("name", n)
type Violations struct{ list problem.Violations }

// Add adds a violation; detail says what is wrong.
func (v *Violations) Add(detail string) {
	if len(v.list) < maxViolations {
		v.list = append(v.list, problem.Violation{Detail: detail})
	}
}

// Count is how many there are so far.
func (v *Violations) Count() int { return len(v.list) }

// List returns the violations.
func (v *Violations) List() problem.Violations { return v.list }

// Append adds violations that have their places.
func (v *Violations) Append(list problem.Violations) {
	v.list = append(v.list, list[:min(len(list), maxViolations-len(v.list))]...)
}

// Under puts the violations from the nth on inside the member name.
func (v *Violations) Under(name string, n int) {
	if n < len(v.list) {
		v.prefix(problem.Pointer(short(name)), n)
	}
}

// At puts the violations from the nth on inside the element i.
func (v *Violations) At(i, n int) {
	if n < len(v.list) {
		v.prefix("/"+strconv.Itoa(i), n)
	}
}

func (v *Violations) prefix(token string, n int) {
	for i := n; i < len(v.list); i++ {
		v.list[i].Pointer = token + v.list[i].Pointer
	}
}

// Of makes the violations from the nth on those of a path, query or header
// parameter.
func (v *Violations) Of(parameter string, n int) {
	for i := n; i < len(v.list); i++ {
		v.list[i].Parameter = parameter
	}
}

// Has reports whether there is a violation of a parameter.
func (v *Violations) Has(parameter string) bool {
	for i := range v.list {
		if v.list[i].Parameter == parameter {
			return true
		}
	}
	return false
}

// Err returns the violations as an [Error], or nil when there are none.
func (v *Violations) Err() error {
	if len(v.list) == 0 {
		return nil
	}
	return &Error{v.list}
}

// An Error is a value that does not keep to the contract.
type Error struct{ Violations problem.Violations }

// Error lists the violations, each with its place.
func (e *Error) Error() string {
	var b strings.Builder
	for i, v := range e.Violations {
		if i > 0 {
			b.WriteString("; ")
		}
		if place := v.Pointer + v.Parameter; place != "" {
			b.WriteString(place + " ")
		}
		b.WriteString(v.Detail)
	}
	return b.String()
}

// short cuts a name that a caller chose, so that no answer is longer than what
// was asked.
func short(name string) string {
	if len(name) <= maxName {
		return name
	}
	end := maxName
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "..."
}
