package scaffold

import (
	"regexp"
	"slices"
	"strings"
)

// Adopted is a contract that was made of a document.
type Adopted struct {
	Title   string // of the API
	From    string // name of the document's file
	Service string // the interface of the contract
	Methods []Method
	// Functions are the names of the functions the contract calls.
	Functions []string
	// Region is that of the functions' ARNs, when they agree on one.
	Region string
	// Parameters and StageVariables have values for this machine.
	Parameters, StageVariables []Setting
	// Flags are those of apigen up and dev.
	Flags []string
	// Sub has the document write ${Name} as CloudFormation does.
	Sub bool
	// Differences tells that there is a list of what did not come over.
	Differences bool
}

// Unanswered is in the source of every handler that a project made of a document has
// and nobody has written yet.
const Unanswered = "errUnanswered.WithDetail("

// A Method is one of the contract's interface.
type Method struct {
	Name     string
	Request  string // type of the request; empty when there is none
	Response string // type of the response; empty when there is none
	Route    string // GET /pets/{petId}
	Served   bool   // a function answers it
}

// A Setting is a name with its value.
type Setting struct{ Name, Value string }

// Serves reports whether a function answers any operation.
func (a *Adopted) Serves() bool {
	return slices.ContainsFunc(a.Methods, func(m Method) bool { return m.Served })
}

// A Route is a request that reaches a method.
type Route struct{ Method, Path string }

var variable = regexp.MustCompile(`\{[^/}]*\}`)

// Routes gives a request for each method, with 1 for every variable of its path.
func (a *Adopted) Routes() []Route {
	var routes []Route
	for _, m := range a.Methods {
		verb, path, _ := strings.Cut(m.Route, " ")
		routes = append(routes, Route{verb, variable.ReplaceAllString(path, "1")})
	}
	return routes
}
