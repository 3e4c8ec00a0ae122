package apigw

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A scheme is a security scheme as the service understands it.
type scheme struct {
	auth       AuthorizationType // empty when the scheme identifies nobody
	authorizer string
	apiKey     bool
	broken     bool // its methods are not created
}

// readSchemes makes an authorizer of every security scheme with the authorizer
// extension, used or not (recorded: import with two Cognito pools).
//
// The service reads Swagger's securityDefinitions in an OpenAPI 3.0 document
// too: AWS's own sample of a URL shortener keeps its user pool there, and its
// templates use the claims.
func (r *reader) readSchemes(root at) {
	read := func(name string, v at) {
		if r.schemes[name] == nil {
			r.schemes[name] = r.readScheme(name, r.resolve(v))
		}
	}
	if !r.swagger {
		root.get("components", "securitySchemes").members(read)
	}
	root.get("securityDefinitions").members(read)
}

func (r *reader) readScheme(name string, v at) *scheme {
	authType := v.get(ext + "authtype").text()
	authorizer := v.get(ext + "authorizer")
	kind := v.get("type").text()
	switch {
	case kind != "apiKey":
		// The service then leaves the scheme out, and methods that have no other
		// are public.
		r.warn(v, "security-scheme", "use type: apiKey with "+ext+"authorizer; without it, methods with only this scheme are public",
			"Unsupported security definition type '%s' for '%s'. Ignoring.", kind, name)
		return &scheme{}
	case strings.EqualFold(authType, "awsSigv4"):
		return &scheme{auth: AuthorizationIAM}
	case authorizer.node != nil:
		a := r.readAuthorizer(name, authType, v, authorizer)
		r.api.Authorizers = append(r.api.Authorizers, a)
		s := &scheme{auth: AuthorizationCustom, authorizer: name}
		if a.Type == "COGNITO_USER_POOLS" {
			s.auth = AuthorizationCognito
		}
		return s
	case authType != "":
		r.warn(v, "authorizer-missing", "add "+ext+"authorizer to the scheme",
			"Unable to create authorizer from security definition: '%s'. Extension x-amazon-apigateway-authorizer is required. Any methods with security: '%s' will not be created.", name, name)
		return &scheme{broken: true}
	case v.get("in").text() == "header" && strings.EqualFold(v.get("name").text(), "x-api-key"):
		return &scheme{apiKey: true}
	}
	return &scheme{}
}

func (r *reader) readAuthorizer(name, authType string, v, x at) *Authorizer {
	a := &Authorizer{
		Name:                         name,
		Type:                         strings.ToUpper(x.get("type").text()),
		ProviderARNs:                 x.get("providerARNs").texts(),
		AuthType:                     authType,
		URI:                          x.get("authorizerUri").text(),
		Credentials:                  x.get("authorizerCredentials").text(),
		IdentitySource:               x.get("identitySource").text(),
		IdentityValidationExpression: x.get("identityValidationExpression").text(),
		Pos:                          v.pos,
		Pointer:                      v.pointer,
	}
	// Recorded for Cognito pools: without a source, the scheme's own place is it.
	if a.IdentitySource == "" && (a.Type != "REQUEST" || x.get("identitySource").node == nil) {
		a.IdentitySource = identitySource(v.get("in").text(), v.get("name").text())
	}
	if ttl := x.get("authorizerResultTtlInSeconds"); ttl.node != nil && !HasPlaceholder(ttl.text()) {
		seconds, err := strconv.Atoi(ttl.text())
		if err != nil || seconds < 0 || seconds > 3600 {
			r.authorizerFault(ttl, name, ttlFault)
		} else {
			a.ResultTTLInSeconds = &seconds
		}
	}
	r.checkAuthorizer(a, x)
	return a
}

func identitySource(in, name string) string {
	switch in {
	case "header":
		return "method.request.header." + name
	case "query":
		return "method.request.querystring." + name
	}
	return ""
}

var (
	tokenSource   = regexp.MustCompile(`^method\.request\.header\.[A-Za-z0-9._$-]+$`)
	requestSource = regexp.MustCompile(`^(method\.request\.(header|querystring)\.[A-Za-z0-9._$-]+|stageVariables\.\w+|context\.[A-Za-z0-9_.]+)$`)
)

// checkAuthorizer says what CreateAuthorizer refuses.
func (r *reader) checkAuthorizer(a *Authorizer, x at) {
	if f := CheckAuthorizer(a); f != nil && !(f.Member == "type" && HasPlaceholder(a.Type)) {
		r.authorizerFault(x.get(f.Member), a.Name, f)
	}
}

// CheckAuthorizer brings an authorizer into the form the service stores and
// gives the first thing it refuses, or nil.
func CheckAuthorizer(a *Authorizer) *Fault {
	if ttl := a.ResultTTLInSeconds; ttl != nil && (*ttl < 0 || *ttl > 3600) {
		return ttlFault
	}
	switch a.Type {
	case "COGNITO_USER_POOLS":
		if len(a.ProviderARNs) == 0 {
			return &Fault{"providerARNs", "authorizer-providers", "list the ARNs of the user pools", "ProviderARNs cannot be empty"}
		}
	case "TOKEN", "REQUEST":
		if _, ok := ParseLambdaURI(a.URI); !ok && !HasPlaceholder(a.URI) {
			return &Fault{"authorizerUri", "authorizer-uri",
				"write arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations",
				"Invalid Authorizer URI: " + a.URI + ". Authorizer URI should be a valid API Gateway ARN"}
		}
	default:
		rule := "authorizer-type"
		if a.Type == "JWT" {
			rule = "authorizer-jwt" // the service has them since 2026, in a form that is not known here
		}
		return &Fault{"type", rule, "write token, request or cognito_user_pools",
			"1 validation error detected: Value '" + a.Type + "' at 'createAuthorizerInput.type' failed to satisfy constraint: Member must satisfy enum value set: [TOKEN, REQUEST, COGNITO_USER_POOLS]"}
	}
	return a.sourceFault()
}

var ttlFault = &Fault{"authorizerResultTtlInSeconds", "authorizer-ttl", "write a number of seconds from 0 to 3600",
	"Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds."}

func (a *Authorizer) sourceFault() *Fault {
	if a.IdentitySource == "" || HasPlaceholder(a.IdentitySource) {
		return nil
	}
	form := tokenSource
	if a.Type == "REQUEST" {
		form = requestSource
	}
	for part := range strings.SplitSeq(a.IdentitySource, ",") {
		part = strings.TrimSpace(part)
		if form.MatchString(part) {
			continue
		}
		// $request.header.X is the form of HTTP APIs; documents that are deployed
		// have it on Cognito authorizers, so it cannot be fatal there.
		if header, ok := strings.CutPrefix(part, "$request.header."); ok && a.Type == "COGNITO_USER_POOLS" {
			a.IdentitySource = "method.request.header." + header
			continue
		}
		return &Fault{"identitySource", "authorizer-identity-source", "write method.request.header.NAME", "Invalid request identity source expression: " + part}
	}
	return nil
}

// authorizerFault reports what keeps an authorizer from being created. The
// service's frame around these texts in an import is not recorded; this is
// that of its other messages.
func (r *reader) authorizerFault(a at, name string, f *Fault) {
	r.fail(a, f.Rule, f.Hint, "Unable to create authorizer from security definition: '%s'. %s", name, f.Text)
}

// secure gives a method its authorization. An operation without security of its
// own has that of the root (recorded; the guide says otherwise). Within one
// requirement all schemes hold; alternatives cannot be expressed, so the first
// authorizer and any API key of all of them hold. It reports false when the
// service would not create the method.
func (r *reader) secure(m *Method, op at, path string) bool {
	security := op.get("security")
	if security.node == nil {
		security = r.rootSecurity
	}
	m.AuthorizationType = AuthorizationNone
	created := true
	for _, requirement := range security.items() {
		requirement.members(func(name string, scopes at) {
			s := r.schemes[name]
			if s == nil {
				return
			}
			created = created && !s.broken
			m.APIKeyRequired = m.APIKeyRequired || s.apiKey
			if s.auth == "" || m.AuthorizationType != AuthorizationNone {
				return
			}
			m.AuthorizationType, m.Authorizer = s.auth, s.authorizer
			m.AuthorizationScopes = scopeList(scopes)
			if len(m.AuthorizationScopes) > 0 && s.auth != AuthorizationCognito {
				r.methodFault(scopes, "security-scopes", m, path, "remove the scopes: only Cognito user pools check them",
					"Authorization Scopes are only valid for COGNITO_USER_POOLS authorization type")
			}
		})
	}
	switch strings.ToUpper(op.get(ext+"auth", "type").text()) {
	case "AWS_IAM":
		m.AuthorizationType, m.Authorizer, m.AuthorizationScopes = AuthorizationIAM, "", nil
	case "NONE":
		m.AuthorizationType, m.Authorizer, m.AuthorizationScopes = AuthorizationNone, "", nil
	}
	return created
}

// scopeList leaves out scopes that are intrinsic functions other than text.
func scopeList(a at) []string {
	var scopes []string
	for _, item := range a.items() {
		if item.node.Is(openapi.String) || HasPlaceholder(item.text()) {
			scopes = append(scopes, item.text())
		}
	}
	return scopes
}
