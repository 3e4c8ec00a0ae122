package declare

import (
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

// methods are the constructors of operations; each is called like its verb.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions}

// anyMethod takes the requests of all methods that have no operation.
const anyMethod = "ANY"

func (r *reader) readOperations(fields map[string]load.Value) {
	v, ok := fields["Operations"]
	if !ok {
		return
	}
	list, err := r.pkg.List(v)
	if !r.check(err) {
		r.unreadable = true
		return
	}
	if len(list) == 0 {
		r.errorf(r.at(v), "api-incomplete", missingHints["Operations"], "the API has no operation")
	}
	for _, item := range list {
		r.operation(item)
	}
}

// operation reads one route. An operation that is wrong somewhere is listed all
// the same, so that nothing follows from its absence.
func (r *reader) operation(v load.Value) {
	call, err := r.pkg.Call(v)
	if !r.check(err) && call == nil {
		r.unreadable = true
		return
	}
	op := &contract.Operation{Pos: r.pkg.Position(call.Pos), Method: call.Func}
	if !slices.Contains(append([]string{anyMethod}, methods...), call.Func) || len(call.Args) < 2 {
		r.errorf(op.Pos, "operation", "use gen.GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY", "gen.%s is no operation", call.Func)
		return
	}
	path, err := r.pkg.String(call.Args[0])
	readable := r.check(err)
	op.Path = path
	if readable {
		r.checkPath(op, r.at(call.Args[0]))
	}
	if call.Args[1].IsNil() {
		given := r.options(op, call.Args[2:])
		if !given["Validate"] {
			op.Validate = contract.Validation{}
		}
		r.unserved(op, given["Integrate"])
		r.c.Operations = append(r.c.Operations, op)
		return
	}
	if op.Method == anyMethod {
		r.errorf(op.Pos, "handler", "write nil and an integration that is not the service's, or one operation for each method",
			"gen.ANY has a handler, which would not know what request to expect")
	}
	sig := r.handler(op, call.Args[1])
	r.options(op, call.Args[2:])
	if sig != nil && r.messages(op, sig) && readable {
		r.checkVariables(op)
	}
	r.c.Operations = append(r.c.Operations, op)
}

// handler reads the method expression and what the method says of itself. It
// gives nil when there is no method to look at.
func (r *reader) handler(op *contract.Operation, v load.Value) *types.Func {
	r.handlers = true
	named, method, err := r.pkg.MethodExpr(v)
	if errors.Is(err, load.ErrBroken) {
		r.unreadable = true // it may be any method, misspelt
	}
	if !r.check(err) || r.service == nil {
		return nil
	}
	if named.Obj() != r.service.Obj() {
		r.errorf(r.at(v), "handler", "write "+r.c.Service+" and one of its methods", "the handler %s is not a method of the service %s", source(v), r.c.Service)
		return nil
	}
	op.Name = method.Name()
	op.ID = operationID(op.Name)
	if other := r.routed[op.Name]; other != nil {
		r.errorf(r.at(v), "routed-twice", "give each route a method of its own", "method %s has two routes, the other at %s", op.Name, other.Pos)
		return nil
	}
	r.routed[op.Name] = op
	doc := r.methodDecl(r.service, method).Doc
	op.Summary, op.Description = schema.Summarize(doc, op.Name)
	op.Deprecated = schema.IsDeprecated(doc)
	return method
}

// operationID is the method's name with a small first word: GetPerson becomes
// getPerson and HTTPStatus httpStatus.
func operationID(name string) string {
	letters := []rune(name)
	capitals := 0
	for capitals < len(letters) && unicode.IsUpper(letters[capitals]) {
		capitals++
	}
	if capitals > 1 && capitals < len(letters) && unicode.IsLower(letters[capitals]) {
		capitals-- // the last one starts the next word
	}
	return strings.ToLower(string(letters[:capitals])) + string(letters[capitals:])
}

// methodDecl finds the declaration of a method in the interface or in one that
// it embeds.
func (r *reader) methodDecl(named *types.Named, method *types.Func) load.Decl {
	iface, ok := named.Underlying().(*types.Interface)
	if !ok || named.Obj().Pkg() == nil {
		return load.Decl{}
	}
	if d := r.pkg.Decl(named.Obj().Pkg().Path(), named.Obj().Name()+"."+method.Name()); d.Pos.IsValid() {
		return d
	}
	for embedded := range iface.EmbeddedTypes() {
		if inner, ok := types.Unalias(embedded).(*types.Named); ok {
			if d := r.methodDecl(inner, method); d.Pos.IsValid() {
				return d
			}
		}
	}
	return load.Decl{}
}

// options applies the defaults and then the options of an operation. It gives the
// names of those that are there.
func (r *reader) options(op *contract.Operation, list []load.Value) map[string]bool {
	op.Lambda, op.Integration = r.defaults.backend.lambda, r.defaults.backend.node
	op.Validate = r.c.REST.Validate
	s := r.defaults.security
	problems := slices.Clone(r.defaults.problems)
	seen := map[string]bool{}
	scopes := op.Pos
	for _, v := range list {
		option, err := r.pkg.Call(v)
		if !r.check(err) || len(option.Args) == 0 && option.Func != "OtherErrors" {
			continue
		}
		pos := r.pkg.Position(option.Pos)
		if once := option.Func == "Secure" || option.Func == "Integrate" || option.Func == "Validate"; once && seen[option.Func] {
			r.errorf(pos, "option", "keep one", "gen.%s stands there twice", option.Func)
		}
		seen[option.Func] = true
		switch option.Func {
		case "Scopes":
			op.Scopes, scopes = append(op.Scopes, r.words(option.Args)...), pos
		case "Tags":
			op.Tags = append(op.Tags, r.words(option.Args)...)
		case "Errors":
			problems = append(problems, r.problemList(option.Args)...)
		case "Secure":
			s = r.security(option.Args[0])
		case "Integrate":
			in := r.integration(option.Args[0])
			op.Lambda, op.Integration = in.lambda, in.node
			r.checkShared(op, option.Args[0])
		case "Validate":
			op.Validate = r.validation(option.Args[0])
			if r.c.HTTP != nil {
				r.errorf(pos, "target", "take it out: the generated server checks requests", "gen.Validate means nothing in an HTTP API, which validates nothing")
			}
		case "OtherErrors":
			op.OtherErrors = true
			if r.c.HTTP == nil {
				r.findings = append(r.findings, diag.Diagnostic{
					Pos: pos, Severity: diag.Info, Rule: "lowered", Hint: "apigen generate --public writes a document that keeps it",
					Message: op.Method + " " + op.Path + " has a default response, which stays out of the document: a REST API wants statuses",
				})
			}
		case "Docs":
			op.Docs = r.link(option.Args)
		case "OperationID":
			if id, err := r.pkg.String(option.Args[0]); r.check(err) {
				op.DocumentID = &id
			}
		case "Extension":
			r.extension(op, option.Args)
		case "Override":
			r.override(op, option.Args)
		default:
			r.errorf(pos, "option", "known are gen.Scopes, Errors, Secure, Tags, Integrate, Validate, Docs, OperationID, Extension and Override",
				"gen.%s is no option of an operation", option.Func)
		}
	}
	op.Authorizer, op.APIKey = s.authorizer, s.apiKey
	if len(op.Scopes) > 0 && (op.Authorizer == nil || !op.Authorizer.Scopes) {
		// "Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type" fails the import.
		r.errorf(scopes, "scopes", "add a gen.CognitoUserPool, or a gen.JWT in an HTTP API, to its security, or take the scopes out",
			"%s %s demands scopes but has no authorizer that knows them", op.Method, op.Path)
	}
	if op.Lambda == nil && op.Integration == nil {
		r.errorf(op.Pos, "no-integration", `add gen.Integrate(gen.Lambda{Function: "name"}), or an Integration to the Defaults`,
			"%s %s has no integration, so no deployment takes it", op.Method, op.Path)
	}
	op.Problems = r.sortProblems(problems)
	return seen
}

// sortProblems goes by status, then by place of declaration.
func (r *reader) sortProblems(list []*contract.Problem) []*contract.Problem {
	var out []*contract.Problem
	for _, p := range list {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y *contract.Problem) int {
		return cmp.Or(cmp.Compare(x.Status, y.Status), r.compareProblems(x, y))
	})
	return out
}

// words reads strings that may not be empty or hold blanks, such as scopes.
func (r *reader) words(list []load.Value) []string {
	var words []string
	for _, v := range list {
		s, err := r.pkg.String(v)
		switch {
		case !r.check(err):
		case s == "" || strings.TrimSpace(s) != s:
			r.errorf(r.at(v), "value", "write it without blanks around, or take it out", "%q is empty or has blanks around it", s)
		default:
			words = append(words, s)
		}
	}
	return words
}

var (
	functionName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
	functionARN  = regexp.MustCompile(`^arn:[a-z0-9-]+:lambda:[^:]+:[^:]+:function:[^:]+(:[^:]+)?$`)
	aliasName    = regexp.MustCompile(`^(\$LATEST|[a-zA-Z0-9_-]{1,128})$`)
)

// lambda reads a gen.Lambda. Limits are those of integrations of a REST API
// (developer guide, x-amazon-apigateway-integration).
func (r *reader) lambda(v load.Value) *contract.Lambda {
	l := &contract.Lambda{}
	resolved, err := r.pkg.Resolve(v)
	if !r.check(err) {
		return l
	}
	fields, err := r.pkg.Struct(resolved)
	if !r.check(err) {
		return l
	}
	pos := r.at(resolved)
	if v, ok := fields["Function"]; ok {
		l.Function, err = r.pkg.String(v)
		if !r.check(err) {
			return l
		}
		pos = r.at(v)
	}
	if !isFunction(l.Function) {
		r.errorf(pos, "integration", "give the name or the ARN of a function", "%q is no Lambda function", l.Function)
	}
	if v, ok := fields["Alias"]; ok {
		l.Alias, err = r.pkg.String(v)
		if r.check(err) && l.Alias != "" && !aliasName.MatchString(placeholder.ReplaceAllString(l.Alias, "x")) {
			r.errorf(r.at(v), "integration", "use letters, digits, _ and -, a version number or $LATEST", "%q is no alias or version of a function", l.Alias)
		}
	}
	l.Credentials = r.optional(fields, "Credentials")
	r.lambdaTarget(l, fields)
	return l
}

// isFunction reports whether a text names a function, by its name, its ARN or
// the URI it is invoked at. Placeholders may be any part of it.
func isFunction(text string) bool {
	plain := placeholder.ReplaceAllString(text, "x")
	return functionName.MatchString(plain) || functionARN.MatchString(plain) || contract.IsInvocationURI(plain)
}

// lambdaTarget reads what differs between the kinds of API.
func (r *reader) lambdaTarget(l *contract.Lambda, fields map[string]load.Value) {
	longest := 29000
	if r.c.HTTP != nil {
		longest, l.Payload = 30000, "2.0"
	}
	var err error
	if v, ok := fields["Stream"]; ok && r.applies(v, "Stream of gen.Lambda", "rest") {
		if l.Stream, err = r.pkg.Bool(v); r.check(err) && l.Stream {
			longest = 900000
		}
	}
	if v, ok := fields["Payload"]; ok && !r.isZero(v) && r.applies(v, "Payload of gen.Lambda", "http") {
		if l.Payload, err = r.pkg.String(v); r.check(err) && l.Payload != "1.0" && l.Payload != "2.0" {
			r.errorf(r.at(v), "integration", `write "2.0" or "1.0"`, "the payload format is %q", l.Payload)
		}
	}
	if v, ok := fields["Timeout"]; ok {
		l.Timeout, err = r.pkg.Int(v)
		if r.check(err) && l.Timeout != 0 && (l.Timeout < 50 || l.Timeout > longest) {
			r.errorf(r.at(v), "integration", fmt.Sprintf("API Gateway waits %d seconds at most; leave it out for that", longest/1000),
				"the timeout is %d ms, want 50 to %d", l.Timeout, longest)
		}
	}
}
