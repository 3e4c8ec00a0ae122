package declare

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// only refuses a security the kind of API does not know.
func (r *reader) only(v load.Value, name string, rest bool) bool {
	if rest == (r.c.HTTP == nil) {
		return true
	}
	hint := "an HTTP API takes a gen.JWT, a gen.LambdaAuthorizer or gen.IAM"
	if !rest {
		hint = "a REST API takes a gen.CognitoUserPool, a gen.LambdaAuthorizer, gen.IAM and an API key"
	}
	r.errorf(r.at(v), "target", hint, "%s means nothing in %s", name, r.kind())
	return false
}

// keyScheme is a security scheme with an authorizer. REST imports ignore every
// type but apiKey with a warning and leave the methods public.
func keyScheme(header, authType string, authorizer *openapi.Node) *openapi.Node {
	return openapi.Obj(
		openapi.M("type", openapi.Str("apiKey")),
		openapi.M("name", openapi.Str(header)),
		openapi.M("in", openapi.Str("header")),
		openapi.M("x-amazon-apigateway-authtype", openapi.Str(authType)),
		openapi.M("x-amazon-apigateway-authorizer", authorizer),
	)
}

// identitySource is where an authorizer of a REST API and one of an HTTP API
// find what a decision depends on (developer guide, x-amazon-apigateway-authorizer).
var (
	restIdentity = regexp.MustCompile(`^(method\.request\.(header|querystring)\.[^ ,]+|stageVariables\.\w+|context\.[\w.]+)$`)
	httpIdentity = regexp.MustCompile(`^\$(request\.(header|querystring)\.[^ ,]+|stageVariables\.\w+|context\.[\w.]+)$`)
)

func (r *reader) lambdaAuthorizer(a *contract.Authorizer, fields map[string]load.Value, v load.Value) {
	var identity []string
	if v, ok := fields["Identity"]; ok {
		list, err := r.pkg.Strings(v)
		r.check(err)
		identity = list
		form, example := restIdentity, "method.request.header.Authorization"
		if r.c.HTTP != nil {
			form, example = httpIdentity, "$request.header.Authorization"
		}
		for _, source := range list {
			if !form.MatchString(source) {
				r.errorf(r.at(v), "authorizer", "write it like "+example, "%q is no identity source of %s", source, r.kind())
			}
		}
	}
	function := r.optional(fields, "Function")
	if !isFunction(function) {
		r.errorf(r.at(v), "authorizer", "give the name or the ARN of a function", "%q is no Lambda function", function)
	}
	extension := r.node(v)
	if extension == nil {
		extension = openapi.Obj()
	}
	kind := "token"
	switch {
	case r.c.HTTP != nil:
		kind = "request"
		if len(identity) == 0 {
			identity = []string{"$request.header." + a.Header}
		}
		payload := extension.Get("authorizerPayloadFormatVersion").StringOr("2.0")
		extension.Set("authorizerPayloadFormatVersion", openapi.Str(payload))
		if payload != "2.0" && extension.Get("enableSimpleResponses").True() {
			r.errorf(r.at(v), "authorizer", `take Payload out, or write "2.0"`, "simple answers need the payload format 2.0")
		}
	case len(identity) > 0:
		kind = "request"
	}
	if kind == "request" && r.c.HTTP == nil && extension.Get("identityValidationExpression") != nil {
		r.errorf(r.at(v), "authorizer", "take it out, or take Identity out", "Pattern is for authorizers that get a token, and Identity lists other sources")
	}
	uri := contract.InvocationURI(contract.FunctionARN(function, r.optional(fields, "Alias")))
	members := []openapi.Member{openapi.M("type", openapi.Str(kind)), openapi.M("authorizerUri", openapi.Str(uri))}
	if len(identity) > 0 {
		members = append(members, openapi.M("identitySource", openapi.Str(strings.Join(identity, ", "))))
	}
	first(extension, members...)
	a.Scheme = keyScheme(a.Header, "custom", extension)
	if kind == "request" {
		a.Scheme.Set("name", openapi.Str("Unused")) // the guide's own word: identitySource says where to look
	}
}

// jwt reads a JWT authorizer. Its scheme is one of OpenID Connect, as clients
// understand it.
func (r *reader) jwt(a *contract.Authorizer, fields map[string]load.Value, v load.Value) {
	a.Scopes = true
	issuer := r.optional(fields, "Issuer")
	if u, err := url.Parse(issuer); !strings.HasPrefix(issuer, "${") && (err != nil || u.Scheme != "https" || u.Host == "") {
		r.errorf(r.at(v), "authorizer", "write https://..., or gen.Param of a name", "%q is no issuer", issuer)
	}
	var audience []string
	if v, ok := fields["Audience"]; ok {
		list, err := r.pkg.Strings(v)
		r.check(err)
		audience = list
	}
	if len(audience) == 0 {
		r.errorf(r.at(v), "authorizer", "list the client ids that may call", "the JWT authorizer %s has no audience", a.Name)
	}
	identity := r.optional(fields, "Identity")
	if identity == "" {
		identity = "$request.header.Authorization"
	}
	if !httpIdentity.MatchString(identity) {
		r.errorf(r.at(v), "authorizer", "write it like $request.header.Authorization", "%q is no identity source of an HTTP API", identity)
	}
	a.Scheme = openapi.Obj(
		openapi.M("type", openapi.Str("openIdConnect")),
		openapi.M("openIdConnectUrl", openapi.Str(strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration")),
		openapi.M("x-amazon-apigateway-authorizer", openapi.Obj(
			openapi.M("type", openapi.Str("jwt")),
			openapi.M("identitySource", openapi.Str(identity)),
			openapi.M("jwtConfiguration", openapi.Obj(openapi.M("issuer", openapi.Str(issuer)), openapi.M("audience", openapi.Strs(audience...)))),
		)),
	)
}

// iamScheme is the name of the security scheme of signed requests.
const iamScheme = "sigv4"

// iam is the one authorizer of signed requests.
func (r *reader) iam(v load.Value) *contract.Authorizer {
	for _, a := range r.c.Authorizers {
		if a.IAM {
			return a
		}
	}
	a := &contract.Authorizer{Pos: r.at(v), Name: iamScheme, Header: "Authorization", IAM: true}
	a.Scheme = openapi.Obj(
		openapi.M("type", openapi.Str("apiKey")),
		openapi.M("name", openapi.Str("Authorization")),
		openapi.M("in", openapi.Str("header")),
		openapi.M("x-amazon-apigateway-authtype", openapi.Str("awsSigv4")),
	)
	r.c.Authorizers = append(r.c.Authorizers, a)
	return a
}
