package httpapi

import (
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

func routerOf(keys ...string) *router {
	r := &router{}
	for _, key := range keys {
		r.add(&route{definition: &apigw.Route{Key: key}})
	}
	return r
}

// The first rows are the worked table of the developer guide
// (http-api-develop-routes).
func TestRoutePrecedence(t *testing.T) {
	t.Parallel()
	guide := routerOf("GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default")
	other := routerOf("GET /a", "ANY /a", "ANY /a/{x}", "POST /a/b", "GET /a/{y}/c", "GET /{p+}", "GET /", "ANY /deep/{z}/{rest+}", "GET /deep/{proxy+}")
	for _, tt := range []struct {
		router       *router
		verb, path   string
		want         string
		name, wanted string // of a variable
	}{
		{guide, "GET", "/pets/dog/1", "GET /pets/dog/1", "", ""},
		{guide, "GET", "/pets/dog/2", "GET /pets/dog/{id}", "id", "2"},
		{guide, "GET", "/pets/cat/1", "GET /pets/{proxy+}", "proxy", "cat/1"},
		{guide, "POST", "/test/5", "ANY /{proxy+}", "proxy", "test/5"},
		{guide, "GET", "/", "$default", "", ""},
		{guide, "POST", "/pets/dog/1", "ANY /{proxy+}", "proxy", "pets/dog/1"},
		{other, "GET", "/a", "GET /a", "", ""},
		{other, "PUT", "/a", "ANY /a", "", ""},
		{other, "POST", "/a/b", "POST /a/b", "", ""},
		{other, "GET", "/a/b", "ANY /a/{x}", "x", "b"},
		{other, "GET", "/a/b/c", "GET /a/{y}/c", "y", "b"},
		{other, "GET", "/a/b/", "ANY /a/{x}", "x", "b"},
		{other, "GET", "/a//c", "GET /{p+}", "p", "a//c"},
		{other, "GET", "/x/y/", "GET /{p+}", "p", "x/y"},
		{other, "GET", "/deep/1/2/3", "ANY /deep/{z}/{rest+}", "rest", "2/3"},
		{other, "GET", "/deep/1", "GET /deep/{proxy+}", "proxy", "1"},
		{other, "GET", "/", "GET /", "", ""},
		{other, "POST", "/x", "", "", ""},
		{other, "GET", "///", "", "", ""},
		{other, "HEAD", "/", "", "", ""},
	} {
		rt, values := tt.router.find(tt.path, tt.verb)
		got := ""
		if rt != nil {
			got = rt.definition.Key
		}
		if got != tt.want || values[tt.name] != tt.wanted {
			t.Errorf("%s %s: got %q %v, want %q with %s=%q", tt.verb, tt.path, got, values, tt.want, tt.name, tt.wanted)
		}
	}
}

// A route that is found takes the request: its literals stand in the path.
func FuzzRoute(f *testing.F) {
	f.Add("/pets/dog/2")
	f.Add("/pets/0//")
	r := routerOf("GET /pets/{id}", "GET /pets/{id}/{rest+}", "GET /a/{b}/c")
	f.Fuzz(func(t *testing.T, path string) {
		rt, values := r.find(path, "GET")
		if rt == nil {
			return
		}
		for name, value := range values {
			if value == "" {
				t.Errorf("%q: %s is empty", path, name)
			}
		}
		if len(values) != len(rt.variables) {
			t.Errorf("%q: got %v for %v", path, values, rt.variables)
		}
	})
}
