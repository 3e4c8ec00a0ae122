// Package problem holds the errors an HTTP API answers with, in the form of RFC
// 9457 (application/problem+json).
//
// A contract declares its problems as package variables; handlers return them
// as ordinary errors:
//
//	var ErrPersonNotFound = problem.Problem{Type: "person-not-found", Status: 404, Title: "No such person"}
//
//	return nil, api.ErrPersonNotFound.WithDetail("no person has id %s", id)
//
// Callers test for them with [errors.Is], which compares Type and Status, or
// [errors.As]. The package imports the standard library alone.
package problem

import (
	"errors"
	"fmt"
	"net/http"
)

// ContentType is the media type of a problem on the wire.
const ContentType = "application/problem+json"

// A Problem is an error as a caller sees it (RFC 9457, section 3.1).
type Problem struct {
	// Type names the kind of problem: a URI reference, stable over time, by
	// which programs tell problems apart. Empty means about:blank.
	Type string `json:"type,omitempty"`
	// Title says in a few words what the kind of problem is. It does not
	// change from one occurrence to the next.
	Title string `json:"title,omitempty"`
	// Status is the HTTP status code.
	Status int `json:"status,omitempty"`
	// Detail says what is wrong this time.
	Detail string `json:"detail,omitempty"`
	// Instance is a URI reference of this occurrence.
	Instance string `json:"instance,omitempty"`
	// Violations lists what is wrong with a request, each by its place.
	Violations []Violation `json:"violations,omitempty"`
}

// A Violation is one thing wrong with a request.
type Violation struct {
	// Pointer is the place in the JSON body (RFC 6901), e.g. "/address/city".
	Pointer string `json:"pointer,omitempty"`
	// Parameter is the path, query or header parameter, when it is not the body.
	Parameter string `json:"parameter,omitempty"`
	// Detail says what is wrong there.
	Detail string `json:"detail"`
}

// Error gives the detail, or the title when there is none.
func (p Problem) Error() string {
	switch {
	case p.Detail != "":
		return p.Detail
	case p.Title != "":
		return p.Title
	default:
		return http.StatusText(p.Status)
	}
}

// Is reports whether target is a problem of the same type and status, so that
// a problem with a detail still is the declared one.
func (p Problem) Is(target error) bool {
	t, ok := target.(Problem)
	return ok && t.Type == p.Type && t.Status == p.Status
}

// WithDetail returns a copy whose detail is formatted as by [fmt.Sprintf].
func (p Problem) WithDetail(format string, args ...any) Problem {
	p.Detail = fmt.Sprintf(format, args...)
	return p
}

// From finds the problem in err's tree. An error without one becomes a 500
// whose text does not reach the caller.
func From(err error) Problem {
	if p, ok := errors.AsType[Problem](err); ok {
		return p
	}
	return Problem{Status: http.StatusInternalServerError, Title: http.StatusText(http.StatusInternalServerError)}
}
