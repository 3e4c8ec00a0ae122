package handlers_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers"
	"github.com/apigen-go/apigen/handlers/store"
	"github.com/apigen-go/apigen/problem"
)

// A world is a directory on a store of its own, with a clock that a test moves
// and ids that count.
type world struct {
	*handlers.Directory
	t   *testing.T
	now time.Time
	ids int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s, err := store.OpenSQLite(store.Memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := &world{t: t, now: time.Date(2026, 2, 14, 10, 30, 5, 123456789, time.FixedZone("CET", 3600))}
	w.Directory = handlers.New(s, handlers.Options{
		Now:   func() time.Time { return w.now },
		NewID: func() string { w.ids++; return id(w.ids) },
	})
	return w
}

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

// at is when things are stored: in UTC, to the microsecond.
var at = time.Date(2026, 2, 14, 9, 30, 5, 123456000, time.UTC)

const nobody = "00000000-0000-4000-8000-ffffffffffff"

// ok returns a result that must have come without an error.
func ok[T any](t *testing.T, result T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatalf("error %v (%+v)", err, problem.From(err))
	}
	return result
}

// wants checks for a problem of the contract and returns it.
func wants(t *testing.T, err, want error) problem.Problem {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
	return problem.From(err)
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

var berlin = api.NewLocation{Name: "Berlin", Address: api.Address{Street: "Allee 1", City: "Berlin", Country: "DE"}}

// location and department add what others need; they get the ids 1 and 2.
func (w *world) location() api.Location {
	w.t.Helper()
	r, err := w.CreateLocation(w.t.Context(), &api.CreateLocationRequest{Body: berlin})
	return ok(w.t, r, err).Body
}

func (w *world) department() api.Department {
	w.t.Helper()
	l := w.location()
	r, err := w.CreateDepartment(w.t.Context(), &api.CreateDepartmentRequest{Body: api.NewDepartment{Name: "Sales", LocationID: l.ID}})
	return ok(w.t, r, err).Body
}

func (w *world) person(p api.NewPerson) api.Person {
	w.t.Helper()
	r, err := w.CreatePerson(w.t.Context(), &api.CreatePersonRequest{Body: p})
	return ok(w.t, r, err).Body
}

func jane(d api.Department) api.NewPerson {
	return api.NewPerson{FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", DepartmentID: d.ID, Status: api.Active}
}

func TestCreateAndGetPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	r, err := w.CreatePerson(t.Context(), &api.CreatePersonRequest{Body: jane(d)})
	created := ok(t, r, err)
	want := api.Person{ID: id(3), NewPerson: jane(d), CreatedAt: at, UpdatedAt: at}
	same(t, &api.CreatePersonResponse{Location: "/personnel/" + id(3), Body: want}, created)
	got, err := w.GetPerson(t.Context(), &api.GetPersonRequest{PersonID: strings.ToUpper(id(3))})
	same(t, &want, ok(t, got, err))

	_, err = w.GetPerson(t.Context(), &api.GetPersonRequest{PersonID: nobody})
	p := wants(t, err, api.ErrPersonNotFound)
	if p.Detail != `there is none with the id "`+nobody+`"` {
		t.Errorf("detail %q", p.Detail)
	}
}

func TestPersonProblems(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	first := w.person(jane(d))
	other := jane(d)
	other.Email = "john@example.com"
	second := w.person(other)
	name := func(s string) *string { return &s }
	for _, tt := range []struct {
		name    string
		change  func(*api.NewPerson)
		patch   api.PersonPatch
		want    problem.Problem
		pointer string
	}{
		{"duplicate e-mail", func(p *api.NewPerson) { p.Email = "JANE@example.com" }, api.PersonPatch{Email: name("JANE@example.com")}, api.ErrDuplicate, "/email"},
		{"no department", func(p *api.NewPerson) { p.DepartmentID = "x" }, api.PersonPatch{DepartmentID: name("x")}, api.ErrNoSuchReference, "/departmentId"},
		{"no manager", func(p *api.NewPerson) { p.ManagerID = name(nobody) }, api.PersonPatch{ManagerID: name(nobody)}, api.ErrNoSuchReference, "/managerId"},
	} {
		body := jane(d)
		body.Email = "new@example.com"
		tt.change(&body)
		_, err := w.CreatePerson(t.Context(), &api.CreatePersonRequest{Body: body})
		_, err2 := w.ReplacePerson(t.Context(), &api.ReplacePersonRequest{PersonID: second.ID, Body: body})
		_, err3 := w.UpdatePerson(t.Context(), &api.UpdatePersonRequest{PersonID: second.ID, Body: tt.patch})
		for i, err := range []error{err, err2, err3} {
			p := wants(t, err, tt.want)
			if len(p.Violations) != 1 || p.Violations[0].Pointer != tt.pointer {
				t.Errorf("%s, %d: violations %+v, want one at %s", tt.name, i, p.Violations, tt.pointer)
			}
		}
	}
	own := strings.ToUpper(first.ID)
	_, err := w.UpdatePerson(t.Context(), &api.UpdatePersonRequest{PersonID: first.ID, Body: api.PersonPatch{ManagerID: &own}})
	wants(t, err, api.ErrInvalidRequest)
	_, err = w.ReplacePerson(t.Context(), &api.ReplacePersonRequest{PersonID: nobody, Body: jane(d)})
	wants(t, err, api.ErrPersonNotFound)
	_, err = w.UpdatePerson(t.Context(), &api.UpdatePersonRequest{PersonID: nobody})
	wants(t, err, api.ErrPersonNotFound)
	wants(t, w.DeletePerson(t.Context(), &api.DeletePersonRequest{PersonID: nobody}), api.ErrPersonNotFound)
}

func TestChangePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	boss := jane(d)
	boss.Email = "boss@example.com"
	manager := w.person(boss)
	full := jane(d)
	full.JobTitle, full.Skills, full.Phones = "Clerk", []string{"Go"}, map[string]string{"office": "1"}
	p := w.person(full)

	w.now = w.now.Add(time.Minute)
	given := strings.ToUpper(manager.ID)
	left := api.Left
	got, err := w.UpdatePerson(t.Context(), &api.UpdatePersonRequest{PersonID: p.ID, Body: api.PersonPatch{ManagerID: &given, Status: &left}})
	want := p
	want.ManagerID, want.Status, want.UpdatedAt = &manager.ID, api.Left, at.Add(time.Minute)
	same(t, &want, ok(t, got, err))

	empty := ""
	got, err = w.UpdatePerson(t.Context(), &api.UpdatePersonRequest{PersonID: p.ID,
		Body: api.PersonPatch{JobTitle: &empty, Skills: []string{}, Phones: map[string]string{}}})
	ok(t, got, err)
	stored, err := w.GetPerson(t.Context(), &api.GetPersonRequest{PersonID: p.ID})
	if ok(t, stored, err); stored.JobTitle != "" || len(stored.Skills) != 0 || len(stored.Phones) != 0 || stored.Status != api.Left {
		t.Errorf("after emptying: %+v", stored)
	}

	got, err = w.ReplacePerson(t.Context(), &api.ReplacePersonRequest{PersonID: p.ID, Body: jane(d)})
	want = api.Person{ID: p.ID, NewPerson: jane(d), CreatedAt: at, UpdatedAt: at.Add(time.Minute)}
	same(t, &want, ok(t, got, err))

	if err := w.DeletePerson(t.Context(), &api.DeletePersonRequest{PersonID: strings.ToUpper(p.ID)}); err != nil {
		t.Error(err)
	}
	_, err = w.GetPerson(t.Context(), &api.GetPersonRequest{PersonID: p.ID})
	wants(t, err, api.ErrPersonNotFound)
}

func TestListPersonnel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	for i, last := range []string{"Berg", "Adler", "Zorn", "Adler", "Maier"} {
		p := jane(d)
		p.LastName, p.Email = last, fmt.Sprintf("p%d@example.com", i)
		w.now = w.now.Add(time.Second)
		w.person(p)
	}
	list := func(req api.ListPersonnelRequest) (string, *string) {
		t.Helper()
		page, err := w.ListPersonnel(t.Context(), &req)
		var emails []string
		for _, p := range ok(t, page, err).Items {
			emails = append(emails, p.Email[1:2])
		}
		return strings.Join(emails, ""), page.Next
	}
	for sort, want := range map[api.PersonSort]string{"": "13042", api.ByLastName: "13042", api.ByLastNameDesc: "24031", api.ByCreatedAt: "01234", api.ByCreatedAtDesc: "43210"} {
		got := ""
		var cursor string
		for {
			part, next := list(api.ListPersonnelRequest{Sort: sort, Limit: 2, Cursor: cursor})
			got += part
			if next == nil {
				break
			}
			if cursor = *next; len(cursor) > 400 {
				t.Fatalf("a cursor of %d characters; the contract allows 400", len(cursor))
			}
		}
		if got != want {
			t.Errorf("sort %q: got %s, want %s", sort, got, want)
		}
	}
	if got, _ := list(api.ListPersonnelRequest{Q: "ADLER", Status: api.Active, Department: d.ID, Location: d.LocationID}); got != "13" {
		t.Errorf("filtered: got %s", got)
	}
	if got, next := list(api.ListPersonnelRequest{Limit: 1000}); len(got) != 5 || next != nil {
		t.Errorf("a limit above the contract's: %s, %v", got, next)
	}
	_, err := w.ListPersonnel(t.Context(), &api.ListPersonnelRequest{Sort: "shoe size"})
	wants(t, err, api.ErrInvalidRequest)
}

func TestBadCursors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	for i := range 2 {
		p := jane(d)
		p.Email = fmt.Sprintf("p%d@example.com", i)
		w.person(p)
	}
	page, err := w.ListPersonnel(t.Context(), &api.ListPersonnelRequest{Limit: 1})
	good := *ok(t, page, err).Next
	mangled := []byte(good)
	mangled[5] ^= 1
	calls := map[string]func(cursor string) error{
		"personnel": func(c string) error {
			_, err := w.ListPersonnel(t.Context(), &api.ListPersonnelRequest{Cursor: c, Sort: api.ByCreatedAt})
			return err
		},
		"departments": func(c string) error {
			_, err := w.ListDepartments(t.Context(), &api.ListDepartmentsRequest{Cursor: c})
			return err
		},
		"locations": func(c string) error {
			_, err := w.ListLocations(t.Context(), &api.ListLocationsRequest{Cursor: c})
			return err
		},
	}
	for name, call := range calls {
		for _, cursor := range []string{"x", "???", strings.Repeat("A", 400), string(mangled), good[:len(good)-1], good + "A", good} {
			p := wants(t, call(cursor), api.ErrInvalidRequest)
			if len(p.Violations) != 1 || p.Violations[0].Parameter != "cursor" {
				t.Errorf("%s, cursor %q: %+v, want one violation that names the parameter", name, cursor, p.Violations)
			}
		}
	}
}

func TestPhotos(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.person(jane(w.department()))
	get := func() (*api.GetPhotoResponse, error) {
		return w.GetPhoto(t.Context(), &api.GetPhotoRequest{PersonID: p.ID})
	}
	put := func(contentType string, body []byte) error {
		return w.PutPhoto(t.Context(), &api.PutPhotoRequest{PersonID: strings.ToUpper(p.ID), ContentType: contentType, Body: body})
	}
	_, err := get()
	wants(t, err, api.ErrNoPhoto)
	wants(t, w.DeletePhoto(t.Context(), &api.DeletePhotoRequest{PersonID: p.ID}), api.ErrNoPhoto)

	png := []byte("\x89PNG\r\n\x1a\n\x00\xff\xfe")
	if err := put("image/png; charset=binary", png); err != nil {
		t.Fatal(err)
	}
	first, err := get()
	if ok(t, first, err); !bytes.Equal(first.Body, png) || first.ContentType != "image/png" || len(first.ETag) < 10 || first.ETag[0] != '"' {
		t.Errorf("got %+v", first)
	}
	person, err := w.GetPerson(t.Context(), &api.GetPersonRequest{PersonID: p.ID})
	if !ok(t, person, err).HasPhoto {
		t.Error("hasPhoto is false")
	}
	largest := bytes.Repeat([]byte{0xff}, handlers.MaxPhoto)
	if err := put("image/webp", largest); err != nil {
		t.Fatal(err)
	}
	second, err := get()
	if ok(t, second, err); !bytes.Equal(second.Body, largest) || second.ETag == first.ETag {
		t.Errorf("%d bytes with ETag %s, before %s", len(second.Body), second.ETag, first.ETag)
	}
	wants(t, put("image/webp", append(largest, 0)), api.ErrPhotoTooLarge)
	for _, contentType := range []string{"", "text/html", "image/svg+xml", "image/png, text/html", ";"} {
		prob := wants(t, put(contentType, png), api.ErrInvalidRequest)
		if len(prob.Violations) != 1 || prob.Violations[0].Parameter != "Content-Type" {
			t.Errorf("%q: violations %+v", contentType, prob.Violations)
		}
	}
	wants(t, put("image/png", nil), api.ErrInvalidRequest)

	if err := w.DeletePhoto(t.Context(), &api.DeletePhotoRequest{PersonID: p.ID}); err != nil {
		t.Error(err)
	}
	_, err = get()
	wants(t, err, api.ErrNoPhoto)
	p.ID = nobody
	_, err = get()
	wants(t, err, api.ErrPersonNotFound)
	wants(t, put("image/png", png), api.ErrPersonNotFound)
	wants(t, w.DeletePhoto(t.Context(), &api.DeletePhotoRequest{PersonID: nobody}), api.ErrPersonNotFound)
}

func TestDepartments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	same(t, api.Department{ID: id(2), NewDepartment: api.NewDepartment{Name: "Sales", LocationID: id(1)}, CreatedAt: at, UpdatedAt: at}, d)
	got, err := w.GetDepartment(t.Context(), &api.GetDepartmentRequest{DepartmentID: d.ID})
	same(t, &d, ok(t, got, err))

	w.now = w.now.Add(time.Minute)
	name, cost := "Sales & Co", 7
	got, err = w.UpdateDepartment(t.Context(), &api.UpdateDepartmentRequest{DepartmentID: d.ID, Body: api.DepartmentPatch{Name: &name, CostCenter: &cost}})
	d.Name, d.CostCenter, d.UpdatedAt = name, cost, at.Add(time.Minute)
	same(t, &d, ok(t, got, err))

	put := func(id string, body api.NewDepartment) (*api.PutDepartmentResponse, error) {
		return w.PutDepartment(t.Context(), &api.PutDepartmentRequest{DepartmentID: id, Body: body})
	}
	body := api.NewDepartment{Name: "Research", LocationID: id(1)}
	stored, err := put("r-and-d", body)
	created := api.Department{ID: "r-and-d", NewDepartment: body, CreatedAt: at.Add(time.Minute), UpdatedAt: at.Add(time.Minute)}
	same(t, &api.PutDepartmentResponse{Created: &created}, ok(t, stored, err))
	w.now = w.now.Add(time.Minute)
	body.CostCenter = 9
	stored, err = put("r-and-d", body)
	created.NewDepartment, created.UpdatedAt = body, at.Add(2*time.Minute)
	same(t, &api.PutDepartmentResponse{Replaced: &created}, ok(t, stored, err))

	page, err := w.ListDepartments(t.Context(), &api.ListDepartmentsRequest{Limit: 1, Location: id(1)})
	if ok(t, page, err); page.Items[0].ID != "r-and-d" || page.Next == nil {
		t.Fatalf("first page %+v", page)
	}
	page, err = w.ListDepartments(t.Context(), &api.ListDepartmentsRequest{Limit: 1, Location: id(1), Cursor: *page.Next})
	same(t, &api.DepartmentPage{Items: []api.Department{d}}, ok(t, page, err))

	w.person(jane(d))
	prob := wants(t, w.DeleteDepartment(t.Context(), &api.DeleteDepartmentRequest{DepartmentID: d.ID}), api.ErrDepartmentInUse)
	if prob.Status != 409 {
		t.Errorf("status %d", prob.Status)
	}
	if err := w.DeleteDepartment(t.Context(), &api.DeleteDepartmentRequest{DepartmentID: "r-and-d"}); err != nil {
		t.Error(err)
	}
}

func TestDepartmentProblems(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	taken := api.NewDepartment{Name: "SALES", LocationID: id(1)}
	lost := api.NewDepartment{Name: "Lost", LocationID: nobody}
	for _, tt := range []struct {
		body    api.NewDepartment
		want    problem.Problem
		pointer string
	}{{taken, api.ErrDuplicate, "/name"}, {lost, api.ErrNoSuchReference, "/locationId"}} {
		_, err := w.CreateDepartment(t.Context(), &api.CreateDepartmentRequest{Body: tt.body})
		_, err2 := w.PutDepartment(t.Context(), &api.PutDepartmentRequest{DepartmentID: "new", Body: tt.body})
		_, err3 := w.PutDepartment(t.Context(), &api.PutDepartmentRequest{DepartmentID: "other", Body: api.NewDepartment{Name: "Other", LocationID: id(1)}})
		if err3 != nil {
			t.Fatal(err3)
		}
		_, err3 = w.PutDepartment(t.Context(), &api.PutDepartmentRequest{DepartmentID: "other", Body: tt.body})
		_, err4 := w.UpdateDepartment(t.Context(), &api.UpdateDepartmentRequest{DepartmentID: "other",
			Body: api.DepartmentPatch{Name: &tt.body.Name, LocationID: &tt.body.LocationID}})
		for i, err := range []error{err, err2, err3, err4} {
			if p := wants(t, err, tt.want); len(p.Violations) != 1 || p.Violations[0].Pointer != tt.pointer {
				t.Errorf("%s, %d: violations %+v", tt.body.Name, i, p.Violations)
			}
		}
	}
	_, err := w.GetDepartment(t.Context(), &api.GetDepartmentRequest{DepartmentID: strings.ToUpper(d.ID) + "x"})
	wants(t, err, api.ErrDepartmentNotFound)
	_, err = w.UpdateDepartment(t.Context(), &api.UpdateDepartmentRequest{DepartmentID: "x"})
	wants(t, err, api.ErrDepartmentNotFound)
	wants(t, w.DeleteDepartment(t.Context(), &api.DeleteDepartmentRequest{DepartmentID: "x"}), api.ErrDepartmentNotFound)
}

func TestLocations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.location()
	same(t, api.Location{ID: id(1), NewLocation: berlin, CreatedAt: at, UpdatedAt: at}, l)
	got, err := w.GetLocation(t.Context(), &api.GetLocationRequest{LocationID: strings.ToUpper(l.ID)})
	same(t, &l, ok(t, got, err))

	w.now = w.now.Add(time.Minute)
	pos := api.Position{Latitude: 52.5, Longitude: 13.4}
	got, err = w.UpdateLocation(t.Context(), &api.UpdateLocationRequest{LocationID: l.ID, Body: api.LocationPatch{Position: &pos}})
	l.Position, l.UpdatedAt = &pos, at.Add(time.Minute)
	same(t, &l, ok(t, got, err))
	name, address := "Bern", api.Address{Street: "Gasse 2", City: "Bern", Country: "CH"}
	got, err = w.UpdateLocation(t.Context(), &api.UpdateLocationRequest{LocationID: l.ID, Body: api.LocationPatch{Name: &name, Address: &address}})
	l.Name, l.Address = name, address
	same(t, &l, ok(t, got, err))
	got, err = w.ReplaceLocation(t.Context(), &api.ReplaceLocationRequest{LocationID: l.ID, Body: berlin})
	l.NewLocation = berlin
	same(t, &l, ok(t, got, err))

	other := berlin
	other.Name, other.Address.Country = "Zürich", "CH"
	r, err := w.CreateLocation(t.Context(), &api.CreateLocationRequest{Body: other})
	second := ok(t, r, err)
	if second.Location != "/locations/"+id(2) {
		t.Errorf("Location: %s", second.Location)
	}
	page, err := w.ListLocations(t.Context(), &api.ListLocationsRequest{Limit: 1})
	if ok(t, page, err); page.Next == nil {
		t.Fatal("no second page")
	}
	page, err = w.ListLocations(t.Context(), &api.ListLocationsRequest{Cursor: *page.Next})
	same(t, &api.LocationPage{Items: []api.Location{second.Body}}, ok(t, page, err))
	page, err = w.ListLocations(t.Context(), &api.ListLocationsRequest{Country: "FR"})
	same(t, &api.LocationPage{Items: []api.Location{}}, ok(t, page, err))

	taken := berlin
	taken.Name = "zÜRICH"
	_, err = w.CreateLocation(t.Context(), &api.CreateLocationRequest{Body: taken})
	wants(t, err, api.ErrDuplicate)
	_, err = w.ReplaceLocation(t.Context(), &api.ReplaceLocationRequest{LocationID: l.ID, Body: taken})
	wants(t, err, api.ErrDuplicate)
	_, err = w.UpdateLocation(t.Context(), &api.UpdateLocationRequest{LocationID: l.ID, Body: api.LocationPatch{Name: &taken.Name}})
	wants(t, err, api.ErrDuplicate)
	_, err = w.GetLocation(t.Context(), &api.GetLocationRequest{LocationID: nobody})
	wants(t, err, api.ErrLocationNotFound)
	_, err = w.ReplaceLocation(t.Context(), &api.ReplaceLocationRequest{LocationID: nobody, Body: berlin})
	wants(t, err, api.ErrLocationNotFound)
	_, err = w.UpdateLocation(t.Context(), &api.UpdateLocationRequest{LocationID: nobody})
	wants(t, err, api.ErrLocationNotFound)

	dep, err := w.CreateDepartment(t.Context(), &api.CreateDepartmentRequest{Body: api.NewDepartment{Name: "Sales", LocationID: l.ID}})
	ok(t, dep, err)
	wants(t, w.DeleteLocation(t.Context(), &api.DeleteLocationRequest{LocationID: l.ID}), api.ErrLocationInUse)
	if err := w.DeleteLocation(t.Context(), &api.DeleteLocationRequest{LocationID: second.Body.ID}); err != nil {
		t.Error(err)
	}
	wants(t, w.DeleteLocation(t.Context(), &api.DeleteLocationRequest{LocationID: nobody}), api.ErrLocationNotFound)
}

func TestSearchAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.department()
	p := w.person(jane(d))
	found, err := w.SearchAll(t.Context(), &api.SearchAllRequest{Q: "NE D"})
	same(t, &api.SearchResult{Personnel: []api.Person{p}, Departments: []api.Department{}, Locations: []api.Location{}}, ok(t, found, err))
	found, err = w.SearchAll(t.Context(), &api.SearchAllRequest{Q: "e", Limit: 1})
	if ok(t, found, err); len(found.Personnel) != 1 || len(found.Departments) != 1 || len(found.Locations) != 1 {
		t.Errorf("got %+v", found)
	}
}

// An error of the store is no problem of the caller's, and its text stays here.
func TestBrokenStore(t *testing.T) {
	t.Parallel()
	s, err := store.OpenSQLite(store.Memory)
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	d := handlers.New(s, handlers.Options{})
	_, err = d.GetPerson(t.Context(), &api.GetPersonRequest{PersonID: nobody})
	if p := problem.From(err); err == nil || p.Status != 500 || p.Detail != "" {
		t.Errorf("error %v becomes %+v", err, p)
	}
}

// The ids and the clock of a service that runs for real.
func TestZeroOptions(t *testing.T) {
	t.Parallel()
	s, err := store.OpenSQLite(store.Memory)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := handlers.New(s, handlers.Options{})
	before := time.Now().Add(-time.Second)
	r, err := d.CreateLocation(t.Context(), &api.CreateLocationRequest{Body: berlin})
	l := ok(t, r, err).Body
	if len(l.ID) != 36 || l.ID[14] != '4' || l.CreatedAt.Before(before) || l.CreatedAt.Location() != time.UTC {
		t.Errorf("got %+v", l)
	}
}
