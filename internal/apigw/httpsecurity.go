package apigw

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An httpScheme is a security scheme as HTTP APIs understand it.
type httpScheme struct {
	auth       AuthorizationType // empty when the scheme identifies nobody
	authorizer string
}

// readSchemes makes an authorizer of every security scheme with the authorizer
// extension: jwt with schemes of type oauth2 and openIdConnect, request with
// those of type apiKey.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
func (r *httpReader) readSchemes(root at) {
	root.get("components", "securitySchemes").members(func(name string, v at) {
		v = r.resolve(v)
		x := v.get(ext + "authorizer")
		kind := v.get("type").text()
		switch {
		case strings.EqualFold(v.get(ext+"authtype").text(), "awsSigv4"):
			r.schemes[name] = &httpScheme{auth: AuthorizationIAM}
		case x.node != nil:
			a := r.readAuthorizer(name, v, x)
			r.api.Authorizers = append(r.api.Authorizers, a)
			r.schemes[name] = &httpScheme{auth: AuthorizationCustom, authorizer: name}
			if a.Type == "JWT" {
				r.schemes[name].auth = AuthorizationJWT
			}
		case kind == "apiKey" && strings.EqualFold(v.get("name").text(), "x-api-key"):
			r.warn(v, "http-auth-apikey", "remove the scheme; HTTP APIs know no API keys", "ApiKeyRequired is not currently supported for HTTP APIs.")
			r.schemes[name] = &httpScheme{}
		default:
			r.warn(v, "security-scheme", "add "+ext+"authorizer; without it, routes with this scheme are public",
				"Unsupported security definition type '%s' for '%s'. Ignoring.", kind, name)
			r.schemes[name] = &httpScheme{}
		}
	})
}

func (r *httpReader) readAuthorizer(name string, v, x at) *HTTPAuthorizer {
	a := &HTTPAuthorizer{
		ID: name, Name: name,
		Type:                  strings.ToUpper(x.get("type").text()),
		URI:                   x.get("authorizerUri").text(),
		Credentials:           x.get("authorizerCredentials").text(),
		PayloadFormatVersion:  version(x.get("authorizerPayloadFormatVersion").text()),
		EnableSimpleResponses: x.get("enableSimpleResponses").text() == "true",
		Issuer:                x.get("jwtConfiguration", "issuer").text(),
		Audience:              x.get("jwtConfiguration", "audience").texts(),
		Pos:                   v.pos,
		Pointer:               v.pointer,
	}
	for part := range strings.SplitSeq(x.get("identitySource").text(), ",") {
		if part = strings.TrimSpace(part); part != "" {
			a.IdentitySource = append(a.IdentitySource, part)
		}
	}
	if items := x.get("identitySource").texts(); len(items) > 0 {
		a.IdentitySource = items
	}
	if x.get("identitySource").node == nil {
		a.IdentitySource = schemeSource(v)
	}
	if a.Type == "JWT" && a.Issuer == "" {
		a.Issuer = strings.TrimSuffix(strings.TrimSuffix(v.get("openIdConnectUrl").text(), "/.well-known/openid-configuration"), "/")
	}
	if ttl := x.get("authorizerResultTtlInSeconds"); ttl.node != nil && !HasPlaceholder(ttl.text()) {
		seconds, err := strconv.Atoi(ttl.text())
		if err != nil {
			seconds = -1
		}
		a.ResultTTLInSeconds = &seconds
	}
	if rule, text := a.fault(); text != "" {
		r.fail(x, "http-authorizer-"+rule, "", "Unable to create Authorizer '%s': %s", name, text)
	}
	return a
}

// schemeSource is where a token is when the extension does not say: the place
// of the scheme, else the Authorization header.
func schemeSource(v at) []string {
	switch name := v.get("name").text(); v.get("in").text() {
	case "header":
		return []string{"$request.header." + name}
	case "query":
		return []string{"$request.querystring." + name}
	}
	return []string{"$request.header.Authorization"}
}

var (
	tokenPlace      = regexp.MustCompile(`^\$request\.(header|querystring)\.[^\s,]+$`)
	authorizerPlace = regexp.MustCompile(`^(\$request\.(header|querystring)\.[^\s,]+|\$stageVariables\.\w+|\$context\.[A-Za-z0-9_.]+)$`)
)

// Fault says why the service would refuse the authorizer, in its words, or
// nothing.
func (a *HTTPAuthorizer) Fault() string {
	_, text := a.fault()
	return text
}

func (a *HTTPAuthorizer) fault() (rule, text string) {
	place := authorizerPlace
	if a.Type == "JWT" {
		place = tokenPlace
	}
	for _, source := range a.IdentitySource {
		if !place.MatchString(source) && !HasPlaceholder(strings.TrimPrefix(source, "$")) {
			return "identity-source", "Invalid identity source expression: " + source
		}
	}
	switch a.Type {
	case "JWT":
		return a.jwtFault()
	case "REQUEST":
		return a.requestFault()
	}
	if HasPlaceholder(a.Type) {
		return "", ""
	}
	return "type", "Invalid authorizer type: " + a.Type + ". HTTP APIs take REQUEST and JWT"
}

func (a *HTTPAuthorizer) jwtFault() (rule, text string) {
	switch {
	case a.Issuer == "" && len(a.Audience) == 0:
		return "jwt", "JwtConfiguration must not be null for JWT Authorizer"
	case !absoluteURL.MatchString(a.Issuer) && !HasPlaceholder(a.Issuer):
		return "jwt", "Invalid issuer: Issuer is not a valid URL for JWT Authorizer"
	case len(a.Audience) == 0:
		return "jwt", "Audience is a required field in JwtConfiguration for JWT Authorizer"
	case len(a.Audience) > 50:
		return "jwt", "A JWT Authorizer takes 50 audiences at most"
	case len(a.IdentitySource) != 1:
		return "identity-source", "Exactly one identity source must be set for JWT Authorizer"
	}
	return "", ""
}

func (a *HTTPAuthorizer) requestFault() (rule, text string) {
	switch {
	case a.URI == "":
		return "uri", "AuthorizerUri is a required field in an Authorizer"
	case a.PayloadFormatVersion == "":
		return "payload", "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer"
	case !slices.Contains([]string{"1.0", "2.0"}, a.PayloadFormatVersion) && !HasPlaceholder(a.PayloadFormatVersion):
		return "payload", "Unsupported AuthorizerPayloadFormatVersion: " + a.PayloadFormatVersion
	case a.EnableSimpleResponses && a.PayloadFormatVersion == "1.0":
		return "simple", `EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".`
	}
	if _, ok := ParseLambdaURI(a.URI); !ok && !HasPlaceholder(a.URI) {
		return "uri", "Invalid Authorizer URI: " + a.URI + ". Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation."
	}
	if ttl := a.ResultTTLInSeconds; ttl != nil {
		switch {
		case *ttl < 0 || *ttl > 3600:
			return "ttl", "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds."
		case *ttl > 0 && len(a.IdentitySource) == 0:
			return "cache-source", "Identity source must be set if authorizer caching is enabled (TTL is greater than 0)"
		}
	}
	return "", ""
}

// secure finds out who may call a route. The guide allows one requirement.
// Security of the root holds for operations that say nothing, as REST imports
// were recorded to do.
func (r *httpReader) secure(route *Route, op at) {
	security := op.get("security")
	if security.node == nil {
		security = r.rootSecurity
	}
	named := 0
	for _, requirement := range security.items() {
		requirement.members(func(name string, scopes at) {
			s := r.schemes[name]
			if s == nil {
				r.warn(scopes, "security-undefined", "define "+name+" under components/securitySchemes", "Security scheme '%s' of route '%s' is not defined. Ignoring.", name, route.Key)
				return
			}
			if s.auth == "" {
				return
			}
			if named++; named > 1 {
				return
			}
			route.AuthorizationType, route.Authorizer = s.auth, s.authorizer
			route.AuthorizationScopes = scopeList(scopes)
			if len(route.AuthorizationScopes) > 0 && s.auth != AuthorizationJWT {
				r.fail(scopes, "security-scopes", "remove the scopes: only JWT authorizers check them",
					"Unable to create route '%s': Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization type", route.Key)
			}
		})
	}
	if named > 1 {
		r.fail(security, "http-security-many", "keep one: HTTP APIs know neither alternatives nor combinations",
			"Unable to create route '%s': more than one security requirement is not supported for HTTP APIs", route.Key)
	}
	switch strings.ToUpper(op.get(ext+"auth", "type").text()) {
	case "AWS_IAM":
		route.AuthorizationType, route.Authorizer, route.AuthorizationScopes = AuthorizationIAM, "", nil
	case "NONE":
		route.AuthorizationType, route.Authorizer, route.AuthorizationScopes = AuthorizationNone, "", nil
	}
}
