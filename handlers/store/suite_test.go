package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/apigen-go/apigen/api"
)

var created = time.Date(2026, 2, 14, 9, 30, 5, 123456000, time.UTC)

func newLocation(name string) api.Location {
	return api.Location{ID: uuid.NewString(), CreatedAt: created, UpdatedAt: created, NewLocation: api.NewLocation{
		Name: name, Address: api.Address{Street: "Königsallee 7", PostalCode: "40212", City: "Düsseldorf", Country: "DE"},
	}}
}

func newDepartment(name string, at api.Location) api.Department {
	return api.Department{ID: uuid.NewString(), CreatedAt: created, UpdatedAt: created,
		NewDepartment: api.NewDepartment{Name: name, LocationID: at.ID, CostCenter: 4711}}
}

func newPerson(first, last string, in api.Department) api.Person {
	return api.Person{ID: uuid.NewString(), CreatedAt: created, UpdatedAt: created, NewPerson: api.NewPerson{
		FirstName: first, LastName: last, Email: fmt.Sprintf("%s@example.com", uuid.NewString()),
		DepartmentID: in.ID, Status: api.Active,
	}}
}

// must stores records of any kind.
func must(t *testing.T, s *Store, records ...any) {
	t.Helper()
	for _, r := range records {
		var err error
		switch r := r.(type) {
		case api.Location:
			err = s.CreateLocation(t.Context(), r)
		case api.Department:
			err = s.CreateDepartment(t.Context(), r)
		case api.Person:
			err = s.CreatePerson(t.Context(), r)
		default:
			t.Fatalf("no kind of record: %T", r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// place stores a location and a department, which people need.
func place(t *testing.T, s *Store) (api.Location, api.Department) {
	t.Helper()
	l := newLocation("Düsseldorf")
	d := newDepartment("Sales", l)
	must(t, s, l, d)
	return l, d
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

func testPeople(t *testing.T, s *Store) {
	_, sales := place(t, s)
	boss := newPerson("Ada", "Boss", sales)
	p := newPerson("Zoë 😀", "O'Neil \\ \"Q\"", sales)
	p.JobTitle, p.Status, p.ManagerID = "Größte 'Stelle'", api.OnLeave, &boss.ID
	p.Skills, p.Phones = []string{"Go", "日本語", `a"b`}, map[string]string{"office": "+49 211 1", "": "x"}
	must(t, s, boss, p)
	for _, want := range []api.Person{boss, p} {
		got, err := s.Person(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, got)
	}

	later := created.Add(time.Hour)
	got, err := s.UpdatePerson(t.Context(), p.ID, func(was *api.Person) error {
		same(t, p, *was)
		was.FirstName, was.ManagerID, was.Skills, was.Phones, was.UpdatedAt = "Zoe", nil, []string{}, nil, later
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := p
	want.FirstName, want.ManagerID, want.Skills, want.Phones, want.UpdatedAt = "Zoe", nil, nil, nil, later
	same(t, want, got)
	// Changing nothing is a change that finds its row.
	got, err = s.UpdatePerson(t.Context(), p.ID, func(*api.Person) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	same(t, want, got)

	refused := errors.New("refused")
	_, err = s.UpdatePerson(t.Context(), p.ID, func(was *api.Person) error {
		was.FirstName = "not stored"
		return refused
	})
	wantErr(t, err, refused)
	got, err = s.Person(t.Context(), p.ID)
	wantErr(t, err, nil)
	same(t, want, got)

	wantErr(t, s.DeletePerson(t.Context(), p.ID), nil)
	wantErr(t, s.DeletePerson(t.Context(), p.ID), ErrNotFound)
	_, err = s.Person(t.Context(), p.ID)
	wantErr(t, err, ErrNotFound)
	_, err = s.UpdatePerson(t.Context(), p.ID, func(*api.Person) error { return nil })
	wantErr(t, err, ErrNotFound)
}

func testPersonErrors(t *testing.T, s *Store) {
	_, sales := place(t, s)
	first := newPerson("A", "A", sales)
	first.Email = "Zoë@Example.com"
	must(t, s, first)
	nobody := uuid.NewString()

	try := func(name string, change func(*api.Person), want error) {
		t.Helper()
		p := newPerson("B", "B", sales)
		change(&p)
		err := s.CreatePerson(t.Context(), p)
		if diff := gocmp.Diff(want, err); diff != "" {
			t.Errorf("create: %s: %v, want %v", name, err, want)
		}
		other := newPerson("C", "C", sales)
		must(t, s, other)
		_, err = s.UpdatePerson(t.Context(), other.ID, func(p *api.Person) error { change(p); return nil })
		if diff := gocmp.Diff(want, err); diff != "" {
			t.Errorf("update: %s: %v, want %v", name, err, want)
		}
	}
	try("no department", func(p *api.Person) { p.DepartmentID = "nowhere" }, &ReferenceError{"departmentId", "nowhere"})
	try("no manager", func(p *api.Person) { p.ManagerID = &nobody }, &ReferenceError{"managerId", nobody})
	try("e-mail taken", func(p *api.Person) { p.Email = "zoË@example.COM" }, &DuplicateError{"email", "zoË@example.COM"})
}

func testManagerLeaves(t *testing.T, s *Store) {
	_, sales := place(t, s)
	boss := newPerson("Ada", "Boss", sales)
	p := newPerson("Bob", "Clerk", sales)
	p.ManagerID = &boss.ID
	must(t, s, boss, p)
	wantErr(t, s.DeletePerson(t.Context(), boss.ID), nil)
	got, err := s.Person(t.Context(), p.ID)
	wantErr(t, err, nil)
	if got.ManagerID != nil {
		t.Errorf("manager %s was deleted but still is the manager", *got.ManagerID)
	}
}

func names(people []api.Person) string {
	var all []string
	for _, p := range people {
		all = append(all, p.FirstName)
	}
	return strings.Join(all, " ")
}

func testFilters(t *testing.T, s *Store) {
	here, sales := place(t, s)
	there := newLocation("Anywhere")
	it := newDepartment("IT", there)
	a, b, c := newPerson("Ann", "One", sales), newPerson("Bob", "Two", sales), newPerson("Cyd", "Three-Öhm", it)
	a.Email, b.Email, c.Email = "ann@one.example", "bob@two.example", "cyd@three.example"
	b.Status, c.Skills = api.Left, []string{"100% Go_lang!", "Ärger"}
	must(t, s, there, it, a, b, c)
	for _, tt := range []struct {
		name string
		q    PeopleQuery
		want string
	}{
		{"all", PeopleQuery{}, "Ann Cyd Bob"},
		{"department", PeopleQuery{Department: sales.ID}, "Ann Bob"},
		{"location", PeopleQuery{Location: there.ID}, "Cyd"},
		{"department and another's location", PeopleQuery{Department: it.ID, Location: here.ID}, ""},
		{"status", PeopleQuery{Status: api.Left}, "Bob"},
		{"name", PeopleQuery{Contains: "NN ON"}, "Ann"},
		{"white space", PeopleQuery{Contains: "  ann \t one "}, "Ann"},
		{"e-mail", PeopleQuery{Contains: "@TWO"}, "Bob"},
		{"skill beyond ASCII", PeopleQuery{Contains: "ärG"}, "Cyd"},
		{"name beyond ASCII", PeopleQuery{Contains: "öHM"}, "Cyd"},
		{"percent is no wildcard", PeopleQuery{Contains: "1%0"}, ""},
		{"underscore is no wildcard", PeopleQuery{Contains: "o_l"}, "Cyd"},
		{"underscore is no wildcard either", PeopleQuery{Contains: "_nn"}, ""},
		{"the escape character", PeopleQuery{Contains: "lang!"}, "Cyd"},
		{"a backslash", PeopleQuery{Contains: `\`}, ""},
		{"not across fields", PeopleQuery{Contains: "one ann@"}, ""},
		{"status and text", PeopleQuery{Status: api.Active, Contains: "e"}, "Ann Cyd"},
	} {
		tt.q.Limit = 10
		page, err := s.People(t.Context(), tt.q)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := names(page.Items); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		if page.Items == nil {
			t.Errorf("%s: an empty page is nil, which is null on the wire", tt.name)
		}
	}
}

// Whatever a caller writes is a value and never SQL.
func testTextIsData(t *testing.T, s *Store) {
	_, sales := place(t, s)
	evil := `x'); DROP TABLE people; -- \' " %00 ` + "\x00"
	p := newPerson(evil, evil, sales)
	p.Email = evil
	must(t, s, p)
	got, err := s.Person(t.Context(), p.ID)
	wantErr(t, err, nil)
	same(t, p, got)
	page, err := s.People(t.Context(), PeopleQuery{Contains: evil, Limit: 5})
	wantErr(t, err, nil)
	if len(page.Items) != 1 {
		t.Errorf("found %d people", len(page.Items))
	}
	for _, q := range []PeopleQuery{{Department: evil}, {Location: evil}, {Status: api.Status(evil)}, {After: &Key{Text: evil, ID: evil}}} {
		q.Limit = 5
		if _, err := s.People(t.Context(), q); err != nil {
			t.Errorf("%+v: %v", q, err)
		}
	}
	_, err = s.Person(t.Context(), evil)
	wantErr(t, err, ErrNotFound)
}

// crowd are people with equal names and times among them.
func crowd(sales api.Department) []api.Person {
	var people []api.Person
	for i, name := range []string{"adam", "Adam", "Ädam", "Zoe", "zoe", "Zoe", "Zoë", "li", "Lia", "李", "😀", "Ångström", "a b", "a-b", "ab"} {
		p := newPerson([]string{"x", "Y"}[i%2], name, sales)
		p.CreatedAt = created.Add(time.Duration(i/3) * time.Microsecond)
		people = append(people, p)
	}
	return people
}

func testPages(t *testing.T, s *Store) {
	_, sales := place(t, s)
	people := crowd(sales)
	for _, p := range people {
		must(t, s, p)
	}
	byName := func(a, b api.Person) int {
		return cmp.Or(cmp.Compare(sortKey(a.LastName, a.FirstName), sortKey(b.LastName, b.FirstName)), cmp.Compare(a.ID, b.ID))
	}
	byTime := func(a, b api.Person) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) }
	for _, tt := range []struct {
		name string
		q    PeopleQuery
		cmp  func(a, b api.Person) int
	}{
		{"by name", PeopleQuery{}, byName},
		{"by name, down", PeopleQuery{Descending: true}, func(a, b api.Person) int { return byName(b, a) }},
		{"by time", PeopleQuery{ByCreation: true}, byTime},
		{"by time, down", PeopleQuery{ByCreation: true, Descending: true}, func(a, b api.Person) int { return byTime(b, a) }},
	} {
		want := slices.SortedFunc(slices.Values(people), tt.cmp)
		for _, limit := range []int{1, 2, 7, len(people) - 1, len(people), 100} {
			q := tt.q
			q.Limit = limit
			var got []api.Person
			for pages := 0; ; pages++ {
				page, err := s.People(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, page.Items...)
				if q.After = page.Next; page.Next == nil {
					break
				}
				if len(page.Items) != limit || pages > len(people) {
					t.Fatalf("%s, limit %d: a page of %d with more to come", tt.name, limit, len(page.Items))
				}
			}
			if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, limit %d (-want +got):\n%s", tt.name, limit, diff)
			}
		}
	}
}

func testLongNames(t *testing.T, s *Store) {
	l, _ := place(t, s)
	long := strings.Repeat("𝔁", 79) // four bytes each
	for _, end := range []string{"a", "b", "c"} {
		must(t, s, newDepartment(long+end, l))
	}
	var got []string
	q := DepartmentsQuery{Limit: 1}
	for {
		page, err := s.Departments(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page.Items[0].Name)
		if q.After = page.Next; page.Next == nil {
			break
		}
	}
	slices.Sort(got)
	same(t, []string{"Sales", long + "a", long + "b", long + "c"}, got)
}

// Pages go on where they stopped, whatever happened to the record there.
func testPagesUnderChange(t *testing.T, s *Store) {
	_, sales := place(t, s)
	a, b, c := newPerson("Ann", "A", sales), newPerson("Bob", "B", sales), newPerson("Cyd", "C", sales)
	must(t, s, a, b, c)
	page, err := s.People(t.Context(), PeopleQuery{Limit: 2})
	wantErr(t, err, nil)
	wantErr(t, s.DeletePerson(t.Context(), b.ID), nil)
	must(t, s, newPerson("Too late", "AA", sales))
	page, err = s.People(t.Context(), PeopleQuery{Limit: 2, After: page.Next})
	wantErr(t, err, nil)
	if got := names(page.Items); got != "Cyd" || page.Next != nil {
		t.Errorf("second page %q, next %v", got, page.Next)
	}
}

func testPhotos(t *testing.T, s *Store) {
	_, sales := place(t, s)
	p := newPerson("Ann", "A", sales)
	must(t, s, p)
	_, err := s.Photo(t.Context(), p.ID)
	wantErr(t, err, ErrNoPhoto)
	_, err = s.Photo(t.Context(), "nobody")
	wantErr(t, err, ErrNotFound)
	wantErr(t, s.DeletePhoto(t.Context(), p.ID), ErrNoPhoto)
	wantErr(t, s.DeletePhoto(t.Context(), "nobody"), ErrNotFound)
	wantErr(t, s.PutPhoto(t.Context(), "nobody", Photo{ContentType: "image/png", ETag: `"0"`, Content: []byte{1}}), ErrNotFound)

	every := make([]byte, 4<<20)
	for i := range every {
		every[i] = byte(i ^ i>>8)
	}
	for _, photo := range []Photo{
		{"image/png", `"1"`, []byte("\x89PNG\r\n\x1a\n\x00'\\\xff")},
		{"image/webp", `"2"`, every},
		{"image/webp", `"2"`, every}, // the same again finds its row
	} {
		wantErr(t, s.PutPhoto(t.Context(), p.ID, photo), nil)
		got, err := s.Photo(t.Context(), p.ID)
		wantErr(t, err, nil)
		if got.ContentType != photo.ContentType || got.ETag != photo.ETag || !bytes.Equal(got.Content, photo.Content) {
			t.Errorf("photo %s of %d bytes came back as %s of %d", photo.ContentType, len(photo.Content), got.ContentType, len(got.Content))
		}
	}
	got, err := s.Person(t.Context(), p.ID)
	wantErr(t, err, nil)
	if !got.HasPhoto {
		t.Error("the person has a photo, hasPhoto is false")
	}
	wantErr(t, s.DeletePhoto(t.Context(), p.ID), nil)
	_, err = s.Photo(t.Context(), p.ID)
	wantErr(t, err, ErrNoPhoto)

	wantErr(t, s.PutPhoto(t.Context(), p.ID, Photo{ContentType: "image/png", ETag: `"1"`, Content: []byte{1}}), nil)
	wantErr(t, s.DeletePerson(t.Context(), p.ID), nil)
	must(t, s, p) // the same id again, without the photo
	_, err = s.Photo(t.Context(), p.ID)
	wantErr(t, err, ErrNoPhoto)
}

func testDepartments(t *testing.T, s *Store) {
	l, sales := place(t, s)
	got, err := s.Department(t.Context(), sales.ID)
	wantErr(t, err, nil)
	same(t, sales, got)
	_, err = s.Department(t.Context(), "nowhere")
	wantErr(t, err, ErrNotFound)

	same(t, &DuplicateError{"name", " sALES"}, s.CreateDepartment(t.Context(), newDepartment(" sALES", l)))
	same(t, &ReferenceError{"locationId", "x"}, s.CreateDepartment(t.Context(), newDepartment("New", api.Location{ID: "x"})))

	other := newLocation("Other")
	it := newDepartment("IT", other)
	must(t, s, other, it)
	page, err := s.Departments(t.Context(), DepartmentsQuery{Location: other.ID, Limit: 10})
	wantErr(t, err, nil)
	same(t, Page[api.Department]{Items: []api.Department{it}}, page)

	got, err = s.UpdateDepartment(t.Context(), it.ID, func(d *api.Department) error { d.Name, d.CostCenter = "it", 0; return nil })
	wantErr(t, err, nil)
	it.Name, it.CostCenter = "it", 0
	same(t, it, got)
	_, err = s.UpdateDepartment(t.Context(), it.ID, func(d *api.Department) error { d.Name = "SALES"; return nil })
	same(t, &DuplicateError{"name", "SALES"}, err)
	_, err = s.UpdateDepartment(t.Context(), it.ID, func(d *api.Department) error { d.LocationID = "x"; return nil })
	same(t, &ReferenceError{"locationId", "x"}, err)
	_, err = s.UpdateDepartment(t.Context(), "nowhere", func(*api.Department) error { return nil })
	wantErr(t, err, ErrNotFound)

	p := newPerson("Ann", "A", it)
	must(t, s, p)
	wantErr(t, s.DeleteDepartment(t.Context(), it.ID), ErrInUse)
	wantErr(t, s.DeletePerson(t.Context(), p.ID), nil)
	wantErr(t, s.DeleteDepartment(t.Context(), it.ID), nil)
	wantErr(t, s.DeleteDepartment(t.Context(), it.ID), ErrNotFound)
}

func testPutDepartment(t *testing.T, s *Store) {
	l, _ := place(t, s)
	d := newDepartment("Research", l)
	d.ID = "r-and-d"
	got, isNew, err := s.PutDepartment(t.Context(), d)
	wantErr(t, err, nil)
	same(t, d, got)
	if !isNew {
		t.Error("the first was not new")
	}
	d2 := d
	d2.Name, d2.CreatedAt, d2.UpdatedAt = "R & D", created.Add(time.Hour), created.Add(time.Hour)
	got, isNew, err = s.PutDepartment(t.Context(), d2)
	wantErr(t, err, nil)
	d2.CreatedAt = d.CreatedAt
	same(t, d2, got)
	if isNew {
		t.Error("the second was new")
	}
	d2.Name = "Sales"
	_, _, err = s.PutDepartment(t.Context(), d2)
	same(t, &DuplicateError{"name", "Sales"}, err)
	d2.ID = "another"
	_, _, err = s.PutDepartment(t.Context(), d2)
	same(t, &DuplicateError{"name", "Sales"}, err)
	d2.Name, d2.LocationID = "Another", "x"
	_, _, err = s.PutDepartment(t.Context(), d2)
	same(t, &ReferenceError{"locationId", "x"}, err)
}

func testLocations(t *testing.T, s *Store) {
	l := newLocation("Null Island")
	l.Address.Country, l.Position = "GH", &api.Position{Latitude: 0, Longitude: -0.000001}
	precise := newLocation("Precise")
	precise.Position = &api.Position{Latitude: 51.225402123456789, Longitude: 6.776313999999999}
	must(t, s, l, precise, newLocation("Berlin"))
	for _, want := range []api.Location{l, precise} {
		got, err := s.Location(t.Context(), want.ID)
		wantErr(t, err, nil)
		same(t, want, got)
	}
	same(t, &DuplicateError{"name", "NULL island"}, s.CreateLocation(t.Context(), newLocation("NULL island")))

	page, err := s.Locations(t.Context(), LocationsQuery{Country: "DE", Limit: 1})
	wantErr(t, err, nil)
	if page.Items[0].Name != "Berlin" || page.Next == nil {
		t.Errorf("first page %+v", page)
	}
	page, err = s.Locations(t.Context(), LocationsQuery{Country: "DE", Limit: 1, After: page.Next})
	wantErr(t, err, nil)
	if page.Items[0].Name != "Precise" || page.Next != nil {
		t.Errorf("second page %+v", page)
	}

	got, err := s.UpdateLocation(t.Context(), l.ID, func(l *api.Location) error { l.Position, l.Address.City = nil, "Sea"; return nil })
	wantErr(t, err, nil)
	l.Position, l.Address.City = nil, "Sea"
	same(t, l, got)
	_, err = s.UpdateLocation(t.Context(), l.ID, func(l *api.Location) error { l.Name = "berlin"; return nil })
	same(t, &DuplicateError{"name", "berlin"}, err)
	_, err = s.UpdateLocation(t.Context(), "nowhere", func(*api.Location) error { return nil })
	wantErr(t, err, ErrNotFound)

	d := newDepartment("Sales", l)
	must(t, s, d)
	wantErr(t, s.DeleteLocation(t.Context(), l.ID), ErrInUse)
	wantErr(t, s.DeleteDepartment(t.Context(), d.ID), nil)
	wantErr(t, s.DeleteLocation(t.Context(), l.ID), nil)
	wantErr(t, s.DeleteLocation(t.Context(), l.ID), ErrNotFound)
}

func testSearch(t *testing.T, s *Store) {
	l, d := place(t, s)
	p, other := newPerson("Dolly", "Sald", d), newPerson("Other", "Person", d)
	other.Email = "sal@example.com" // an e-mail address is no name
	must(t, s, p, other)
	got, err := s.Search(t.Context(), "sAl", 5)
	wantErr(t, err, nil)
	same(t, api.SearchResult{Personnel: []api.Person{p}, Departments: []api.Department{d}}, got)
	if got.Locations == nil {
		t.Error("no locations are nil, which is null on the wire")
	}
	got, err = s.Search(t.Context(), "D", 1)
	wantErr(t, err, nil)
	same(t, api.SearchResult{Personnel: []api.Person{p}, Locations: []api.Location{l}}, got)
	got, err = s.Search(t.Context(), "%", 5)
	wantErr(t, err, nil)
	same(t, api.SearchResult{}, got)
}

// Changes of one record wait for each other: none is lost.
func testConcurrentChanges(t *testing.T, s *Store) {
	l, d := place(t, s)
	const workers, rounds = 4, 5
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range rounds {
				_, err := s.UpdateDepartment(t.Context(), d.ID, func(d *api.Department) error { d.CostCenter++; return nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	var news sync.Map
	for i := range workers {
		wg.Go(func() {
			put := newDepartment("Together", l)
			put.ID = "together"
			_, isNew, err := s.PutDepartment(context.WithoutCancel(t.Context()), put)
			if err != nil {
				t.Error(err)
			}
			if isNew {
				news.Store(i, true)
			}
		})
	}
	wg.Wait()
	got, err := s.Department(t.Context(), d.ID)
	wantErr(t, err, nil)
	if want := d.CostCenter + workers*rounds; got.CostCenter != want {
		t.Errorf("%d changes left %d, want %d", workers*rounds, got.CostCenter, want)
	}
	count := 0
	news.Range(func(any, any) bool { count++; return true })
	if count != 1 {
		t.Errorf("%d of %d concurrent puts made the department", count, workers)
	}
}
