package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Route is a route of an HTTP API, with its integration.
const Route Kind = "route"

// Tag is a tag of an HTTP API. Tags are no part of its definition: others set
// theirs beside those of the document.
const Tag Kind = "tag"

// CompareHTTP lists what reimporting want over live would do. A reimport makes
// the API what the document says, so the mode is [Overwrite]. A nil live is an
// API that does not exist yet.
func CompareHTTP(live, want *apigw.HTTPAPI) *Plan {
	p := &Plan{FormatVersion: FormatVersion, Mode: Overwrite, Create: live == nil, Items: []Item{}}
	if live == nil {
		live = &apigw.HTTPAPI{}
	}
	c := &comparison{plan: p}
	c.setting("name", live.Name, want.Name)
	c.setting("description", live.Description, want.Description)
	c.setting("version", live.Version, want.Version)
	c.setting("execute-api endpoint disabled", yes(live.DisableExecuteAPIEndpoint), yes(want.DisableExecuteAPIEndpoint))
	c.setting("CORS", corsText(live.CORS), corsText(want.CORS))
	for _, name := range slices.Sorted(maps.Keys(want.Tags)) { // a reimport takes none away
		if have, ok := live.Tags[name]; !ok || have != want.Tags[name] {
			action := Change
			if !ok {
				action, have = Add, "none"
			}
			c.add(action, Tag, name, short(have)+" -> "+short(want.Tags[name]))
		}
	}
	pair(c, Authorizer, live.Authorizers, want.Authorizers,
		func(a *apigw.HTTPAuthorizer) string { return a.Name }, httpAuthorizerFields,
		func(a *apigw.HTTPAuthorizer) []string { return []string{strings.ToLower(a.Type)} })
	c.routes(live, want)
	return p
}

func corsText(c *apigw.CORS) string {
	if c == nil {
		return ""
	}
	var parts []string
	list := func(name string, values []string) {
		if len(values) > 0 {
			parts = append(parts, name+" "+set(values))
		}
	}
	list("origins", c.AllowOrigins)
	list("methods", c.AllowMethods)
	list("headers", c.AllowHeaders)
	list("exposed", c.ExposeHeaders)
	if c.MaxAge != nil {
		parts = append(parts, "max age "+number(c.MaxAge))
	}
	if c.AllowCredentials {
		parts = append(parts, "credentials")
	}
	if len(parts) == 0 {
		return "of nobody"
	}
	return strings.Join(parts, ", ")
}

func (c *comparison) routes(live, want *apigw.HTTPAPI) {
	for _, r := range want.Routes {
		have := live.Route(r.Key)
		if have == nil {
			c.add(Add, Route, r.Key, describedRoute(want, r)...)
			continue
		}
		if d := differences(routeFields(live, have), routeFields(want, r)); len(d) > 0 {
			if r.AuthorizationType == apigw.AuthorizationNone && have.AuthorizationType != apigw.AuthorizationNone {
				d = append([]string{"becomes public"}, d...)
			}
			c.add(Change, Route, r.Key, d...)
		}
	}
	for _, r := range live.Routes {
		if want.Route(r.Key) == nil {
			c.add(Delete, Route, r.Key, "breaking: callers will receive 404 Not Found")
		}
	}
}

// describedRoute says in a few words what a new route does.
func describedRoute(api *apigw.HTTPAPI, r *apigw.Route) []string {
	in := api.Integration(r.Integration)
	if in == nil {
		return []string{"no integration"}
	}
	text := "integration " + strings.ToLower(string(in.Type))
	switch f, ok := in.Function(); {
	case in.Subtype != "":
		text += " " + in.Subtype
	case ok:
		text += " " + f.Name
	default:
		text += " " + in.URI
	}
	if r.AuthorizationType == apigw.AuthorizationNone {
		return []string{text, "public"}
	}
	return []string{text}
}

func routeFields(api *apigw.HTTPAPI, r *apigw.Route) []field {
	fields := []field{
		{"authorization", unless(string(r.AuthorizationType), "NONE"), false},
		{"scopes", set(r.AuthorizationScopes), false},
		{"operation", r.OperationName, false},
	}
	if a := api.Authorizer(r.Authorizer); a != nil {
		fields = append(fields, field{"authorizer", a.Name, false})
	}
	in := api.Integration(r.Integration)
	if in == nil {
		return fields
	}
	uri := in.URI
	if f, ok := in.Function(); ok {
		uri = f.ARN() // however it is written
	}
	timeout := in.TimeoutInMillis
	if timeout == 30000 {
		timeout = 0
	}
	fields = append(fields,
		field{"integration", strings.ToLower(string(in.Type)), false}, field{"service", in.Subtype, false},
		field{"uri", uri, false}, field{"credentials", in.Credentials, false},
		field{"payload format", in.PayloadFormatVersion, false}, field{"connection", unless(in.ConnectionType, "INTERNET"), false},
		field{"VPC link", in.ConnectionID, false}, field{"server name", in.ServerNameToVerify, false},
		field{"timeout", unless(number(&timeout), "0"), false},
	)
	if in.Type == apigw.IntegrationHTTPProxy {
		fields = append(fields, field{"method", in.Method, false})
	}
	fields = append(fields, each("parameter ", in.RequestParameters, "", false)...)
	for status, mappings := range in.ResponseParameters {
		fields = append(fields, each("response "+status+" ", mappings, "", false)...)
	}
	return fields
}

func httpAuthorizerFields(a *apigw.HTTPAuthorizer) []field {
	ttl := ""
	if a.ResultTTLInSeconds != nil {
		ttl = unless(number(a.ResultTTLInSeconds), "0")
	}
	return []field{
		{"type", strings.ToLower(a.Type), false}, {"uri", a.URI, false}, {"credentials", a.Credentials, false},
		{"identity source", strings.Join(a.IdentitySource, ", "), false}, {"payload format", a.PayloadFormatVersion, false},
		{"simple responses", yes(a.EnableSimpleResponses), false}, {"seconds remembered", ttl, false},
		{"issuer", a.Issuer, false}, {"audience", set(a.Audience), false},
	}
}
