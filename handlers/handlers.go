// Package handlers answers the operations of the company directory: it
// implements api.Directory on a store.
//
// Requests have been held against the contract before they come here, by the
// generated server and often by API Gateway, so the handlers check only what a
// schema cannot say: cursors, references, duplicates, and what must not get
// into the store whatever happens.
package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
	"github.com/apigen-go/apigen/problem"
)

// A Store keeps the directory. It is a *store.Store, whose methods say how each
// of them fails.
type Store interface {
	Search(ctx context.Context, text string, limit int) (api.SearchResult, error)

	People(context.Context, store.PeopleQuery) (store.Page[api.Person], error)
	Person(ctx context.Context, id string) (api.Person, error)
	CreatePerson(context.Context, api.Person) error
	UpdatePerson(ctx context.Context, id string, change func(*api.Person) error) (api.Person, error)
	DeletePerson(ctx context.Context, id string) error

	Photo(ctx context.Context, personID string) (store.Photo, error)
	PutPhoto(ctx context.Context, personID string, p store.Photo) error
	DeletePhoto(ctx context.Context, personID string) error

	Departments(context.Context, store.DepartmentsQuery) (store.Page[api.Department], error)
	Department(ctx context.Context, id string) (api.Department, error)
	CreateDepartment(context.Context, api.Department) error
	PutDepartment(context.Context, api.Department) (stored api.Department, created bool, err error)
	UpdateDepartment(ctx context.Context, id string, change func(*api.Department) error) (api.Department, error)
	DeleteDepartment(ctx context.Context, id string) error

	Locations(context.Context, store.LocationsQuery) (store.Page[api.Location], error)
	Location(ctx context.Context, id string) (api.Location, error)
	CreateLocation(context.Context, api.Location) error
	UpdateLocation(ctx context.Context, id string, change func(*api.Location) error) (api.Location, error)
	DeleteLocation(ctx context.Context, id string) error
}

// Options replace what is not the same twice; tests do. The zero value is the
// real clock and random ids.
type Options struct {
	Now   func() time.Time
	NewID func() string
}

// A Directory answers the operations of the contract.
type Directory struct {
	store Store
	now   func() time.Time
	newID func() string
}

var _ api.Directory = (*Directory)(nil)

// New returns a Directory on a store.
func New(s Store, opts Options) *Directory {
	d := &Directory{store: s, now: opts.Now, newID: opts.NewID}
	if d.now == nil {
		d.now = time.Now
	}
	if d.newID == nil {
		d.newID = uuid.NewString
	}
	return d
}

// time is now, as exactly as every store keeps it.
func (d *Directory) time() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// The contract's defaults and limits of lists hold here too, so that no caller
// can ask the store for everything.
func limit(asked, usual, most int) int {
	if asked <= 0 {
		return usual
	}
	return min(asked, most)
}

// answer makes a problem of an error of the store. What is none of the
// caller's business stays an error, and the server answers 500.
func answer(err error, notFound problem.Problem, id string) error {
	var (
		ref *store.ReferenceError
		dup *store.DuplicateError
	)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNotFound):
		return notFound.WithDetail("there is none with the id %q", id)
	case errors.As(err, &ref) && ref.Member == "":
		return api.ErrNoSuchReference
	case errors.As(err, &ref):
		v := problem.Violation{Pointer: problem.Pointer(ref.Member), Detail: "does not exist"}
		return api.ErrNoSuchReference.WithDetail("%s %q does not exist", ref.Member, ref.ID).WithViolations(v)
	case errors.As(err, &dup):
		v := problem.Violation{Pointer: problem.Pointer(dup.Member), Detail: "is taken"}
		return api.ErrDuplicate.WithDetail("%s %q is taken", dup.Member, dup.Value).WithViolations(v)
	}
	return err
}

// set overwrites what a patch gives.
func set[T any](into, given *T) {
	if given != nil {
		*into = *given
	}
}
