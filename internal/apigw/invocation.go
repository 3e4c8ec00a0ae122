package apigw

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Invocation is a function that an API invokes without a role, so that the
// function's own policy must allow it.
type Invocation struct {
	Function LambdaFunction
	// Callers are what stands behind the API's id in the source ARN of a
	// permission: */GET/personnel/* of methods and routes, */$default, and
	// authorizers/*. Many methods are merged by path, then to the whole API.
	Callers []string
}

// maxCallers is how many statements one function gets for an API before they are
// merged. A function's policy holds 20 KB, and a statement takes about 400 bytes.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxCallers = 30

// Invocations lists the functions that methods and authorizers invoke, in the
// API's order. A function whose name depends on a stage variable that has no value
// is left out, with a warning.
func (a *RestAPI) Invocations(variables map[string]string) (all []Invocation, warnings []string) {
	c := &calls{variables: variables}
	for m, r := range a.Methods() {
		if m.Integration != nil {
			c.use(m.Integration.URI, m.Integration.Credentials, m.HTTPMethod+" "+r.Path, "*/"+callerOf(m.HTTPMethod, r.Path))
		}
	}
	for _, auth := range a.Authorizers {
		c.use(auth.URI, auth.Credentials, "authorizer "+auth.Name, authorizerCaller)
	}
	return c.merged(), c.warnings
}

// Invocations lists the functions that routes and authorizers invoke, as
// [RestAPI.Invocations] does.
func (a *HTTPAPI) Invocations(variables map[string]string) (all []Invocation, warnings []string) {
	c := &calls{variables: variables}
	for _, r := range a.Routes {
		if in := a.Integration(r.Integration); in != nil && in.Subtype == "" {
			caller := "*/" + DefaultRoute
			if r.Key != DefaultRoute {
				caller = "*/" + callerOf(r.Verb(), r.Path())
			}
			c.use(in.URI, in.Credentials, r.Key, caller)
		}
	}
	for _, auth := range a.Authorizers {
		c.use(auth.URI, auth.Credentials, "authorizer "+auth.Name, authorizerCaller)
	}
	return c.merged(), c.warnings
}

const authorizerCaller = "authorizers/*"

var pathVariable = regexp.MustCompile(`\{[^/]*\}`)

// callerOf writes a method with * for any verb and for the variables of its path.
func callerOf(verb, path string) string {
	if verb == "ANY" {
		verb = "*"
	}
	return verb + pathVariable.ReplaceAllString(path, "*")
}

// calls are the functions an API calls, each with what calls it.
type calls struct {
	variables map[string]string
	all       []Invocation
	warnings  []string
}

// use notes that who, named for people, calls the function of a URI.
func (c *calls) use(uri, credentials, who, caller string) {
	if credentials != "" {
		return
	}
	uri, missing := ExpandStageVariables(uri, c.variables)
	f, ok := ParseFunction(uri)
	if !ok {
		return
	}
	if len(missing) > 0 {
		c.warnings = append(c.warnings, fmt.Sprintf("no permission for %s: its function depends on the stage variable %s", who, strings.Join(missing, ", ")))
		return
	}
	i := slices.IndexFunc(c.all, func(in Invocation) bool { return in.Function == f })
	if i < 0 {
		i, c.all = len(c.all), append(c.all, Invocation{Function: f})
	}
	if !slices.Contains(c.all[i].Callers, caller) {
		c.all[i].Callers = append(c.all[i].Callers, caller)
	}
}

func (c *calls) merged() []Invocation {
	for i := range c.all {
		c.all[i].Callers = mergeCallers(c.all[i].Callers)
	}
	return c.all
}

// mergeCallers keeps the callers of one function below the limit of its policy.
func mergeCallers(callers []string) []string {
	if len(callers) <= maxCallers {
		return callers
	}
	var byPath []string
	for _, c := range callers {
		parts := strings.SplitN(c, "/", 3) // stage, verb, path
		if len(parts) == 3 {
			c = parts[0] + "/*/" + parts[2]
		}
		if !slices.Contains(byPath, c) {
			byPath = append(byPath, c)
		}
	}
	if len(byPath) <= maxCallers {
		return byPath
	}
	whole := []string{"*/*"}
	if slices.Contains(callers, authorizerCaller) {
		whole = append(whole, authorizerCaller)
	}
	return whole
}
