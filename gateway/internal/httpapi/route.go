package httpapi

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// A router finds the route of a request. A full match wins over one with a
// greedy variable, and that over $default; among full matches a literal segment
// wins over a variable, and a route's own verb over ANY. The search goes on
// where the more specific path lacks the verb.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
type router struct {
	root     node
	fallback *route // $default
}

// A node is one segment of the path tree. Names of variables are the routes'
// own: HTTP APIs take siblings of different names.
type node struct {
	literals map[string]*node
	variable *node
	routes   map[string]*route // by verb
	greedy   map[string]*route // by verb, for the rest of the path
}

// A route is a compiled route.
type route struct {
	definition  *apigw.Route
	variables   []string // of the path, in order
	authorizer  decider  // nil lets everybody in
	integration *integration
}

func (r *router) add(rt *route) {
	if rt.definition.Key == apigw.DefaultRoute {
		r.fallback = rt
		return
	}
	n := &r.root
	rt.variables = apigw.PathVariables(rt.definition.Path())
	verb := rt.definition.Verb()
	for _, segment := range segments(rt.definition.Path()) {
		switch {
		case strings.HasSuffix(segment, "+}"):
			n.greedy = put(n.greedy, verb, rt)
			return
		case strings.HasPrefix(segment, "{"):
			if n.variable == nil {
				n.variable = &node{}
			}
			n = n.variable
		default:
			if n.literals == nil {
				n.literals = map[string]*node{}
			}
			if n.literals[segment] == nil {
				n.literals[segment] = &node{}
			}
			n = n.literals[segment]
		}
	}
	n.routes = put(n.routes, verb, rt)
}

// put keeps the first of two routes that differ in the names of their variables.
func put(routes map[string]*route, verb string, rt *route) map[string]*route {
	if routes == nil {
		routes = map[string]*route{}
	}
	if routes[verb] == nil {
		routes[verb] = rt
	}
	return routes
}

// segments splits a path. A slash at its end does not count.
func segments(path string) []string {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// find gives the route and the values of its variables; nil when none takes the
// request.
func (r *router) find(path, verb string) (*route, map[string]string) {
	parts := segments(path)
	rt, values := r.root.full(parts, verb, nil)
	if rt == nil {
		rt, values = r.root.rest(parts, verb, nil)
	}
	if rt == nil {
		return r.fallback, nil
	}
	var named map[string]string
	for i, name := range rt.variables {
		if named == nil {
			named = map[string]string{}
		}
		named[name] = values[i]
	}
	return rt, named
}

func ofVerb(routes map[string]*route, verb string) *route {
	if rt := routes[verb]; rt != nil {
		return rt
	}
	return routes["ANY"]
}

// full finds a route for exactly these segments.
func (n *node) full(parts []string, verb string, values []string) (*route, []string) {
	if len(parts) == 0 {
		return ofVerb(n.routes, verb), values
	}
	if next := n.literals[parts[0]]; next != nil {
		if rt, v := next.full(parts[1:], verb, values); rt != nil {
			return rt, v
		}
	}
	if n.variable != nil && parts[0] != "" {
		return n.variable.full(parts[1:], verb, append(values[:len(values):len(values)], parts[0]))
	}
	return nil, nil
}

// rest finds a route whose greedy variable takes the last segments, the longest
// path before it first.
func (n *node) rest(parts []string, verb string, values []string) (*route, []string) {
	if len(parts) == 0 {
		return nil, nil
	}
	if next := n.literals[parts[0]]; next != nil {
		if rt, v := next.rest(parts[1:], verb, values); rt != nil {
			return rt, v
		}
	}
	if n.variable != nil && parts[0] != "" {
		if rt, v := n.variable.rest(parts[1:], verb, append(values[:len(values):len(values)], parts[0])); rt != nil {
			return rt, v
		}
	}
	rest := strings.Join(parts, "/")
	if rt := ofVerb(n.greedy, verb); rt != nil && strings.Trim(rest, "/") != "" { // it stands for one segment at least
		return rt, append(values[:len(values):len(values)], rest)
	}
	return nil, nil
}

// findRoute finds the route. Without one a preflight is the gateway's to answer
// where the API has CORS, and everything else is 404, never 405.
func (x *exchange) findRoute() (string, *failure) {
	x.route, x.pathParams = x.compiled.router.find(x.routed, x.r.Method)
	if x.route == nil {
		if x.preflight() {
			x.answer = &answer{status: 204}
			return "no route takes the preflight, so the gateway answers it", nil
		}
		return "", notFound("no route takes " + x.r.Method + " " + x.routed)
	}
	x.traced.Route = x.route.definition.Key
	return x.route.definition.Key, nil
}
