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

// mayHold checks a new segment below a resource as CreateResource does. The
// texts on greedy parents and siblings are recorded.
func (r *reader) mayHold(parent *Resource, segment, path string, item at) bool {
	refuse := func(rule, hint, format string, args ...any) bool {
		r.fail(item, rule, hint, "Unable to create resource at path '"+strings.ReplaceAll(path, "%", "%%")+"': "+format, args...)
		return false
	}
	if last := lastSegment(parent.Path); strings.HasSuffix(last, "+}") {
		return refuse("path-greedy-child", "make the greedy variable the last segment",
			"Cannot create a child of a resource with a greedy path variable: %s", last)
	}
	if !segmentForm.MatchString(segment) {
		rule, hint := "path-chars", "use letters, digits, . _ - and whole-segment variables such as {id}"
		if strings.ContainsAny(segment, "{}") {
			rule, hint = "path-partial-variable", "make the variable a segment of its own: "+wholeVariable(segment)
		}
		return refuse(rule, hint,
			"Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.")
	}
	if segment[0] == '{' {
		if other := r.variables[parent.Path]; other != "" {
			return refuse("path-sibling-variables", "give both the same name; one of them is "+other,
				"A sibling (%s) of this resource already has a variable path part -- only one is allowed", other)
		}
	}
	return true
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
