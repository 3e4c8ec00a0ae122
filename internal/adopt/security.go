package adopt

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// securityOf writes what a caller must show.
func (w *writer) securityOf(a auth) string {
	var parts []string
	switch a.kind {
	case apigw.AuthorizationIAM:
		parts = append(parts, "gen.IAM{}")
	case apigw.AuthorizationCognito, apigw.AuthorizationCustom, apigw.AuthorizationJWT:
		if name := w.authorizer(a.authorizer); name != "" {
			parts = append(parts, name)
		}
	}
	if a.apiKey && !w.d.http {
		parts = append(parts, "gen.APIKey{}")
	}
	switch len(parts) {
	case 0:
		return "gen.Public{}"
	case 1:
		return parts[0]
	}
	return "gen.All{" + strings.Join(parts, ", ") + "}"
}

// securityOptions are those an operation has besides the defaults.
func (w *writer) securityOptions(o *operation) []string {
	var options []string
	security := w.securityOf(o.auth)
	if security != w.defaults.security {
		options = append(options, "gen.Secure("+security+")")
	}
	if len(o.auth.scopes) > 0 && (o.auth.kind == apigw.AuthorizationCognito || o.auth.kind == apigw.AuthorizationJWT) {
		var scopes []string
		for _, s := range o.auth.scopes {
			scopes = append(scopes, text(s))
		}
		options = append(options, "gen.Scopes("+strings.Join(scopes, ", ")+")")
	}
	return options
}

var (
	authorizerName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,128}$`)
	headerName     = regexp.MustCompile("^[!#$%&*+.^_`|~0-9A-Za-z-]+$")
	userPool       = regexp.MustCompile(`^arn:[a-z0-9-]+:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]+$`)
	hasPlaceholder = regexp.MustCompile(`\$\{[^}]*\}`)
	restIdentity   = regexp.MustCompile(`^(method\.request\.(header|querystring)\.[^ ,]+|stageVariables\.\w+|context\.[\w.]+)$`)
	httpIdentity   = regexp.MustCompile(`^\$(request\.(header|querystring)\.[^ ,]+|stageVariables\.\w+|context\.[\w.]+)$`)
)

// authorizer gives the variable that holds an authorizer.
func (w *writer) authorizer(name string) string {
	key := "authorizer " + name
	if have, ok := w.byValue[key]; ok {
		return have
	}
	variable := w.names.take(localName(name), "authorizer")
	literal := ""
	if w.d.http {
		i := slices.IndexFunc(w.d.httpAPI.Authorizers, func(a *apigw.HTTPAuthorizer) bool { return a.ID == name || a.Name == name })
		if i >= 0 {
			literal = w.httpAuthorizer(w.d.httpAPI.Authorizers[i], variable)
		}
	} else if a := w.d.rest.Authorizer(name); a != nil {
		literal = w.restAuthorizer(a, variable)
	}
	if literal == "" {
		delete(w.names, variable)
		w.byValue[key] = ""
		return ""
	}
	w.byValue[key] = variable
	w.values = append(w.values, decl{variable, "var " + variable + " = " + literal + "\n"})
	return variable
}

// called sets the name of an authorizer that its variable does not say.
func called(l *literal, name, variable string) {
	if name != variable && authorizerName.MatchString(name) && name != "api_key" {
		l.set("Name", strconv.Quote(name))
	}
}

func ttl(l *literal, seconds *int) {
	if seconds != nil {
		l.fields = append(l.fields, "TTL: "+strconv.Itoa(*seconds))
	}
}

func (w *writer) restAuthorizer(a *apigw.Authorizer, variable string) string {
	header, isHeader := strings.CutPrefix(a.IdentitySource, "method.request.header.")
	if !isHeader || !headerName.MatchString(header) {
		// Documents for HTTP APIs are taken for REST APIs, too.
		header, isHeader = strings.CutPrefix(a.IdentitySource, "$request.header.")
	}
	own := isHeader && headerName.MatchString(header) && header != "Authorization"
	if a.Type == "COGNITO_USER_POOLS" {
		l := literal{kind: "gen.CognitoUserPool"}
		called(&l, a.Name, variable)
		var pools []string
		for _, arn := range a.ProviderARNs {
			if !hasPlaceholder.MatchString(arn) && !userPool.MatchString(arn) || strings.Contains(arn, "${stageVariables.") {
				arn = "${UserPoolArn}" // what stood there is no ARN yet
			}
			pools = append(pools, arn)
		}
		if len(pools) == 0 {
			pools = []string{"${UserPoolArn}"}
		}
		l.set("UserPools", plainTexts(pools))
		if own {
			l.set("Header", strconv.Quote(header))
		}
		ttl(&l, a.ResultTTLInSeconds)
		l.set("Audience", quote(a.IdentityValidationExpression))
		return l.text()
	}
	l := literal{kind: "gen.LambdaAuthorizer"}
	called(&l, a.Name, variable)
	if !w.authorizerFunction(&l, a.URI) {
		return ""
	}
	if a.Type == "REQUEST" {
		var sources []string
		for source := range strings.SplitSeq(a.IdentitySource, ",") {
			if source = strings.TrimSpace(source); restIdentity.MatchString(source) {
				sources = append(sources, source)
			}
		}
		if len(sources) == 0 {
			sources = []string{"context.identity.sourceIp"} // it may not be empty
		}
		l.set("Identity", plainTexts(sources))
	} else {
		if own {
			l.set("Header", strconv.Quote(header))
		}
		l.set("Pattern", quote(a.IdentityValidationExpression))
	}
	ttl(&l, a.ResultTTLInSeconds)
	l.set("Credentials", text(a.Credentials))
	return l.text()
}

// authorizerFunction sets the function of an authorizer, unless nothing can be
// called that way.
func (w *writer) authorizerFunction(l *literal, uri string) bool {
	if uri == "" {
		return false
	}
	before := w.functions
	w.function(l, uri)
	w.functions = before // it is another program
	return true
}

func (w *writer) httpAuthorizer(a *apigw.HTTPAuthorizer, variable string) string {
	if a.Type == "JWT" {
		l := literal{kind: "gen.JWT"}
		called(&l, a.Name, variable)
		issuer := a.Issuer
		if !strings.HasPrefix(issuer, "https://") && !strings.HasPrefix(issuer, "${") {
			issuer = "${Issuer}"
		}
		l.set("Issuer", text(issuer))
		audience := a.Audience
		if len(audience) == 0 {
			audience = []string{"${Audience}"}
		}
		l.set("Audience", plainTexts(audience))
		if len(a.IdentitySource) == 1 && a.IdentitySource[0] != "$request.header.Authorization" && httpIdentity.MatchString(a.IdentitySource[0]) {
			l.set("Identity", quote(a.IdentitySource[0]))
		}
		return l.text()
	}
	l := literal{kind: "gen.LambdaAuthorizer"}
	called(&l, a.Name, variable)
	if !w.authorizerFunction(&l, a.URI) {
		return ""
	}
	var sources []string
	for _, source := range a.IdentitySource {
		if httpIdentity.MatchString(source) {
			sources = append(sources, source)
		}
	}
	l.set("Identity", plainTexts(sources))
	ttl(&l, a.ResultTTLInSeconds)
	l.set("Credentials", text(a.Credentials))
	if a.PayloadFormatVersion == "1.0" {
		l.set("Payload", `"1.0"`)
	} else if a.EnableSimpleResponses {
		l.set("Simple", "true")
	}
	return l.text()
}
