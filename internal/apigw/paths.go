package apigw

import (
	"regexp"
	"strings"
)

// Verbs of a path item that become methods. trace is none of them.
var verbs = map[string]string{
	"get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE", "patch": "PATCH",
	"options": "OPTIONS", "head": "HEAD", ext + "any-method": "ANY",
}

func (r *reader) readPaths(root at) {
	r.api.Resources = []*Resource{{Path: "/"}}
	r.resources["/"] = r.api.Resources[0]
	prefix := r.prefix(root)
	root.get("paths").members(func(path string, item at) {
		if strings.HasPrefix(path, "x-") {
			return
		}
		full := prefix + "/" + strings.TrimPrefix(path, "/")
		res := r.resource(full, item)
		if res == nil {
			return
		}
		item = r.resolve(item)
		item.members(func(key string, op at) {
			if key == "trace" || key == "connect" {
				r.fail(op, "method-verb", "remove the operation",
					"Unable to put method '%s' on resource at path '%s': Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
					strings.ToUpper(key), full)
			}
			if verb := verbs[key]; verb != "" {
				r.readMethod(res, verb, item, op)
			}
		})
	})
}

// segmentForm is what the service takes as a segment of a path. Its message
// names the characters without the comma, the guide with it; both are let
// through here and left to the linter.
var segmentForm = regexp.MustCompile(`^([a-zA-Z0-9._\-:,~]+|\{[a-zA-Z0-9._$:-]+\+?\})$`)

// resource finds or makes the resource of a path and those above it. It gives
// nil when the service would refuse one of them.
func (r *reader) resource(path string, item at) *Resource {
	parent := r.api.Resources[0]
	for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if segment == "" {
			continue
		}
		child := strings.TrimSuffix(parent.Path, "/") + "/" + segment
		if have := r.resources[child]; have != nil {
			parent = have
			continue
		}
		if !r.mayHold(parent, segment, path, item) {
			return nil
		}
		if segment[0] == '{' {
			r.variables[parent.Path] = segment
		}
		parent = &Resource{Path: child}
		r.resources[child] = parent
		r.api.Resources = append(r.api.Resources, parent)
	}
	return parent
}

// mayHold checks a new segment below a resource as CreateResource does.
func (r *reader) mayHold(parent *Resource, segment, path string, item at) bool {
	f := segmentFault(parent.Path, r.variables[parent.Path], segment)
	if f != nil {
		r.fail(item, f.Rule, f.Hint, "Unable to create resource at path '%s': %s", path, f.Text)
	}
	return f == nil
}

// CheckSegment gives the reason why the service refuses a new resource of that
// segment below a parent, or nil.
func CheckSegment(api *RestAPI, parent, segment string) *Fault {
	variable := ""
	for _, r := range api.Resources {
		above, last := SplitPath(r.Path)
		if r.Path != "/" && above == parent && strings.HasPrefix(last, "{") {
			variable = last
		}
	}
	return segmentFault(parent, variable, segment)
}

// segmentFault checks a segment; variable is the parent's variable child, if it
// has one. The texts on greedy parents and siblings are recorded.
func segmentFault(parent, variable, segment string) *Fault {
	if last := lastSegment(parent); strings.HasSuffix(last, "+}") {
		return &Fault{"", "path-greedy-child", "make the greedy variable the last segment",
			"Cannot create a child of a resource with a greedy path variable: " + last}
	}
	if !segmentForm.MatchString(segment) {
		const text = "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end."
		if strings.ContainsAny(segment, "{}") {
			return &Fault{"", "path-partial-variable", "make the variable a segment of its own: " + wholeVariable(segment), text}
		}
		return &Fault{"", "path-chars", "use letters, digits, . _ - and whole-segment variables such as {id}", text}
	}
	if segment[0] == '{' && variable != "" {
		return &Fault{"", "path-sibling-variables", "give both the same name; one of them is " + variable,
			"A sibling (" + variable + ") of this resource already has a variable path part -- only one is allowed"}
	}
	return nil
}

// SplitPath gives the path of a resource's parent and its own last segment.
func SplitPath(path string) (parent, segment string) {
	i := strings.LastIndexByte(path, '/')
	if i <= 0 {
		return "/", path[i+1:]
	}
	return path[:i], path[i+1:]
}

func lastSegment(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// wholeVariable suggests {file} for {id}.json.
func wholeVariable(segment string) string {
	if _, rest, ok := strings.Cut(segment, "{"); ok {
		if name, _, ok := strings.Cut(rest, "}"); ok && name != "" {
			return "{" + name + "}"
		}
	}
	return "{name}"
}

// PathVariables gives the variables of a path in their order; a greedy
// {proxy+} is proxy.
func PathVariables(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if len(segment) > 2 && segment[0] == '{' && strings.HasSuffix(segment, "}") {
			names = append(names, strings.TrimSuffix(segment[1:len(segment)-1], "+"))
		}
	}
	return names
}
