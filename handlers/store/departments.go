package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/apigen-go/apigen/api"
)

const selectDepartments = `SELECT d.id, d.name, d.location_id, d.cost_center, d.created_at, d.updated_at FROM departments d`

func scanDepartment(r *sql.Rows) (api.Department, error) {
	var (
		d                api.Department
		created, updated int64
	)
	err := r.Scan(&d.ID, &d.Name, &d.LocationID, &d.CostCenter, &created, &updated)
	d.CreatedAt, d.UpdatedAt = fromMicros(created), fromMicros(updated)
	return d, err
}

func departmentKey(d api.Department) Key { return Key{Text: sortKey(d.Name), ID: d.ID} }

// A DepartmentsQuery chooses departments. Empty members choose all.
type DepartmentsQuery struct {
	Location string // the id of a location
	After    *Key
	Limit    int
}

// Departments lists departments by name.
func (s *Store) Departments(ctx context.Context, q DepartmentsQuery) (Page[api.Department], error) {
	l := list{from: selectDepartments, alias: "d", sort: "sort_key", limit: q.Limit}
	if q.Location != "" {
		l.keep("d.location_id = ?", q.Location)
	}
	if q.After != nil {
		l.after(q.After.Text, q.After.ID)
	}
	return page(ctx, s, &l, scanDepartment, departmentKey)
}

// Department returns one department, or ErrNotFound.
func (s *Store) Department(ctx context.Context, id string) (api.Department, error) {
	db, err := s.open(ctx)
	if err != nil {
		return api.Department{}, err
	}
	return row(ctx, db, scanDepartment, selectDepartments+" WHERE d.id = ?", id)
}

// CreateDepartment adds a department. It returns a [*ReferenceError] when the
// location does not exist, a [*DuplicateError] when the name is taken. The id
// must be new.
func (s *Store) CreateDepartment(ctx context.Context, d api.Department) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := checkLocation(ctx, tx, d); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO departments (name, name_key, sort_key, location_id, cost_center, updated_at, created_at, id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, append(departmentArgs(d), micros(d.CreatedAt), d.ID)...)
		return s.departmentError(err, d)
	})
}

// UpdateDepartment reads a department, lets change alter it, and stores what it
// left. It fails as [Store.CreateDepartment] does, with ErrNotFound, or with
// the error of change.
func (s *Store) UpdateDepartment(ctx context.Context, id string, change func(*api.Department) error) (d api.Department, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		d, err = row(ctx, tx, scanDepartment, selectDepartments+" WHERE d.id = ?"+s.dialect.forUpdate(), id)
		if err != nil {
			return err
		}
		if err := change(&d); err != nil {
			return err
		}
		if err := checkLocation(ctx, tx, d); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE departments SET name = ?, name_key = ?, sort_key = ?, location_id = ?, cost_center = ?, updated_at = ?
			WHERE id = ?`, append(departmentArgs(d), id)...)
		return s.departmentError(err, d)
	})
	if err != nil {
		return api.Department{}, err
	}
	return d, nil
}

// PutDepartment stores a department under its id: as a new one, or in place of
// the one there is, which keeps its time of creation. It returns what is stored
// and whether it is new, and fails as [Store.CreateDepartment] does.
func (s *Store) PutDepartment(ctx context.Context, d api.Department) (stored api.Department, created bool, err error) {
	replace := func(was *api.Department) error {
		was.NewDepartment, was.UpdatedAt = d.NewDepartment, d.UpdatedAt
		return nil
	}
	// Between the two, somebody may make or remove the department; then the
	// first is tried once more.
	for range attempts {
		stored, err = s.UpdateDepartment(ctx, d.ID, replace)
		if !errors.Is(err, ErrNotFound) {
			return stored, false, err
		}
		err = s.CreateDepartment(ctx, d)
		var dup *DuplicateError
		if !errors.As(err, &dup) {
			break
		}
		if _, gone := s.Department(ctx, d.ID); gone != nil {
			break // it is the name of another
		}
	}
	if err != nil {
		return api.Department{}, false, err
	}
	return d, true, nil
}

// departmentArgs are the values of the columns that may change.
func departmentArgs(d api.Department) []any {
	return []any{d.Name, fold(d.Name), sortKey(d.Name), d.LocationID, d.CostCenter, micros(d.UpdatedAt)}
}

func checkLocation(ctx context.Context, tx *sql.Tx, d api.Department) error {
	ok, err := exists(ctx, tx, "locations", d.LocationID)
	if err == nil && !ok {
		err = &ReferenceError{"locationId", d.LocationID}
	}
	return err
}

func (s *Store) departmentError(err error, d api.Department) error {
	switch {
	case err == nil:
		return nil
	case s.dialect.duplicate(err):
		return &DuplicateError{"name", d.Name}
	case s.dialect.reference(err):
		return &ReferenceError{"locationId", d.LocationID}
	}
	return err
}

// DeleteDepartment removes a department. It returns ErrInUse when people work
// in it, ErrNotFound when there is none.
func (s *Store) DeleteDepartment(ctx context.Context, id string) error {
	return s.delete(ctx, "DELETE FROM departments WHERE id = ?", id)
}

// delete removes a record to which others may refer.
func (s *Store) delete(ctx context.Context, query, id string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		err := changed(tx.ExecContext(ctx, query, id))
		if err != nil && s.dialect.reference(err) {
			return ErrInUse
		}
		return err
	})
}
