package store

import (
	"context"

	"github.com/apigen-go/apigen/api"
)

// Search finds people, departments and locations whose names contain a text,
// the first of each kind up to limit, by name.
func (s *Store) Search(ctx context.Context, text string, limit int) (api.SearchResult, error) {
	var (
		found   api.SearchResult
		pattern = contains(text)
	)
	people := list{from: selectPeople, alias: "p", sort: "sort_key", limit: limit}
	people.keep("p.name_key LIKE ? ESCAPE '!'", pattern)
	p, err := page(ctx, s, &people, scanPerson, personKey)
	if err != nil {
		return found, err
	}
	departments := list{from: selectDepartments, alias: "d", sort: "sort_key", limit: limit}
	departments.keep("d.name_key LIKE ? ESCAPE '!'", pattern)
	d, err := page(ctx, s, &departments, scanDepartment, departmentKey)
	if err != nil {
		return found, err
	}
	locations := list{from: selectLocations, alias: "l", sort: "sort_key", limit: limit}
	locations.keep("l.name_key LIKE ? ESCAPE '!'", pattern)
	l, err := page(ctx, s, &locations, scanLocation, locationKey)
	if err != nil {
		return found, err
	}
	return api.SearchResult{Personnel: p.Items, Departments: d.Items, Locations: l.Items}, nil
}
