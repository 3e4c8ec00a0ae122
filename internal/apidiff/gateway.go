package apidiff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// gateway compares what API Gateway makes of the documents. Placeholders of
// parameters are compared as they stand.
func gateway(old, revised *openapi.Document) []Change {
	before, _ := apigw.ReadREST(old, apigw.ReadOptions{})
	after, _ := apigw.ReadREST(revised, apigw.ReadOptions{})
	c := &comparison{before: before, after: after}
	c.settings()
	c.gatewayResponses()
	for m, r := range after.Methods() {
		was := before.Resource(r.Path).Method(m.HTTPMethod)
		if was == nil {
			continue // oasdiff says what is new, and what is gone
		}
		c.operation = m.HTTPMethod + " " + r.Path
		if m.HTTPMethod == "OPTIONS" {
			c.cors(was, m)
			continue
		}
		c.authorization(was, m)
		c.validation(was, m)
		c.integration(was.Integration, m.Integration)
	}
	return c.changes
}

type comparison struct {
	before, after *apigw.RestAPI
	operation     string
	changes       []Change
}

func (c *comparison) add(level Level, rule, format string, args ...any) {
	c.changes = append(c.changes, Change{level, "gateway-" + rule, c.operation, fmt.Sprintf(format, args...)})
}

func (c *comparison) settings() {
	b, a := c.before, c.after
	if b.APIKeySource != a.APIKeySource {
		c.add(Breaking, "api-key-source", "API keys are taken from the %s, before from the %s", strings.ToLower(a.APIKeySource), strings.ToLower(b.APIKeySource))
	}
	for _, mediaType := range missing(b.BinaryMediaTypes, a.BinaryMediaTypes) {
		c.add(Breaking, "binary-type-removed", "bodies of %s are text now: binary ones are damaged", mediaType)
	}
	for _, mediaType := range missing(a.BinaryMediaTypes, b.BinaryMediaTypes) {
		c.add(Warning, "binary-type-added", "bodies of %s are binary now: templates and functions get base64", mediaType)
	}
	if a.DisableExecuteAPIEndpoint && !b.DisableExecuteAPIEndpoint {
		c.add(Breaking, "endpoint-disabled", "the default endpoint answers no longer")
	}
	switch {
	case len(b.Policy) > 0 && len(a.Policy) == 0:
		c.add(Weakened, "policy-removed", "the resource policy is gone from the document")
	case string(b.Policy) != string(a.Policy):
		c.add(Warning, "policy-changed", "the resource policy differs")
	}
	for _, was := range b.Authorizers {
		if now := a.Authorizer(was.Name); now != nil {
			c.authorizer(was, now)
		}
	}
}

func (c *comparison) authorizer(was, now *apigw.Authorizer) {
	for _, f := range []struct{ what, was, now string }{
		{"type", was.Type, now.Type}, {"function", was.URI, now.URI}, {"identity source", was.IdentitySource, now.IdentitySource},
		{"user pools", list(was.ProviderARNs), list(now.ProviderARNs)},
	} {
		if f.was != f.now {
			c.add(Breaking, "authorizer-changed", "authorizer %s: %s is %s, before %s", now.Name, f.what, quote(f.now), quote(f.was))
		}
	}
	switch {
	case was.IdentityValidationExpression == now.IdentityValidationExpression:
	case now.IdentityValidationExpression == "":
		c.add(Weakened, "authorizer-expression", "authorizer %s no longer validates the token's form", now.Name)
	default:
		c.add(Warning, "authorizer-expression", "authorizer %s validates the token's form otherwise", now.Name)
	}
}

func (c *comparison) authorization(was, now *apigw.Method) {
	secured := func(m *apigw.Method) bool { return m.AuthorizationType != apigw.AuthorizationNone }
	switch {
	case secured(was) && !secured(now):
		c.add(Weakened, "authorization-removed", "%s no longer guards it: anybody may call", authorizerOf(was))
	case !secured(was) && secured(now):
		c.add(Breaking, "authorization-added", "%s guards it now", authorizerOf(now))
	case authorizerOf(was) != authorizerOf(now):
		c.add(Breaking, "authorization-changed", "%s guards it now, before %s", authorizerOf(now), authorizerOf(was))
	default:
		c.scopes(was.AuthorizationScopes, now.AuthorizationScopes)
	}
	switch {
	case was.APIKeyRequired && !now.APIKeyRequired:
		c.add(Weakened, "api-key-removed", "it needs no API key any more: usage plans do not limit it")
	case !was.APIKeyRequired && now.APIKeyRequired:
		c.add(Breaking, "api-key-added", "it needs an API key now")
	}
}

// scopes compares lists of which a token needs one.
func (c *comparison) scopes(was, now []string) {
	switch {
	case len(was) == 0 && len(now) > 0:
		c.add(Breaking, "scope-added", "tokens need one of the scopes %s now, and must be access tokens", list(now))
		return
	case len(was) > 0 && len(now) == 0:
		c.add(Weakened, "scope-removed", "tokens need no scope any more")
		return
	}
	for _, scope := range missing(was, now) {
		c.add(Breaking, "scope-removed", "the scope %s is not enough any more", scope)
	}
	for _, scope := range missing(now, was) {
		c.add(Weakened, "scope-added", "the scope %s is enough, too", scope)
	}
}

func authorizerOf(m *apigw.Method) string {
	return cmp.Or(m.Authorizer, string(m.AuthorizationType))
}

func (c *comparison) validation(was, now *apigw.Method) {
	check := func(what string, before, after bool) {
		switch {
		case before && !after:
			c.add(Weakened, "validation-removed", "the gateway no longer validates the %s", what)
		case !before && after:
			c.add(Warning, "validation-added", "the gateway validates the %s now", what)
		}
	}
	b, a := c.before.RequestValidator(was.RequestValidator), c.after.RequestValidator(now.RequestValidator)
	check("body", b != nil && b.ValidateRequestBody, a != nil && a.ValidateRequestBody)
	check("parameters", b != nil && b.ValidateRequestParameters, a != nil && a.ValidateRequestParameters)
	if a != nil && a.ValidateRequestBody {
		for _, mediaType := range missing(slices.Sorted(maps.Keys(was.RequestModels)), slices.Sorted(maps.Keys(now.RequestModels))) {
			c.add(Weakened, "model-removed", "bodies of %s have no model any more, so they are not validated", mediaType)
		}
	}
}

func (c *comparison) integration(was, now *apigw.Integration) {
	if was == nil || now == nil {
		return
	}
	for _, f := range []struct{ what, was, now string }{
		{"type", strings.ToLower(string(was.Type)), strings.ToLower(string(now.Type))},
		{"target", target(was), target(now)},
		{"credentials", was.Credentials, now.Credentials},
		{"connection", was.ConnectionID, now.ConnectionID},
	} {
		if f.was != f.now {
			c.add(Info, "integration-changed", "integration %s is %s, before %s", f.what, quote(f.now), quote(f.was))
		}
	}
	const standard = 29000
	if b, a := cmp.Or(was.TimeoutInMillis, standard), cmp.Or(now.TimeoutInMillis, standard); a < b {
		c.add(Warning, "timeout-lowered", "answers may take %d ms, before %d", a, b)
	}
	if now.InsecureSkipVerify && !was.InsecureSkipVerify {
		c.add(Weakened, "tls-unverified", "the certificate of the backend is no longer verified")
	}
}

// target names what an integration calls.
func target(in *apigw.Integration) string {
	if f, ok := apigw.ParseLambdaURI(in.URI); ok {
		return strings.TrimSuffix("function "+f.Name+":"+f.Qualifier, ":")
	}
	return in.URI
}

// cors compares what the preflights of a resource allow.
func (c *comparison) cors(was, now *apigw.Method) {
	for _, header := range []string{"Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"} {
		before, after := allowed(was, header), allowed(now, header)
		for _, value := range missing(before, after) {
			if !slices.Contains(after, "*") {
				c.add(Breaking, "cors-narrowed", "%s no longer has %s", header, value)
			}
		}
		for _, value := range missing(after, before) {
			if value == "*" && header == "Access-Control-Allow-Origin" {
				c.add(Weakened, "cors-widened", "pages of every origin may call it")
			}
		}
	}
}

// allowed gives the values of a header of a preflight's static answer.
func allowed(m *apigw.Method, header string) []string {
	if m.Integration == nil {
		return nil
	}
	var values []string
	for _, r := range m.Integration.Responses {
		for key, value := range r.ResponseParameters {
			if strings.EqualFold(key, "method.response.header."+header) {
				for v := range strings.SplitSeq(strings.Trim(value, "'"), ",") {
					values = append(values, strings.TrimSpace(v))
				}
			}
		}
	}
	return values
}

func (c *comparison) gatewayResponses() {
	find := func(api *apigw.RestAPI, kind string) *apigw.GatewayResponse {
		i := slices.IndexFunc(api.GatewayResponses, func(g *apigw.GatewayResponse) bool { return g.Type == kind })
		if i < 0 {
			return &apigw.GatewayResponse{}
		}
		return api.GatewayResponses[i]
	}
	for _, kind := range apigw.GatewayResponseTypes() {
		was, now := find(c.before, kind), find(c.after, kind)
		if was.StatusCode != now.StatusCode {
			c.add(Breaking, "error-status", "gateway response %s has status %s, before %s", kind, cmp.Or(now.StatusCode, "its own"), cmp.Or(was.StatusCode, "its own"))
		}
		if !maps.Equal(was.ResponseTemplates, now.ResponseTemplates) {
			c.add(Warning, "error-body", "gateway response %s has another body", kind)
		}
		for _, name := range missing(slices.Sorted(maps.Keys(was.ResponseParameters)), slices.Sorted(maps.Keys(now.ResponseParameters))) {
			c.add(Warning, "error-header", "gateway response %s no longer has %s", kind, strings.TrimPrefix(name, "gatewayresponse.header."))
		}
	}
}

// missing gives the values of a that b does not have.
func missing(a, b []string) []string {
	var out []string
	for _, v := range a {
		if !slices.Contains(b, v) {
			out = append(out, v)
		}
	}
	return out
}

func list(values []string) string {
	return strings.Join(slices.Sorted(slices.Values(values)), ", ")
}

func quote(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
