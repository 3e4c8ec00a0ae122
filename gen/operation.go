package gen

// An Operation gives a method of the service interface its route. It is made by
// [GET], [POST], [PUT], [PATCH], [DELETE], [HEAD], [OPTIONS] or [ANY].
type Operation struct {
	method  string
	path    string
	handler any
	options []Option
}

// An Option changes one operation: [Scopes], [Errors], [Secure], [Tags],
// [Integrate], [Validate], [Docs], [OperationID], [Extension], [Override].
type Option interface{ option() }

// GET routes GET requests on path to handler, a method expression of the
// service interface such as Directory.GetPerson. Variables of the path stand in
// braces and fill the fields tagged path: "/personnel/{id}". A last variable
// with a plus takes the rest of the path: "/files/{path+}".
//
// The handler may be nil: API Gateway answers such an operation without the
// service, and no Go code knows it. A [Lambda] that answers one stands in its own
// [Integrate]; it may be written in any language.
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

// OPTIONS routes OPTIONS requests, on paths that CORS does not answer already;
// see [GET].
func OPTIONS(path string, handler any, options ...Option) Operation {
	return Operation{"OPTIONS", path, handler, options}
}

// ANY routes requests of every method that has no operation of its own on the
// path. It has no handler, which would not know what to expect, so the integration
// is another than the service's own, be it a [Lambda] that is named with [Integrate]:
//
//	gen.ANY("/legacy/{proxy+}", nil, gen.Integrate(gen.HTTPProxy{URI: "https://old.example.com/{proxy}"}))
//
// In an HTTP API the path "$default" is the route for all that has none.
func ANY(path string, handler any, options ...Option) Operation {
	return Operation{"ANY", path, handler, options}
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

// Docs leads to further documentation of the operation.
func Docs(url, description string) Option { return option{"docs", []any{url, description}} }

// OperationID is what the operation is called in the document, where that is not
// the name of its method with a small first word. The empty text gives it none.
// API Gateway keeps it as the operation name.
func OperationID(id string) Option { return option{"operation id", []any{id}} }

// OtherErrors says that the operation may answer with problems of any other
// status, as the default response.
func OtherErrors() Option { return option{"other errors", nil} }

// Extension sets a member of the operation in the document whose name starts
// with x-. The value is a constant or a literal of constants, slices and maps.
func Extension(name string, value any) Option { return option{"extension", []any{name, value}} }

// Override sets any value of the operation in the document for API Gateway, by a
// JSON pointer from the operation on, when everything else is done:
//
//	gen.Override("/x-amazon-apigateway-integration/timeoutInMillis", 1000)
//
// It is the way out when there is no word for something; what it writes is not
// checked.
func Override(pointer string, value any) Option { return option{"override", []any{pointer, value}} }
