package dataplane

import (
	"strings"
	"testing"
)

// tree builds a router from "VERB /path" lines.
func tree(t testing.TB, routes ...string) *node {
	t.Helper()
	byPath := map[string]*resource{}
	root := &node{}
	for _, r := range routes {
		verb, path, _ := strings.Cut(r, " ")
		if byPath[path] == nil {
			byPath[path] = &resource{path: path, methods: map[string]*method{}}
			if err := root.add(byPath[path]); err != nil {
				t.Fatal(err)
			}
		}
		if verb != "-" {
			byPath[path].methods[verb] = &method{}
		}
	}
	return root
}

// The routing rows are recorded from the service: test_proxy_routing_with_
// hardcoded_resource_sibling and test_routing_with_hardcoded_resource_sibling_
// order (2024), and what the developer guide says of ANY and {proxy+}.
func TestFind(t *testing.T) {
	t.Parallel()
	siblings := []string{"POST /test", "ANY /test/any", "OPTIONS /{proxy+}"}
	order := []string{"GET /part1", "GET /{param+}", "GET /part1/hardcoded-value"}
	for _, tt := range []struct {
		name   string
		routes []string
		req    string
		want   string // resource; empty is no match
		params string
	}{
		{"falls through to the greedy resource", siblings, "OPTIONS /test", "/{proxy+}", "proxy=test"},
		{"specific method", siblings, "POST /test", "/test", ""},
		{"ANY beats an exact method on the greedy resource", siblings, "OPTIONS /test/any", "/test/any", ""},
		{"ANY takes GET", siblings, "GET /test/any", "/test/any", ""},
		{"no resource has the method", siblings, "GET /test", "", ""},
		{"literal", order, "GET /part1", "/part1", ""},
		{"deep literal", order, "GET /part1/hardcoded-value", "/part1/hardcoded-value", ""},
		{"root greedy catches below a literal", order, "GET /part1/random-value", "/{param+}", "param=part1/random-value"},
		{"exact method before ANY", []string{"ANY /a", "GET /a"}, "GET /a", "/a", ""},
		{"HEAD does not fall back to GET", []string{"GET /a"}, "HEAD /a", "", ""},
		{"ANY is seven verbs", []string{"ANY /a"}, "TRACE /a", "", ""},
		{"greedy does not match its parent", []string{"ANY /{proxy+}"}, "GET /", "", ""},
		{"root", []string{"GET /"}, "GET /", "/", ""},
		{"variable", []string{"GET /a/{id}"}, "GET /a/7", "/a/{id}", "id=7"},
		{"raw values", []string{"GET /a/{id}"}, "GET /a/%2Fb+c", "/a/{id}", "id=%2Fb+c"},
		{"trailing slash", []string{"GET /a/{id}"}, "GET /a/7/", "/a/{id}", "id=7"},
		{"trailing slash of a greedy value", []string{"GET /{proxy+}"}, "GET /x/y/", "/{proxy+}", "proxy=x/y"},
		{"double slash inside a greedy value", []string{"GET /{proxy+}"}, "GET /x//y", "/{proxy+}", "proxy=x//y"},
		{"empty segment is no variable", []string{"GET /a/{id}/b"}, "GET /a//b", "", ""},
		{"case matters", []string{"GET /Pets"}, "GET /pets", "", ""},
		{"several variables", []string{"GET /{a}/x/{b}"}, "GET /1/x/2", "/{a}/x/{b}", "a=1 b=2"},
		{"variable after a literal dead end", []string{"GET /a/b/c", "GET /{x}/b/d"}, "GET /a/b/d", "/{x}/b/d", "x=a"},
		{"resource without methods", []string{"- /a", "GET /a/b"}, "GET /a", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			verb, path, _ := strings.Cut(tt.req, " ")
			m, ok := tree(t, tt.routes...).find(path, verb)
			if !ok {
				if tt.want != "" {
					t.Fatalf("find(%s): no match, want %s", tt.req, tt.want)
				}
				return
			}
			if m.resource.path != tt.want {
				t.Fatalf("find(%s): got %s, want %q", tt.req, m.resource.path, tt.want)
			}
			for _, p := range strings.Fields(tt.params) {
				k, v, _ := strings.Cut(p, "=")
				if m.params[k] != v {
					t.Errorf("find(%s): %s is %q, want %q", tt.req, k, m.params[k], v)
				}
			}
			if want := len(strings.Fields(tt.params)); len(m.params) != want {
				t.Errorf("find(%s): got %d parameters, want %d", tt.req, len(m.params), want)
			}
		})
	}
}

func TestSiblingVariablesAreRefused(t *testing.T) {
	t.Parallel()
	root := tree(t, "GET /a/{x}")
	for _, path := range []string{"/a/{y}", "/a/{proxy+}"} {
		if err := root.add(&resource{path: path}); err == nil {
			t.Errorf("add(%s): want an error", path)
		}
	}
	if err := root.add(&resource{path: "/a/{x}/b"}); err != nil {
		t.Errorf("add below the same variable: %v", err)
	}
}

// The rows are recorded (test_lambda_aws_proxy_integration, 2024).
func TestSplitTarget(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		raw  string
		want target
	}{
		{"/stage/proxy-value", target{"stage", "/proxy-value", "/stage/proxy-value"}},
		{"/stage/proxy-value/", target{"stage", "/proxy-value/", "/stage/proxy-value/"}},
		{"//stage/proxy-value", target{"stage", "/proxy-value", "/stage/proxy-value"}},
		{"/stage//proxy-value", target{"stage", "/proxy-value", "/stage//proxy-value"}},
		{"/stage/proxy-value//double-slash", target{"stage", "/proxy-value//double-slash", "/stage/proxy-value//double-slash"}},
		{"/stage/test%2Balias@gmail.com", target{"stage", "/test%2Balias@gmail.com", "/stage/test%2Balias@gmail.com"}},
		{"/stage", target{"stage", "/", "/stage"}},
		{"/", target{"", "/", "/"}},
	} {
		if got := splitTarget(tt.raw); got != tt.want {
			t.Errorf("splitTarget(%q): got %+v, want %+v", tt.raw, got, tt.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("/part1/hardcoded-value", "GET")
	f.Add("//x/../%2e%2e/{param+}/", "HEAD")
	f.Add("/a/{id}//", "")
	root := tree(f, "GET /part1", "GET /{param+}", "GET /part1/hardcoded-value", "ANY /a/{id}/b", "POST /")
	f.Fuzz(func(t *testing.T, path, verb string) {
		m, ok := root.find(path, verb)
		if !ok {
			return
		}
		if m.method == nil || m.resource == nil {
			t.Fatalf("find(%q, %q): a match without method", path, verb)
		}
		for name, value := range m.params {
			if value == "" || !strings.Contains(path, value) {
				t.Fatalf("find(%q, %q): %s is %q, which is no part of the path", path, verb, name, value)
			}
		}
	})
}
