package adopt

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// setDefaults finds what most operations have in common.
func (w *writer) setDefaults(all []*operation) {
	var lambdas, securities []string
	var bodies, parameters int
	methods := 0
	w.often = map[string]int{}
	for _, o := range all {
		securities = append(securities, w.securityOf(o.auth))
		in := w.integrationOf(o)
		w.often[in.literal]++
		if in.lambda && o.verb != "ANY" {
			lambdas = append(lambdas, in.literal)
		}
		if o.verb != "OPTIONS" {
			methods++
			if o.validate.body {
				bodies++
			}
			if o.validate.parameters {
				parameters++
			}
		}
	}
	w.defaults.lambda = most(lambdas)
	w.defaults.security = most(securities)
	w.defaults.validate = validation{2*bodies > methods, 2*parameters > methods}
}

// gateway writes the kind of API and its settings.
func (w *writer) gateway() string {
	if w.d.http {
		return w.httpGateway()
	}
	l := literal{kind: "gen.REST"}
	api := w.d.rest
	if w.defaults.validate != (validation{}) {
		l.set("Validate", w.defaults.validate.word())
	}
	l.set("BinaryMediaTypes", w.binaryMediaTypes())
	l.set("MinimumCompressionSize", within(w.d.root.get(ext+"minimum-compression-size"), 0, 10485760))
	if api.APIKeySource == "AUTHORIZER" {
		l.set("APIKeySource", "gen.KeyFromAuthorizer")
	}
	l.set("Policy", w.policy())
	l.set("Responses", w.gatewayResponses())
	l.set("Documentation", w.documentation())
	l.set("Endpoint", w.endpoint())
	policy, mode := w.d.root.get(ext+"security-policy").text(), strings.ToUpper(w.d.root.get(ext+"endpoint-access-mode").text())
	if strings.HasPrefix(policy, "SecurityPolicy_") == (mode == "BASIC" || mode == "STRICT") {
		l.set("SecurityPolicy", quote(policy))
		l.set("AccessMode", map[string]string{"BASIC": "gen.AccessBasic", "STRICT": "gen.AccessStrict"}[mode])
	}
	return l.text()
}

func (w *writer) binaryMediaTypes() string {
	var kinds []string
	for _, kind := range w.d.rest.BinaryMediaTypes {
		if mediaRange.MatchString(kind) {
			kinds = append(kinds, kind)
		}
	}
	return plainTexts(kinds)
}

func (w *writer) endpoint() string {
	e := w.endpointConfiguration()
	l := literal{kind: "gen.Endpoint"}
	if e.get("disableExecuteApiEndpoint").true() {
		l.set("DisableDefault", "true")
	}
	if !w.d.http {
		l.set("VPCEndpoints", texts(e.get("vpcEndpointIds").items()))
	}
	if len(l.fields) == 0 {
		return ""
	}
	return l.text()
}

// endpointConfiguration stands in the first server, or at the root of Swagger
// 2.0.
func (w *writer) endpointConfiguration() at {
	if e := w.d.root.get(ext + "endpoint-configuration"); e.is() {
		return e
	}
	for _, s := range w.d.root.get("servers").items() {
		return s.get(ext + "endpoint-configuration")
	}
	return at{doc: w.d}
}

// policy writes the resource policy, statement by statement.
func (w *writer) policy() string {
	a := w.d.root.get(ext + "policy")
	statements := a.get("Statement").items()
	if one := a.get("Statement"); one.node.Is(openapi.Object) && !isIntrinsic(one.node) {
		statements = []at{one}
	}
	var list []string
	for _, s := range statements {
		effect := s.get("Effect").text()
		if effect != "Allow" && effect != "Deny" {
			continue
		}
		l := literal{}
		l.set("ID", quote(s.get("Sid").text()))
		l.set("Effect", strconv.Quote(effect))
		if principal := s.get("Principal"); principal.is() {
			l.set("Principal", anyValue(principal.node))
		}
		l.set("Actions", texts(oneOrMore(s.get("Action"))))
		l.set("Resources", texts(oneOrMore(s.get("Resource"))))
		l.set("Condition", condition(s.get("Condition")))
		list = append(list, l.text())
	}
	if len(list) == 0 {
		return ""
	}
	l := literal{kind: "gen.Policy"}
	l.set("Version", quote(a.get("Version").text()))
	l.set("Statements", composite("[]gen.Statement", list))
	return l.text()
}

// oneOrMore gives the items of a list, or the one value that stands in its place.
func oneOrMore(a at) []at {
	if a.node.Is(openapi.Array) {
		return a.items()
	}
	if !a.is() {
		return nil
	}
	return []at{a}
}

func condition(a at) string {
	var operators []string
	a.members(func(operator string, keys at) {
		var pairs []string
		keys.members(func(key string, value at) {
			pairs = append(pairs, strconv.Quote(key)+": "+anyValue(value.node))
		})
		if len(pairs) > 0 {
			operators = append(operators, strconv.Quote(operator)+": "+composite("", pairs))
		}
	})
	if len(operators) == 0 {
		return ""
	}
	return composite("map[string]map[string]any", operators)
}

// responseTypes are the constants of package gen.
var responseTypes = map[string]string{
	"ACCESS_DENIED": "AccessDenied", "API_CONFIGURATION_ERROR": "APIConfigurationError",
	"AUTHORIZER_CONFIGURATION_ERROR": "AuthorizerConfigurationError", "AUTHORIZER_FAILURE": "AuthorizerFailure",
	"BAD_REQUEST_BODY": "BadRequestBody", "BAD_REQUEST_PARAMETERS": "BadRequestParameters", "DEFAULT_4XX": "Default4XX",
	"DEFAULT_5XX": "Default5XX", "EXPIRED_TOKEN": "ExpiredToken", "INTEGRATION_FAILURE": "IntegrationFailure",
	"INTEGRATION_TIMEOUT": "IntegrationTimeout", "INVALID_API_KEY": "InvalidAPIKey", "INVALID_SIGNATURE": "InvalidSignature",
	"MISSING_AUTHENTICATION_TOKEN": "MissingAuthenticationToken", "QUOTA_EXCEEDED": "QuotaExceeded", "REQUEST_TOO_LARGE": "RequestTooLarge",
	"RESOURCE_NOT_FOUND": "ResourceNotFound", "THROTTLED": "Throttled", "UNAUTHORIZED": "Unauthorized",
	"UNSUPPORTED_MEDIA_TYPE": "UnsupportedMediaType", "WAF_FILTERED": "WAFFiltered",
}

func (w *writer) gatewayResponses() string {
	var pairs []string
	w.d.root.get(ext + "gateway-responses").members(func(kind string, r at) {
		name := responseTypes[kind]
		if name == "" {
			return
		}
		l := literal{}
		l.set("Status", within(r.get("statusCode"), 100, 599))
		var parameters []string
		r.get("responseParameters").members(func(key string, value at) {
			if strings.HasPrefix(key, "gatewayresponse.") {
				parameters = append(parameters, strconv.Quote(key)+": "+text(value.text()))
			}
		})
		if len(parameters) > 0 {
			l.set("Parameters", composite("map[string]string", parameters))
		}
		l.set("Templates", w.templateMap(r.get("responseTemplates"), kebab(kind)))
		pairs = append(pairs, "gen."+name+": "+l.text())
	})
	if len(pairs) == 0 {
		return ""
	}
	return composite("map[gen.ResponseType]gen.GatewayResponse", pairs)
}

func (w *writer) documentation() string {
	a := w.d.root.get(ext + "documentation")
	var parts []string
	for _, p := range a.get("documentationParts").items() {
		place := literal{kind: "gen.Location"}
		for _, f := range []struct{ field, key string }{{"Type", "type"}, {"Path", "path"}, {"Method", "method"}, {"Status", "statusCode"}, {"Name", "name"}} {
			place.set(f.field, quote(p.get("location", f.key).text()))
		}
		l := literal{}
		l.set("Location", place.text())
		if properties := p.get("properties"); properties.node.Is(openapi.Object) && len(properties.node.Members) > 0 {
			l.set("Properties", anyValue(properties.node))
		}
		parts = append(parts, l.text())
	}
	l := literal{kind: "gen.Documentation"}
	l.set("Version", quote(a.get("version").text()))
	if len(parts) > 0 {
		l.set("Parts", composite("[]gen.DocumentationPart", parts))
	}
	if len(l.fields) == 0 {
		return ""
	}
	return l.text()
}

func (w *writer) httpGateway() string {
	l := literal{kind: "gen.HTTP"}
	l.set("CORS", w.cors())
	var pairs []string
	w.sharedIntegrations().members(func(name string, value at) {
		pairs = append(pairs, strconv.Quote(name)+": "+w.integration(value).literal)
	})
	if len(pairs) > 0 {
		l.set("Integrations", composite("map[string]gen.Integration", pairs))
	}
	l.set("Endpoint", w.endpoint())
	var tags []string
	for _, name := range sortedKeys(w.d.httpAPI.Tags) {
		tags = append(tags, strconv.Quote(name)+": "+text(w.d.httpAPI.Tags[name]))
	}
	if len(tags) > 0 {
		l.set("Tags", composite("map[string]string", tags))
	}
	return l.text()
}

// origin is what package declare takes for one.
var origin = regexp.MustCompile(`^(\*|\$\{(?:[A-Za-z0-9_.:-]+)\}.*|[a-z][a-z0-9+.-]*://[A-Za-z0-9.*_-]+(:[0-9]+)?)$`)

// cors writes CORS of an HTTP API.
func (w *writer) cors() string {
	c := w.d.httpAPI.CORS
	if c == nil {
		return ""
	}
	origins := slices.DeleteFunc(slices.Clone(c.AllowOrigins), func(o string) bool { return !origin.MatchString(o) })
	if len(origins) == 0 {
		return ""
	}
	l := literal{kind: "gen.CORS"}
	l.set("Origins", plainTexts(origins))
	methods := slices.DeleteFunc(slices.Clone(c.AllowMethods), func(m string) bool { return m != "*" && !slices.Contains(httpMethods, m) })
	if !slices.Equal(methods, w.verbs()) {
		l.set("Methods", plainTexts(methods))
	}
	l.set("Headers", headerNames(c.AllowHeaders))
	l.set("ExposeHeaders", headerNames(c.ExposeHeaders))
	if c.MaxAge != nil && *c.MaxAge > 0 && *c.MaxAge <= 86400 {
		l.set("MaxAge", strconv.Itoa(*c.MaxAge))
	}
	if c.AllowCredentials && !slices.Contains(c.AllowOrigins, "*") {
		l.set("Credentials", "true")
	}
	return l.text()
}

// verbs are the methods of the routes, each once.
func (w *writer) verbs() []string {
	var list []string
	for _, o := range w.d.operations {
		verb := o.verb
		if verb == "ANY" {
			verb = "*"
		}
		list = addOnce(list, verb)
	}
	return list
}

func headerNames(names []string) string {
	var list []string
	for _, name := range names {
		if headerName.MatchString(name) {
			list = append(list, name)
		}
	}
	return plainTexts(list)
}

// servers are the addresses that mean something to a caller: not those with
// variables, which the vocabulary does not know, nor what API Gateway's own
// exports put there.
func (w *writer) servers() string {
	var list []string
	for _, s := range w.d.root.get("servers").items() {
		url := s.get("url").text()
		if url == "" || url == "/" && !s.get("description").is() || strings.Contains(url, "{") || s.get("variables").is() {
			continue
		}
		l := literal{}
		l.set("URL", quote(url))
		l.set("Description", quote(s.get("description").text()))
		list = append(list, l.text())
	}
	if len(list) == 0 {
		return ""
	}
	return composite("[]gen.Server", list)
}

// usesSub reports whether the document holds functions of CloudFormation.
func (d *document) usesSub() bool {
	found := false
	d.doc.Root.Walk(func(_ []string, n *openapi.Node) bool {
		if isIntrinsic(n) {
			_, ok := n.Members[0].Value, true
			found = found || ok && apigw.Text(n) != ""
		}
		return !found
	})
	return found
}
