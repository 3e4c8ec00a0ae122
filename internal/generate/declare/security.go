package declare

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// security is what a caller must show.
type security struct {
	authorizer *contract.Authorizer
	apiKey     bool
}

// security reads a gen.Security.
func (r *reader) security(v load.Value) security {
	var s security
	if v.IsNil() {
		return s
	}
	resolved, err := r.pkg.Resolve(v)
	if !r.check(err) {
		return s
	}
	switch {
	case resolved.IsNil() || resolved.Is(load.GenPath, "Public"):
	case resolved.Is(load.GenPath, "APIKey"):
		s.apiKey = r.only(resolved, "gen.APIKey", true)
	case resolved.Is(load.GenPath, "CognitoUserPool"):
		r.only(resolved, "gen.CognitoUserPool", true)
		s.authorizer = r.authorizer(resolved, r.cognito)
	case resolved.Is(load.GenPath, "LambdaAuthorizer"):
		s.authorizer = r.authorizer(resolved, r.lambdaAuthorizer)
	case resolved.Is(load.GenPath, "JWT"):
		r.only(resolved, "gen.JWT", false)
		s.authorizer = r.authorizer(resolved, r.jwt)
	case resolved.Is(load.GenPath, "IAM"):
		s.authorizer = r.iam(resolved)
	case resolved.Is(load.GenPath, "All"):
		return r.all(resolved)
	default:
		r.errorf(r.at(v), "security", "use gen.APIKey{}, an authorizer such as gen.CognitoUserPool, gen.All{...} or gen.Public{}", "%s is no security", source(v))
	}
	return s
}

// all reads gen.All. API Gateway takes one authorizer per method, and an API
// key beside it.
func (r *reader) all(v load.Value) security {
	var s security
	list, err := r.pkg.List(v)
	if !r.check(err) {
		return s
	}
	if len(list) == 0 {
		r.errorf(r.at(v), "security", "write gen.Public{} to let everybody in", "gen.All is empty")
	}
	for _, item := range list {
		if resolved, err := r.pkg.Resolve(item); err == nil && resolved.Is(load.GenPath, "Public") {
			r.errorf(r.at(item), "security", "take it out, or write gen.Public{} alone", "gen.Public stands among demands")
		}
		member := r.security(item)
		if s.authorizer != nil && member.authorizer != nil && s.authorizer != member.authorizer {
			r.errorf(r.at(item), "security", "keep one: API Gateway takes one authorizer per method", "gen.All has two authorizers")
		}
		if member.authorizer != nil {
			s.authorizer = member.authorizer
		}
		s.apiKey = s.apiKey || member.apiKey
	}
	return s
}

var (
	authorizerName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,128}$`)
	placeholder    = regexp.MustCompile(`\$\{[^}]*\}`)
	userPoolARN    = regexp.MustCompile(`^arn:[a-z0-9-]+:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]+$`)
)

// authorizer reads an authorizer. Each place in the source gives one, however
// often it is used.
func (r *reader) authorizer(v load.Value, read func(*contract.Authorizer, map[string]load.Value, load.Value)) *contract.Authorizer {
	pos := r.at(v)
	for _, a := range r.c.Authorizers {
		if a.Pos == pos {
			return a
		}
	}
	a := &contract.Authorizer{Pos: pos, Name: v.Name, Header: "Authorization"}
	r.c.Authorizers = append(r.c.Authorizers, a)
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return a
	}
	if v, ok := fields["Name"]; ok {
		a.Name, err = r.pkg.String(v)
		r.check(err)
	}
	if v, ok := fields["Header"]; ok {
		a.Header, err = r.pkg.String(v)
		if r.check(err) && !headerName.MatchString(a.Header) {
			r.errorf(r.at(v), "authorizer", "use letters, digits and -", "%q is no name of a header", a.Header)
		}
	}
	if a.Name == "" {
		r.errorf(pos, "authorizer", "put the value into a package variable, or set its Name", "the authorizer has no name")
	} else if !authorizerName.MatchString(a.Name) {
		r.errorf(pos, "authorizer", "use letters, digits, _ and -", "authorizer name %q", a.Name)
	}
	read(a, fields, v)
	return a
}

// cognito reads the pools of a user pool authorizer.
func (r *reader) cognito(a *contract.Authorizer, fields map[string]load.Value, v load.Value) {
	a.Scopes = true
	extension := r.node(v)
	if extension == nil {
		extension = openapi.Obj()
	}
	first(extension, openapi.M("type", openapi.Str("cognito_user_pools")))
	a.Scheme = keyScheme(a.Header, "cognito_user_pools", extension)
	pos := a.Pos
	var pools []string
	if v, ok := fields["UserPools"]; ok {
		list, err := r.pkg.Strings(v)
		if !r.check(err) {
			return
		}
		pools, pos = list, r.at(v)
	}
	if len(pools) == 0 {
		r.errorf(pos, "authorizer", `add its ARN: UserPools: []string{gen.Param("StaffUserPoolArn")}`, "the user pool authorizer %s has no user pool", cmp.Or(a.Name, "without a name"))
	}
	for _, arn := range pools {
		if strings.Contains(arn, "${stageVariables.") {
			r.errorf(pos, "authorizer", "use gen.Param", "authorizer %s has a stage variable in its user pool, where API Gateway takes none", a.Name)
		} else if !placeholder.MatchString(arn) && !userPoolARN.MatchString(arn) {
			r.errorf(pos, "authorizer", "write arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID, or gen.Param of a name",
				"%q is not the ARN of a user pool", arn)
		}
	}
}

// checkAuthorizers refuses two authorizers of one name; they are security
// schemes of the document, beside that of API keys.
func (r *reader) checkAuthorizers() {
	names := map[string]*contract.Authorizer{}
	for _, a := range r.c.Authorizers {
		if other := names[a.Name]; other != nil && a.Name != "" {
			r.errorf(a.Pos, "authorizer", "name one of them otherwise", "two authorizers are called %s, the other at %s", a.Name, other.Pos)
		}
		if a.Name == contract.APIKeyScheme {
			r.errorf(a.Pos, "authorizer", "name it otherwise", "the name %s belongs to the scheme of API keys", a.Name)
		}
		names[a.Name] = a
	}
}

// problemList reads declared errors: package variables of type problem.Problem.
func (r *reader) problemList(list []load.Value) []*contract.Problem {
	var problems []*contract.Problem
	for _, v := range list {
		p := r.problem(v)
		if p != nil && !slices.Contains(problems, p) {
			problems = append(problems, p)
		}
	}
	return problems
}

func (r *reader) problem(v load.Value) *contract.Problem {
	const hint = `declare it: var ErrPersonNotFound = problem.Problem{Type: "person-not-found", Status: 404, Title: "No such person"}`
	resolved, err := r.pkg.Resolve(v)
	if !r.check(err) {
		return nil
	}
	if !resolved.Is(load.ProblemPath, "Problem") {
		r.errorf(r.at(v), "problem", hint, "%s is not a problem.Problem", source(v))
		return nil
	}
	if resolved.Name == "" {
		r.errorf(r.at(v), "problem", hint, "the problem is not a package variable, so no handler can return it")
		return nil
	}
	key := resolved.Path + "." + resolved.Name
	if p, ok := r.problems[key]; ok {
		return p
	}
	decl := r.pkg.Decl(resolved.Path, resolved.Name)
	p := &contract.Problem{
		Pos: r.pkg.Position(decl.Pos), GoName: resolved.Name, Doc: decl.Doc,
		Package: contract.Package{Path: resolved.Path, Name: r.pkg.NameOf(resolved.Path), Dir: r.pkg.RelativeDir(resolved.Path)},
	}
	r.problems[key] = p
	fields, err := r.pkg.Struct(resolved)
	if !r.check(err) {
		return p
	}
	r.readProblem(p, fields)
	r.schemas.Type(resolved.Type(), r.schemas.At(p.Pos, "problem "+p.GoName))
	return p
}

func (r *reader) readProblem(p *contract.Problem, fields map[string]load.Value) {
	var err error
	if v, ok := fields["Type"]; ok {
		p.Type, err = r.pkg.String(v)
		r.check(err)
	}
	if v, ok := fields["Title"]; ok {
		p.Title, err = r.pkg.String(v)
		r.check(err)
	}
	v, ok := fields["Status"]
	if !ok {
		r.errorf(p.Pos, "problem", "add Status: 404 or another of 400 to 599", "problem %s has no status", p.GoName)
		return
	}
	p.Status, err = r.pkg.Int(v)
	if r.check(err) && (p.Status < 400 || p.Status > 599) {
		r.errorf(r.at(v), "status", "problems are errors: 400 to 599", "problem %s has status %d", p.GoName, p.Status)
	}
}
