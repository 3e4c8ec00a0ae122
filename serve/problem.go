package serve

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/apigen-go/apigen/problem"
)

// Violations collects what is wrong with a request. The zero value is empty.
type Violations []problem.Violation

// Parameter adds something wrong with a path, query or header parameter.
func (v *Violations) Parameter(name, detail string) {
	*v = append(*v, problem.Violation{Parameter: name, Detail: detail})
}

// Err returns the violations as a 400, or nil when there are none.
func (v Violations) Err() error {
	if len(v) == 0 {
		return nil
	}
	return invalid(v...)
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

// inBody is the problem of a body that is wrong at a place.
func inBody(pointer, detail string) problem.Problem {
	return invalid(problem.Violation{Pointer: pointer, Detail: detail})
}

// status is a problem that says no more than its status and a detail.
func status(code int, detail string) problem.Problem {
	return problem.Problem{Status: code, Title: http.StatusText(code), Detail: detail}
}

// writeProblem answers with p (RFC 9457, section 3).
func writeProblem(w http.ResponseWriter, r *http.Request, p problem.Problem) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", problem.ContentType)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(p.Status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err = w.Write(data)
	return err
}
