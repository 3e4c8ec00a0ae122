package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/check"
	"github.com/apigen-go/apigen/problem"
)

// An Invalid is a request that does not keep to the contract. [errors.As] finds
// the problem in it.
type Invalid struct {
	// Problem is the answer in the form of RFC 9457, with every violation.
	Problem problem.Problem
	// Missing names the required parameters that are absent or blank: those in
	// headers, in the path and in the query, each by name.
	Missing []string
	// Body tells that there is something wrong with the body.
	Body bool
}

// Error is the text of the problem.
func (e *Invalid) Error() string { return e.Problem.Error() }

// Unwrap returns the problem.
func (e *Invalid) Unwrap() error { return e.Problem }

// AsProblem answers with 400 as application/problem+json that lists everything
// that is wrong.
func AsProblem(w http.ResponseWriter, _ *http.Request, e *Invalid) { problem.Write(w, e.Problem) }

// AsGateway answers as a request validator of API Gateway does, which looks for
// required parameters first, then at the body, and says no more of either. What
// API Gateway would not have found, such as a parameter outside of its limits,
// is answered [AsProblem], as it is by a service behind API Gateway.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
func AsGateway(w http.ResponseWriter, r *http.Request, e *Invalid) {
	message := "Invalid request body"
	switch {
	case len(e.Missing) > 0:
		message = "Missing required request parameters: [" + strings.Join(e.Missing, ", ") + "]"
	case !e.Body:
		AsProblem(w, r, e)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Amzn-Errortype", "BadRequestException")
	w.WriteHeader(http.StatusBadRequest)
	text, _ := json.Marshal(message)               // a string always encodes
	_, _ = fmt.Fprintf(w, `{"message": %s}`, text) // the client may be gone
}

// found is what is wrong with a request, while it is read.
type found struct {
	violations check.Violations
	missing    [3][]string // in headers, in the path, in the query
	body       bool
}

const foundKey = "github.com/apigen-go/apigen/serve.found"

// hold keeps what is wrong with c's request until all of it was read.
func hold(c echo.Context) *found {
	f, ok := c.Get(foundKey).(*found)
	if !ok {
		f = new(found)
		c.Set(foundKey, f)
	}
	return f
}

// Violations returns what was wrong with the parameters of c's request.
func Violations(c echo.Context) check.Violations {
	if f, ok := c.Get(foundKey).(*found); ok {
		return f.violations
	}
	return check.Violations{}
}

// Refuse returns an [*Invalid] when there is something wrong with c's request.
func Refuse(c echo.Context, bad *check.Violations) error {
	if bad.Count() == 0 {
		return nil
	}
	e := &Invalid{Problem: invalid(bad.List()...)}
	if f, ok := c.Get(foundKey).(*found); ok {
		for _, names := range f.missing {
			slices.Sort(names)
			e.Missing = append(e.Missing, names...)
		}
		e.Body = f.body
	}
	return e
}

// invalid is the problem of a request that does not keep to the contract.
func invalid(v ...problem.Violation) problem.Problem {
	return problem.Problem{
		Type:       "invalid-request",
		Status:     http.StatusBadRequest,
		Title:      "The request is not valid",
		Violations: v,
	}
}

// status is a problem that says no more than its status and a detail.
func status(code int, detail string) problem.Problem {
	return problem.Problem{Status: code, Title: http.StatusText(code), Detail: detail}
}
