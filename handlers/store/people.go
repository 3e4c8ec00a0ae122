package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/apigen-go/apigen/api"
)

const selectPeople = `SELECT p.id, p.first_name, p.last_name, p.email, p.job_title, p.department_id, p.manager_id,
	p.status, p.skills, p.phones, f.person_id IS NOT NULL, p.created_at, p.updated_at
	FROM people p LEFT JOIN photos f ON f.person_id = p.id`

func scanPerson(r *sql.Rows) (api.Person, error) {
	var (
		p                api.Person
		manager          sql.NullString
		skills, phones   string
		created, updated int64
	)
	err := r.Scan(&p.ID, &p.FirstName, &p.LastName, &p.Email, &p.JobTitle, &p.DepartmentID, &manager,
		&p.Status, &skills, &phones, &p.HasPhoto, &created, &updated)
	if err != nil {
		return p, err
	}
	if manager.Valid {
		p.ManagerID = &manager.String
	}
	p.CreatedAt, p.UpdatedAt = fromMicros(created), fromMicros(updated)
	if err := errors.Join(json.Unmarshal([]byte(skills), &p.Skills), json.Unmarshal([]byte(phones), &p.Phones)); err != nil {
		return p, fmt.Errorf("skills or phones of person %s: %w", p.ID, err)
	}
	return p, nil
}

// A PeopleQuery chooses people. Empty members choose all.
type PeopleQuery struct {
	Department string // the id of a department
	Location   string // the id of the location of a department
	Status     api.Status
	Contains   string // in the name, the e-mail address or a skill
	ByCreation bool   // sort by creation, else by last and first name
	Descending bool
	After      *Key
	Limit      int
}

// People lists people.
func (s *Store) People(ctx context.Context, q PeopleQuery) (Page[api.Person], error) {
	l := list{from: selectPeople, alias: "p", sort: "sort_key", desc: q.Descending, limit: q.Limit}
	if q.ByCreation {
		l.sort = "created_at"
	}
	if q.Location != "" {
		l.from += " JOIN departments d ON d.id = p.department_id"
		l.keep("d.location_id = ?", q.Location)
	}
	if q.Department != "" {
		l.keep("p.department_id = ?", q.Department)
	}
	if q.Status != "" {
		l.keep("p.status = ?", string(q.Status))
	}
	if q.Contains != "" {
		l.keep("p.search_key LIKE ? ESCAPE '!'", contains(q.Contains))
	}
	switch {
	case q.After != nil && q.ByCreation:
		l.after(q.After.Micros, q.After.ID)
	case q.After != nil:
		l.after(q.After.Text, q.After.ID)
	}
	return page(ctx, s, &l, scanPerson, personKey)
}

func personKey(p api.Person) Key {
	return Key{Text: sortKey(p.LastName, p.FirstName), Micros: micros(p.CreatedAt), ID: p.ID}
}

// Person returns one person, or ErrNotFound.
func (s *Store) Person(ctx context.Context, id string) (api.Person, error) {
	db, err := s.open(ctx)
	if err != nil {
		return api.Person{}, err
	}
	return row(ctx, db, scanPerson, selectPeople+" WHERE p.id = ?", id)
}

// CreatePerson adds a person. It returns a [*ReferenceError] when the
// department or the manager does not exist, a [*DuplicateError] when the e-mail
// address is taken.
func (s *Store) CreatePerson(ctx context.Context, p api.Person) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := s.checkPerson(ctx, tx, p); err != nil {
			return err
		}
		args, err := personArgs(p)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO people (first_name, last_name, name_key, sort_key, search_key, email, email_key,
			job_title, department_id, manager_id, status, skills, phones, updated_at, created_at, id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(args, micros(p.CreatedAt), p.ID)...)
		return s.personError(err, p)
	})
}

// UpdatePerson reads a person, lets change alter it, and stores what it left.
// It fails as [Store.CreatePerson] does, with ErrNotFound, or with the error of
// change.
func (s *Store) UpdatePerson(ctx context.Context, id string, change func(*api.Person) error) (p api.Person, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		// The photo stays out of it: MySQL would lock its row as well.
		if _, err := row(ctx, tx, scanNothing, "SELECT 1 FROM people WHERE id = ?"+s.dialect.forUpdate(), id); err != nil {
			return err
		}
		p, err = row(ctx, tx, scanPerson, selectPeople+" WHERE p.id = ?", id)
		if err != nil {
			return err
		}
		if err := change(&p); err != nil {
			return err
		}
		if err := s.checkPerson(ctx, tx, p); err != nil {
			return err
		}
		args, err := personArgs(p)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE people SET first_name = ?, last_name = ?, name_key = ?, sort_key = ?, search_key = ?, email = ?, email_key = ?,
			job_title = ?, department_id = ?, manager_id = ?, status = ?, skills = ?, phones = ?, updated_at = ? WHERE id = ?`, append(args, id)...)
		return s.personError(err, p)
	})
	if err != nil {
		return api.Person{}, err
	}
	return p, nil
}

// personArgs are the values of the columns that may change.
func personArgs(p api.Person) ([]any, error) {
	skills, err1 := json.Marshal(p.Skills)
	phones, err2 := json.Marshal(p.Phones)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	var manager sql.NullString
	if p.ManagerID != nil {
		manager = sql.NullString{String: *p.ManagerID, Valid: true}
	}
	name := p.FirstName + " " + p.LastName
	search := foldAll(append([]string{name, p.Email}, p.Skills...)...)
	return []any{
		p.FirstName, p.LastName, fold(name), sortKey(p.LastName, p.FirstName), search, p.Email, fold(p.Email),
		p.JobTitle, p.DepartmentID, manager, string(p.Status), string(skills), string(phones), micros(p.UpdatedAt),
	}, nil
}

// checkPerson finds out which reference is wrong. The foreign keys have the
// last word, but they do not say which of them it was.
func (s *Store) checkPerson(ctx context.Context, tx *sql.Tx, p api.Person) error {
	ok, err := exists(ctx, tx, "departments", p.DepartmentID)
	if err != nil {
		return err
	}
	if !ok {
		return &ReferenceError{"departmentId", p.DepartmentID}
	}
	if p.ManagerID == nil {
		return nil
	}
	ok, err = exists(ctx, tx, "people", *p.ManagerID)
	if err == nil && !ok {
		err = &ReferenceError{"managerId", *p.ManagerID}
	}
	return err
}

func (s *Store) personError(err error, p api.Person) error {
	switch {
	case err == nil:
		return nil
	case s.dialect.duplicate(err):
		return &DuplicateError{"email", p.Email}
	case s.dialect.reference(err):
		return &ReferenceError{}
	}
	return err
}

// DeletePerson removes a person and the photo; those who report to the person
// have no manager afterwards. It returns ErrNotFound when there is no such person.
func (s *Store) DeletePerson(ctx context.Context, id string) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, "DELETE FROM people WHERE id = ?", id))
	})
}
