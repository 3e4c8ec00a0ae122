package handlers

import (
	"context"
	"strings"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
	"github.com/apigen-go/apigen/problem"
)

// UUIDs are the same in either case (RFC 9562, section 4); the store has them
// in lower case.
func personID(id string) string { return strings.ToLower(id) }

// SearchAll implements api.Directory.
func (d *Directory) SearchAll(ctx context.Context, req *api.SearchAllRequest) (*api.SearchResult, error) {
	found, err := d.store.Search(ctx, req.Q, limit(req.Limit, 10, 50))
	if err != nil {
		return nil, err
	}
	return &found, nil
}

// ListPersonnel implements api.Directory.
func (d *Directory) ListPersonnel(ctx context.Context, req *api.ListPersonnelRequest) (*api.PersonPage, error) {
	q := store.PeopleQuery{
		Department: req.Department, Location: req.Location, Status: req.Status, Contains: req.Q,
		Limit: limit(req.Limit, 20, 100),
	}
	kind := peopleByName
	switch req.Sort {
	case api.ByLastName, "":
	case api.ByLastNameDesc:
		kind, q.Descending = peopleByNameDesc, true
	case api.ByCreatedAt:
		kind, q.ByCreation = peopleByAge, true
	case api.ByCreatedAtDesc:
		kind, q.ByCreation, q.Descending = peopleByAgeDesc, true, true
	default: // the cursor has to know the order, so it may not be guessed
		return nil, api.ErrInvalidRequest.WithViolations(problem.Violation{Parameter: "sort", Detail: "is no order of people"})
	}
	var err error
	if q.After, err = decodeCursor(kind, req.Cursor); err != nil {
		return nil, err
	}
	page, err := d.store.People(ctx, q)
	if err != nil {
		return nil, err
	}
	return &api.PersonPage{Items: page.Items, Next: encodeCursor(kind, page.Next)}, nil
}

// CreatePerson implements api.Directory.
func (d *Directory) CreatePerson(ctx context.Context, req *api.CreatePersonRequest) (*api.CreatePersonResponse, error) {
	now := d.time()
	p := api.Person{ID: d.newID(), NewPerson: normal(req.Body), CreatedAt: now, UpdatedAt: now}
	if err := d.store.CreatePerson(ctx, p); err != nil {
		return nil, answer(err, api.ErrPersonNotFound, p.ID)
	}
	return &api.CreatePersonResponse{Location: "/personnel/" + p.ID, Body: p}, nil
}

// normal spells the reference to the manager as the store does.
func normal(p api.NewPerson) api.NewPerson {
	if p.ManagerID != nil {
		id := personID(*p.ManagerID)
		p.ManagerID = &id
	}
	return p
}

// GetPerson implements api.Directory.
func (d *Directory) GetPerson(ctx context.Context, req *api.GetPersonRequest) (*api.Person, error) {
	p, err := d.store.Person(ctx, personID(req.PersonID))
	if err != nil {
		return nil, answer(err, api.ErrPersonNotFound, req.PersonID)
	}
	return &p, nil
}

// ReplacePerson implements api.Directory.
func (d *Directory) ReplacePerson(ctx context.Context, req *api.ReplacePersonRequest) (*api.Person, error) {
	return d.changePerson(ctx, req.PersonID, func(p *api.Person) { p.NewPerson = req.Body })
}

// UpdatePerson implements api.Directory. Lists and maps are replaced as a whole;
// an empty one empties.
func (d *Directory) UpdatePerson(ctx context.Context, req *api.UpdatePersonRequest) (*api.Person, error) {
	return d.changePerson(ctx, req.PersonID, func(p *api.Person) {
		patch := req.Body
		set(&p.FirstName, patch.FirstName)
		set(&p.LastName, patch.LastName)
		set(&p.Email, patch.Email)
		set(&p.JobTitle, patch.JobTitle)
		set(&p.DepartmentID, patch.DepartmentID)
		set(&p.Status, patch.Status)
		if patch.ManagerID != nil {
			p.ManagerID = patch.ManagerID
		}
		if patch.Skills != nil {
			p.Skills = patch.Skills
		}
		if patch.Phones != nil {
			p.Phones = patch.Phones
		}
	})
}

func (d *Directory) changePerson(ctx context.Context, id string, change func(*api.Person)) (*api.Person, error) {
	p, err := d.store.UpdatePerson(ctx, personID(id), func(p *api.Person) error {
		change(p)
		p.NewPerson = normal(p.NewPerson)
		p.UpdatedAt = d.time()
		if p.ManagerID != nil && *p.ManagerID == p.ID {
			var v problem.Violations
			v.Body(problem.Pointer("managerId"), "is the person's own id")
			return v.Err(api.ErrInvalidRequest)
		}
		return nil
	})
	if err != nil {
		return nil, answer(err, api.ErrPersonNotFound, id)
	}
	return &p, nil
}

// DeletePerson implements api.Directory.
func (d *Directory) DeletePerson(ctx context.Context, req *api.DeletePersonRequest) error {
	return answer(d.store.DeletePerson(ctx, personID(req.PersonID)), api.ErrPersonNotFound, req.PersonID)
}
