package validatetest

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/check"
	"github.com/apigen-go/apigen/generated/validate"
	closed "github.com/apigen-go/apigen/internal/generate/validate/testdata/closed/api"
	closedvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/closed/validate"
	containers "github.com/apigen-go/apigen/internal/generate/validate/testdata/containers/api"
	containersvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/containers/validate"
	rules "github.com/apigen-go/apigen/internal/generate/validate/testdata/rules/api"
	rulesvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/rules/validate"
	"github.com/apigen-go/apigen/problem"
)

func violations(err error) problem.Violations {
	var e *check.Error
	if errors.As(err, &e) {
		return e.Violations
	}
	return nil
}

const goodRules = `{"name":"name","code":"AB-1","small":0,"ratio":0,"level":1,"on":false,"tags":["a"]`

func TestEveryRule(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, doc string
		want      problem.Violations
	}{
		{"good", goodRules + `}`, nil},
		{"all members", goodRules + `,"word":"xbc","step":-10,"large":9007199254740993,"tenths":0.3,"single":2.5,"color":"it's \"blue\"","picked":"red","points":[{"x":1,"y":2}],"labels":{"k":""},"id":"no uuid","standard":1,"more":null}`, nil},
		{"nothing", `{}`, problem.Violations{
			{Pointer: "/name", Detail: "is required"}, {Pointer: "/code", Detail: "is required"}, {Pointer: "/small", Detail: "is required"},
			{Pointer: "/ratio", Detail: "is required"}, {Pointer: "/level", Detail: "is required"}, {Pointer: "/on", Detail: "is required"},
			{Pointer: "/tags", Detail: "is required"},
		}},
		{"everything", `{"name":"é","code":"ab-1","word":"b","small":-6,"step":3,"large":9007199254740994,"ratio":1.75,"tenths":0.25,"single":3,"level":3,"color":"green","picked":"r","on":1,"tags":["a","a","b","c"],"points":[{"x":1,"y":2},{"y":2,"x":1},{"x":1}],"labels":{},"standard":0}`, problem.Violations{
			{Pointer: "/name", Detail: "is shorter than 2 characters"},
			{Pointer: "/code", Detail: "does not match the pattern ^[A-Z]{2}-[0-9]+$"},
			{Pointer: "/word", Detail: "does not match the pattern (a|b)c"},
			{Pointer: "/small", Detail: "is less than -5"},
			{Pointer: "/step", Detail: "is not a multiple of 5"},
			{Pointer: "/large", Detail: "is more than 9007199254740993"},
			{Pointer: "/ratio", Detail: "is more than 1.5"},
			{Pointer: "/tenths", Detail: "is not a multiple of 0.1"},
			{Pointer: "/single", Detail: "is more than 2.5"},
			{Pointer: "/level", Detail: "is not one of 1, 2"},
			{Pointer: "/color", Detail: `is not one of red, it's "blue"`},
			{Pointer: "/picked", Detail: `is not one of red, it's "blue"`},
			{Pointer: "/picked", Detail: "is shorter than 3 characters"},
			{Pointer: "/on", Detail: "is a number, want a boolean"},
			{Pointer: "/tags", Detail: "has an item twice"},
			{Pointer: "/tags", Detail: "has more than 3 items"},
			{Pointer: "/points/2/y", Detail: "is required"},
			{Pointer: "/points", Detail: "has more than 2 items"},
			{Pointer: "/labels", Detail: "has fewer than 1 member"},
			{Pointer: "/standard", Detail: "is less than 1"},
		}},
		{"an optional member that is there keeps its rules", goodRules + `,"word":"","step":1}`, problem.Violations{
			{Pointer: "/word", Detail: "does not match the pattern (a|b)c"}, {Pointer: "/step", Detail: "is not a multiple of 5"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var v rules.Rules
			err := rulesvalidate.DecodeRules([]byte(tt.doc), &v)
			if diff := cmp.Diff(tt.want, violations(err)); diff != "" {
				t.Errorf("DecodeRules(%s) (-want +got):\n%s", tt.doc, diff)
			}
			if err == nil {
				if err := rulesvalidate.Rules(&v); err != nil && v.Standard != 0 {
					t.Errorf("the value of %s: %v", tt.doc, err)
				}
			}
		})
	}
}

// A Go value cannot tell whether a member is absent; its rules it can.
func TestRulesOfValues(t *testing.T) {
	t.Parallel()
	green := rules.Color("green")
	v := rules.Rules{Name: "a", Code: "A", Small: 101, Ratio: -1, Step: 2, Level: 0, Picked: &green, Standard: 1, Labels: map[string]string{"a": "", "b": "", "c": ""}}
	want := problem.Violations{
		{Pointer: "/name", Detail: "is shorter than 2 characters"},
		{Pointer: "/code", Detail: "does not match the pattern ^[A-Z]{2}-[0-9]+$"},
		{Pointer: "/small", Detail: "is more than 100"},
		{Pointer: "/step", Detail: "is not a multiple of 5"},
		{Pointer: "/ratio", Detail: "is less than -0.5"},
		{Pointer: "/level", Detail: "is not one of 1, 2"},
		{Pointer: "/picked", Detail: `is not one of red, it's "blue"`},
		{Pointer: "/tags", Detail: "has fewer than 1 item"},
		{Pointer: "/labels", Detail: "has more than 2 members"},
	}
	if diff := cmp.Diff(want, violations(rulesvalidate.Rules(&v))); diff != "" {
		t.Errorf("Rules (-want +got):\n%s", diff)
	}
	if err := rulesvalidate.Rules(&rules.Rules{Name: "ab", Code: "AB-1", Ratio: math.SmallestNonzeroFloat64, Level: rules.Low, Tags: []string{"a"}, Standard: 1}); err != nil {
		t.Errorf("Rules of a good value: %v", err)
	}
}

const goodBox = `"title":"abc","grid":[[1,-2],[]],"pair":[{"text":"a"},{"text":"b"}],"bytes":[1,2,255],"inner":{"deep":[{"a":"xx"}]}`

func TestContainers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, doc string
		want      problem.Violations
	}{
		{"good", `{` + goodBox + `}`, nil},
		{"everything", `{` + goodBox + `,"note":"no","due":"2026-01-31T09:30:00Z","data":"AQI=","leaves":[{"text":"l"}],"shelf":{"k":[{"text":"s"}]},"maps":[{"m":{"text":"t"}}],"tree":{"children":[{"children":[],"leaf":{"text":"x"}}],"named":{"n":{"children":[]}}},"at":"2026-01-31T09:30:00.25+02:00","empty":{"a":1}}`, nil},
		{"at the bottom", `{"title":"abcd","grid":[[1,128],7,[1.5]],"pair":[{"text":"a"},{"text":""},{"text":"c"}],"bytes":[1,256],"inner":{"deep":[{"a":"xy"},{},{"a":null}]},"note":"n","due":"soon","data":"?","leaves":[{"text":""},null],"shelf":{"a/b":[{"text":"s"},{}]},"maps":[{},{"~":{"text":""}}],"tree":{"children":[{"children":[],"leaf":{"text":""}}],"named":{"n":{"children":[],"parent":{}}}},"at":5,"empty":[]}`, problem.Violations{
			{Pointer: "/title", Detail: "is longer than 3 characters"},
			{Pointer: "/grid/0/1", Detail: "is a number, want an integer within its range"},
			{Pointer: "/grid/1", Detail: "is a number, want an array"},
			{Pointer: "/grid/2/0", Detail: "is a number, want an integer within its range"},
			{Pointer: "/pair/1/text", Detail: "is shorter than 1 character"},
			{Pointer: "/pair", Detail: "has more than 2 items"},
			{Pointer: "/bytes/1", Detail: "is a number, want an integer within its range"},
			{Pointer: "/bytes", Detail: "has fewer than 3 items"},
			{Pointer: "/inner/deep/0/a", Detail: "does not match the pattern ^x*$"},
			{Pointer: "/inner/deep/1/a", Detail: "is required"},
			{Pointer: "/inner/deep/2/a", Detail: "is null, want a string"},
			{Pointer: "/note", Detail: "is shorter than 2 characters"},
			{Pointer: "/due", Detail: "is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z"},
			{Pointer: "/data", Detail: "is not base64"},
			{Pointer: "/leaves/0/text", Detail: "is shorter than 1 character"},
			{Pointer: "/leaves/1", Detail: "is null, want an object"},
			{Pointer: "/shelf/a~1b/1/text", Detail: "is required"},
			{Pointer: "/maps/1/~0/text", Detail: "is shorter than 1 character"},
			{Pointer: "/tree/children/0/leaf/text", Detail: "is shorter than 1 character"},
			{Pointer: "/tree/named/n/parent/children", Detail: "is required"},
			{Pointer: "/at", Detail: "is a number, want a date-time string"},
			{Pointer: "/empty", Detail: "is an array, want an object"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var v containers.Box
			err := containersvalidate.DecodeBox([]byte(tt.doc), &v)
			if diff := cmp.Diff(tt.want, violations(err)); diff != "" {
				t.Errorf("DecodeBox(%s) (-want +got):\n%s", tt.doc, diff)
			}
			if err := containersvalidate.Box(&v); tt.want == nil && err != nil {
				t.Errorf("the value of %s: %v", tt.doc, err)
			}
		})
	}
}

func TestContainersOfValues(t *testing.T) {
	t.Parallel()
	v := containers.Box{
		Extra:  &containers.Extra{Note: "n"},
		Leaves: containers.Leaves{{}, nil},
		Shelf:  containers.Shelf{"k": {{Text: "a"}, {}}},
		Tree:   &containers.Tree{Children: []containers.Tree{{Leaf: &containers.Leaf{}}}},
	}
	v.Pair[0].Text = "a"
	want := problem.Violations{
		{Pointer: "/note", Detail: "is shorter than 2 characters"},
		{Pointer: "/pair/1/text", Detail: "is shorter than 1 character"},
		{Pointer: "/leaves/0/text", Detail: "is shorter than 1 character"},
		{Pointer: "/leaves/1", Detail: "is null"},
		{Pointer: "/shelf/k/1/text", Detail: "is shorter than 1 character"},
		{Pointer: "/tree/children/0/leaf/text", Detail: "is shorter than 1 character"},
	}
	if diff := cmp.Diff(want, violations(containersvalidate.Box(&v))); diff != "" {
		t.Errorf("Box (-want +got):\n%s", diff)
	}
}

func TestBodiesWithoutAName(t *testing.T) {
	t.Parallel()
	var list []containers.Leaf
	err := containersvalidate.DecodePutListRequestBody([]byte(`[{"text":"a"},{"text":""}]`), &list)
	if diff := cmp.Diff(problem.Violations{{Pointer: "/1/text", Detail: "is shorter than 1 character"}}, violations(err)); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	var m map[string]containers.Leaf
	err = containersvalidate.DecodePutMapRequestBody([]byte(`{"k":{}}`), &m)
	if diff := cmp.Diff(problem.Violations{{Pointer: "/k/text", Detail: "is required"}}, violations(err)); diff != "" {
		t.Errorf("map (-want +got):\n%s", diff)
	}
}

func TestClosedObjects(t *testing.T) {
	t.Parallel()
	var v closed.Pair
	err := closedvalidate.DecodePair([]byte(`{"left":"l","Left":"m","right":{"a":1,"b":2}}`), &v)
	if diff := cmp.Diff(problem.Violations{{Pointer: "/Left", Detail: "is not a member the contract has"}}, violations(err)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// person has about a kilobyte of JSON.
func person() *api.NewPerson {
	manager := "5a1e2c5e-0b7f-4f0e-9d43-7b1c4c1f6a10"
	return &api.NewPerson{
		FirstName: "Ana", LastName: "Ünal", Email: "ana.unal@example.com", JobTitle: "Engineer", DepartmentID: "engineering",
		ManagerID: &manager, Status: api.Active, Skills: []string{"go", "sql"}, Phones: map[string]string{"office": "1"},
	}
}

func TestValuesAreJudgedWithoutAllocation(t *testing.T) {
	p := person()
	if n := testing.AllocsPerRun(100, func() {
		if err := validate.NewPerson(p); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("NewPerson allocates %v times, want 0", n)
	}
	l := &api.Location{ID: "x", NewLocation: api.NewLocation{Name: "Lisbon", Address: api.Address{Street: "s", City: "c", Country: "PT"}}, CreatedAt: time.Now()}
	if n := testing.AllocsPerRun(100, func() {
		if err := validate.Location(l); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("Location allocates %v times, want 0", n)
	}
}
