package mapping_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

const store = `{
	"store": {"book": [
		{"category": "reference", "author": "Nigel", "title": "Sayings", "price": 8.95},
		{"category": "fiction", "author": "Evelyn", "title": "Sword", "price": 12.99},
		{"category": "fiction", "author": "Herman", "title": "Moby Dick", "isbn": "0-553", "price": 8.99, "tags": ["sea", "whale"]}
	], "bicycle": {"color": "red", "price": 19.95}},
	"a b": 1, "dotted.name": 2, "n": null, "expensive": 10
}`

// The rows follow the description of Jayway JsonPath, the dialect of $input.
func TestJSONPath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ path, want string }{
		{"$.store.bicycle.color", `"red"`},
		{"$['store']['bicycle']['color']", `"red"`},
		{`$["store"].bicycle`, `{"color":"red","price":19.95}`},
		{"store.bicycle.color", `"red"`},
		{"$.store.book[0].title", `"Sayings"`},
		{"$.store.book[-1].title", `"Moby Dick"`},
		{"$.store.book[7].title", `""`},
		{"$.store.book.title", `""`},
		{"$.store.book[0,2].title", `["Sayings","Moby Dick"]`},
		{"$.store.book[0:2].title", `["Sayings","Sword"]`},
		{"$.store.book[1:].title", `["Sword","Moby Dick"]`},
		{"$.store.book[:1].title", `["Sayings"]`},
		{"$.store.book[-2:].title", `["Sword","Moby Dick"]`},
		{"$.store.book[*].author", `["Nigel","Evelyn","Herman"]`},
		{"$.store.bicycle.*", `["red",19.95]`},
		{"$..author", `["Nigel","Evelyn","Herman"]`},
		{"$..price", `[8.95,12.99,8.99,19.95]`},
		{"$.store..color", `["red"]`},
		{"$..book[1].title", `["Sword"]`},
		{"$..none", `[]`},
		{"$.store.book[*].none", `[]`},
		{"$.store.bicycle['color','price']", `{"color":"red","price":19.95}`},
		{"$['a b']", `1`},
		{"$['dotted.name']", `2`},
		{"$.n", `null`},
		{"$.n.m", `""`},
		{"$.store.book[?(@.price < 10)].title", `["Sayings","Moby Dick"]`},
		{"$.store.book[?(@.price < $.expensive)].title", `["Sayings","Moby Dick"]`},
		{"$.store.book[?(@.isbn)].title", `["Moby Dick"]`},
		{"$.store.book[?(!@.isbn)].title", `["Sayings","Sword"]`},
		{"$.store.book[?(@.category == 'fiction' && @.price > 10)].title", `["Sword"]`},
		{"$.store.book[?(@.author == 'Nigel' || @.author == 'Herman')].title", `["Sayings","Moby Dick"]`},
		{"$.store.book[?(@.category != 'fiction')].title", `["Sayings"]`},
		{"$.store.book[?(@.author =~ /.*e.*n/)].title", `["Sword","Moby Dick"]`},
		{"$.store.book[?(@.author =~ /NIGEL/i)].title", `["Sayings"]`},
		{"$.store.book[?(@.author in ['Nigel', 'X'])].title", `["Sayings"]`},
		{"$.store.book[?(@.author nin ['Nigel'])].title", `["Sword","Moby Dick"]`},
		{"$.store.book[?(@.tags contains 'sea')].title", `["Moby Dick"]`},
		{"$.store.book[?(@.tags size 2)].title", `["Moby Dick"]`},
		{"$..book[?(@.tags empty false)].title", `["Moby Dick"]`},
		{"$.store.book[?(@.price >= 8.99 && (@.price <= 9 || @.title == 'Sword'))].title", `["Sword","Moby Dick"]`},
		{"$.store.book.length()", `3`},
		{"$.store.bicycle.keys()", `["color","price"]`},
		{"$..price.max()", `19.95`},
		{"$.store.book[*].price.min()", `8.95`},
		{"$..book.length()", `1`},
	} {
		t.Run(tt.path, func(t *testing.T) {
			// The path comes as a parameter: quotes and $ need no care then.
			data := &mapping.Data{Body: store, Params: mapping.Params{Path: []mapping.Param{{Name: "p", Value: tt.path}}}}
			if got := renderTemplate(t, "$input.json($input.params('p'))", data); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.path, got, tt.want)
			}
		})
	}
}

// A path that visits everything over and over ends with an error, and so does a
// pattern that backtracks without end.
func TestJSONPathLimits(t *testing.T) {
	t.Parallel()
	body := `{"a": [` + strings.Repeat(`{"b": [1, 2, 3, {"s": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}]},`, 100) + `0]}`
	template, err := mapping.Parse(vtl.Source{Text: "$input.path($input.params('p'))"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"$..[?($..[?($..[?(@.b)])])]", "$..[?(@.s =~ /(?=a)(a+)+b/)]"} {
		data := &mapping.Data{Body: body, Params: mapping.Params{Path: []mapping.Param{{Name: "p", Value: path}}}}
		if got, err := template.Render(t.Context(), data); err == nil {
			t.Errorf("%s gives %d bytes, want an error", path, len(got))
		}
	}
}

func FuzzJSONPath(f *testing.F) {
	for _, path := range []string{
		"$", "$.a.b[0]", "$..a", "$['a','b']", "$[?(@.a == 'x' && !(@.b > 1))]", "$[1:2]", "$.a.length()", "$[?(@.a =~ /x+/i)]", "$..[?(@.a in [1,2])]..*",
	} {
		f.Add(path, `{"a": [{"a": "x", "b": 2}, {"b": {"a": null}}]}`)
	}
	template, err := mapping.Parse(vtl.Source{Text: "$input.json($input.params('p'))$input.path($input.params('p'))"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path, body string) {
		data := &mapping.Data{Body: body, Params: mapping.Params{Path: []mapping.Param{{Name: "p", Value: path}}}}
		_, _ = template.Render(t.Context(), data) // must end without a panic
		if e, err := mapping.ParseRequest("method.request.body." + path); err == nil {
			_, _ = e.Values(&mapping.Message{Body: body})
		}
	})
}

// A pattern that backtracks without end does not keep a path: most patterns are
// judged in linear time, and the others end the path.
func TestPatternBombs(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a", 60) + "!"
	for _, tt := range []struct{ pattern, want string }{
		{"(a+)+", "[]"}, {"(a|a)+b", "[]"}, {"(a+)+!", `["` + text + `"]`},
	} {
		if got := renderTemplate(t, "$input.json('$[?(@ =~ /"+tt.pattern+"/)]')", &mapping.Data{Body: `["` + text + `"]`}); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.pattern, got, tt.want)
		}
	}
	template, err := mapping.Parse(vtl.Source{Text: "$input.json('$[?(@ =~ /(?=a)(a+)+/)]')"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := template.Render(t.Context(), &mapping.Data{Body: `["` + text + `"]`}); err == nil || !strings.Contains(err.Error(), "takes too long") {
		t.Errorf("got %q, %v, want a limit", got, err)
	}
}
