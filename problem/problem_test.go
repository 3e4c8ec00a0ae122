package problem_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/problem"
)

var errNotFound = problem.Problem{Type: "person-not-found", Status: 404, Title: "No such person"}

func TestIsComparesTypeAndStatus(t *testing.T) {
	t.Parallel()
	detailed := errNotFound.WithDetail("no person has id %s", "7").WithViolations(problem.Violation{Detail: "x"})
	for _, tt := range []struct {
		name   string
		err    error
		target error
		want   bool
	}{
		{"with a detail", detailed, errNotFound, true},
		{"wrapped", fmt.Errorf("get person: %w", detailed), errNotFound, true},
		{"other type", detailed, problem.Problem{Type: "gone", Status: 404}, false},
		{"other status", detailed, problem.Problem{Type: "person-not-found", Status: 410}, false},
		{"no problem", errors.New("disk"), errNotFound, false},
	} {
		if got := errors.Is(tt.err, tt.target); got != tt.want {
			t.Errorf("%s: errors.Is(%v, %v) = %v, want %v", tt.name, tt.err, tt.target, got, tt.want)
		}
	}
}

func TestErrorPrefersWhatSaysMost(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]problem.Problem{
		"no person has id 7": errNotFound.WithDetail("no person has id 7"),
		"No such person":     errNotFound,
		"Not Found":          {Status: 404},
	} {
		if got := p.Error(); got != want {
			t.Errorf("%#v.Error() = %q, want %q", p, got, want)
		}
	}
}

func TestFromHidesOtherErrors(t *testing.T) {
	t.Parallel()
	if got := problem.From(fmt.Errorf("get: %w", errNotFound)); !cmp.Equal(got, errNotFound) {
		t.Errorf("From(wrapped problem) = %+v, want %+v", got, errNotFound)
	}
	want := problem.Problem{Status: 500, Title: "Internal Server Error"}
	if got := problem.From(errors.New("password of db is hunter2")); !cmp.Equal(got, want) {
		t.Errorf("From(other error) = %+v, want %+v", got, want)
	}
}

func TestViolations(t *testing.T) {
	t.Parallel()
	var v problem.Violations
	if err := v.Err(errNotFound); err != nil {
		t.Errorf("no violations give %v, want nil", err)
	}
	v.Body(problem.Pointer("phones", "a/b~c"), "is longer than %d characters", 3)
	v.Parameter("limit", "is no number")
	got := problem.From(v.Err(errNotFound))
	want := errNotFound
	want.Violations = []problem.Violation{
		{Pointer: "/phones/a~1b~0c", Detail: "is longer than 3 characters"},
		{Parameter: "limit", Detail: "is no number"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A problem that is a package variable must not change under another request.
func TestWithViolationsCopies(t *testing.T) {
	t.Parallel()
	base := problem.Problem{Status: 400, Violations: make([]problem.Violation, 1, 8)}
	first := base.WithViolations(problem.Violation{Detail: "first"})
	base.WithViolations(problem.Violation{Detail: "second"})
	if got := first.Violations[1].Detail; got != "first" {
		t.Errorf("violation became %q when another was added to the same base", got)
	}
}
