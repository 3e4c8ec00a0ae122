package declare

import (
	"cmp"
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

var (
	pathSegment  = regexp.MustCompile(`^[a-zA-Z0-9._:-]+$`)
	pathVariable = regexp.MustCompile(`^\{[a-zA-Z0-9._:-]+\}$`)

	// greedyVariable takes the rest of a path.
	greedyVariable = regexp.MustCompile(`^\{[a-zA-Z0-9._:-]+\+\}$`)

	// variableName finds names in a segment whose braces are wrong.
	variableName = regexp.MustCompile(`[a-zA-Z0-9._:-]+`)
)

func isVariable(segment string) bool {
	return pathVariable.MatchString(segment) || greedyVariable.MatchString(segment)
}

// spoilt reports whether a segment has braces without being a variable.
func spoilt(segment string) bool {
	return strings.ContainsAny(segment, "{}") && !isVariable(segment)
}

// wholeVariable is what a spoilt segment should be: {id} for {id and for {id}.json.
func wholeVariable(segment string) string {
	if _, behind, ok := strings.Cut(segment, "{"); ok {
		segment = behind
	}
	greedy := ""
	if strings.Contains(segment, "+") {
		greedy = "+"
	}
	return "{" + cmp.Or(variableName.FindString(segment), "id") + greedy + "}"
}

// meant gives the names of variables that the spoilt segments of a path are meant
// to have: the error about the segment is the only one then.
func meant(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if spoilt(segment) {
			names = append(names, variableName.FindAllString(segment, -1)...)
		}
	}
	return names
}

// checkPath holds a path against what API Gateway takes for a resource path
// (CreateResource; developer guide, "known issues").
func (r *reader) checkPath(op *contract.Operation, pos diag.Pos) {
	path := op.Path
	switch {
	case path == "$default" && r.c.HTTP != nil && op.Method == anyMethod:
	case !strings.HasPrefix(path, "/"):
		r.errorf(pos, "path", "start it with /", "path %q", path)
		return
	case path == "/ping" || path == "/sping":
		r.errorf(pos, "path", "name it otherwise", "path %s is kept by API Gateway for health checks", path)
	case path != "/":
		r.checkSegments(path, pos)
	}
	route := op.Method + " " + path
	if other := r.routes[route]; other != nil {
		r.errorf(op.Pos, "duplicate-route", "give one of them another path or method", "%s is routed twice, the other at %s", route, other.Pos)
		return
	}
	r.routes[route] = op
}

func (r *reader) checkSegments(path string, pos diag.Pos) {
	seen := map[string]bool{}
	for segment := range strings.SplitSeq(path[1:], "/") {
		switch {
		case segment == "":
			r.errorf(pos, "path", "take the additional / out", "path %s has an empty segment", path)
		case greedyVariable.MatchString(segment):
			if !strings.HasSuffix(path, segment) {
				r.errorf(pos, "path", "put it at the end", "path %s goes on behind the greedy variable %s", path, segment)
			}
		case pathVariable.MatchString(segment):
			if seen[segment] {
				r.errorf(pos, "path", "name them differently", "path %s has the variable %s twice", path, segment)
			}
			seen[segment] = true
		case spoilt(segment):
			r.errorf(pos, "path", "let the variable fill the segment: "+wholeVariable(segment), "segment %q of path %s is no variable", segment, path)
		case !pathSegment.MatchString(segment):
			r.errorf(pos, "path", "use letters, digits and - . _ :", "segment %q of path %s has a character API Gateway refuses", segment, path)
		}
	}
}

// variables gives the names of a path's variables, each once.
func variables(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if isVariable(segment) && !slices.Contains(names, segment[1:len(segment)-1]) {
			names = append(names, segment[1:len(segment)-1])
		}
	}
	return names
}

// checkVariables pairs the variables of a path with the fields tagged path.
func (r *reader) checkVariables(op *contract.Operation) {
	missing := variables(op.Path) // variables without a field
	for i, name := range missing {
		missing[i] = strings.TrimSuffix(name, "+")
	}
	request := "a request struct"
	var lost []*contract.Parameter // fields without a variable
	if op.Request != nil {
		request = op.Request.GoType.Obj().Name()
		for _, p := range op.Request.Parameters {
			if p.In != contract.Path {
				continue
			}
			if i := slices.Index(missing, p.Name); i >= 0 {
				missing = slices.Delete(missing, i, i+1)
			} else if !slices.Contains(meant(op.Path), p.Name) {
				lost = append(lost, p)
			}
		}
	}
	if len(missing) == 1 && len(lost) == 1 { // one name for the two would do
		p := lost[0]
		r.errorf(p.Pos, "path-parameter", fmt.Sprintf("tag it `path:%q`, or rename the variable", missing[0]),
			"field %s is in the path as %s, but %s %s calls its variable {%s}", p.Field, p.Name, op.Method, op.Path, missing[0])
		return
	}
	for _, p := range lost {
		r.errorf(p.Pos, "path-parameter", fmt.Sprintf("add {%s} to the path %s, or take the field out", p.Name, op.Path),
			"field %s is in the path as %s, but %s %s has no such variable", p.Field, p.Name, op.Method, op.Path)
	}
	for _, name := range missing {
		r.errorf(op.Pos, "path-parameter", fmt.Sprintf("add to %s a field such as ID string `path:%q`", request, name),
			"%s %s has the variable {%s}, which no field takes", op.Method, op.Path, name)
	}
}

// checkSiblings refuses two names for the variable of one level, with which
// the import answers "A sibling ({id}) of this resource already has a variable
// path part -- only one is allowed".
func (r *reader) checkSiblings() {
	if r.c.HTTP != nil {
		return // HTTP APIs take them
	}
	first := map[string]string{} // parent path -> variable
	by := map[string]*contract.Operation{}
	said := map[string]bool{}
	for _, op := range r.c.Operations {
		parent := ""
		for segment := range strings.SplitSeq(strings.TrimPrefix(op.Path, "/"), "/") {
			if isVariable(segment) {
				if other, ok := first[parent]; !ok {
					first[parent], by[parent] = segment, op
				} else if other != segment && !said[parent+"/"+segment] {
					said[parent+"/"+segment] = true
					r.errorf(op.Pos, "sibling-variables", fmt.Sprintf("use %s in both: API Gateway takes one name per level", other),
						"%s %s calls the variable below %s/ %s, but %s %s calls it %s",
						op.Method, op.Path, parent, segment, by[parent].Method, by[parent].Path, other)
				}
			}
			parent += "/" + segment
		}
	}
}

// checkAllRouted looks for methods of the service that no operation routes.
// Operations that could not be read may route any of them.
func (r *reader) checkAllRouted() {
	if r.service == nil || r.unreadable {
		return
	}
	iface, ok := r.service.Underlying().(*types.Interface)
	if !ok {
		return
	}
	ids := map[string]string{}
	for m := range iface.Methods() {
		pos := r.pkg.Position(r.methodDecl(r.service, m).Pos)
		if !m.Exported() {
			r.errorf(pos, "signature", "export it, or take it out", "method %s of the service is not exported", m.Name())
			continue
		}
		if r.routed[m.Name()] == nil {
			r.errorf(pos, "not-routed", fmt.Sprintf("add an operation: gen.GET(\"/...\", %s.%s)", r.c.Service, m.Name()),
				"method %s of the service has no route", m.Name())
		}
		id := operationID(m.Name())
		if other := ids[id]; other != "" {
			r.errorf(pos, "operation-id", "rename one of them", "methods %s and %s are both operation %s", other, m.Name(), id)
		}
		ids[id] = m.Name()
	}
}
