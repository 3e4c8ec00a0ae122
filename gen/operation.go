package gen

// An Operation gives a method of the service interface its route. It is made by
// [GET], [POST], [PUT], [PATCH], [DELETE] or [HEAD].
type Operation struct {
	method  string
	path    string
	handler any
	options []Option
}

// An Option changes one operation: [Scopes], [Errors], [Secure], [Tags],
// [Integrate], [Validate].
type Option interface{ option() }

// GET routes GET requests on path to handler, a method expression of the
// service interface such as Directory.GetPerson. Variables of the path stand in
// braces and fill the fields tagged path: "/personnel/{id}".
func GET(path string, handler any, options ...Option) Operation {
	return Operation{"GET", path, handler, options}
}

// POST routes POST requests; see [GET].
func POST(path string, handler any, options ...Option) Operation {
	return Operation{"POST", path, handler, options}
}

// PUT routes PUT requests; see [GET].
func PUT(path string, handler any, options ...Option) Operation {
	return Operation{"PUT", path, handler, options}
}

// PATCH routes PATCH requests; see [GET].
func PATCH(path string, handler any, options ...Option) Operation {
	return Operation{"PATCH", path, handler, options}
}

// DELETE routes DELETE requests; see [GET].
func DELETE(path string, handler any, options ...Option) Operation {
	return Operation{"DELETE", path, handler, options}
}

// HEAD routes HEAD requests, which API Gateway never answers with a GET
// operation; see [GET].
func HEAD(path string, handler any, options ...Option) Operation {
	return Operation{"HEAD", path, handler, options}
}

type option struct {
	kind   string
	values []any
}

func (option) option() {}

// Scopes demands an access token that holds at least one of the scopes, e.g.
// "directory/write". The operation's security must have an authorizer that
// knows scopes.
func Scopes(scopes ...string) Option {
	values := make([]any, len(scopes))
	for i, s := range scopes {
		values[i] = s
	}
	return option{"scopes", values}
}

// Errors lists problems the operation may answer with, besides those of
// [Defaults]. Each is a package variable of type problem.Problem.
func Errors(problems ...error) Option {
	values := make([]any, len(problems))
	for i, p := range problems {
		values[i] = p
	}
	return option{"errors", values}
}

// Secure replaces the default security for the operation; Secure(Public{}) lets
// everybody in.
func Secure(s Security) Option { return option{"security", []any{s}} }

// Tags group operations in documentation and generated clients.
func Tags(tags ...string) Option {
	values := make([]any, len(tags))
	for i, t := range tags {
		values[i] = t
	}
	return option{"tags", values}
}

// Integrate replaces the default integration for the operation.
func Integrate(i Integration) Option { return option{"integration", []any{i}} }

// Validate replaces what API Gateway checks for the operation.
func Validate(v Validation) Option { return option{"validation", []any{v}} }
