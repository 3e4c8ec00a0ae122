package adopt

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// An integration is how Go says the backend of an operation.
type integration struct {
	literal string // gen.Lambda{...}; empty when there is none
	lambda  bool   // a function answers with what the service says
	at      at
	kind    string // aws_proxy, aws, http_proxy, http, mock, service, shared
}

// maps reports whether the integration takes a parameter of the request, from
// which its declaration follows.
func (in integration) maps(p *parameter) bool {
	want := map[string]string{"path": "path", "query": "querystring", "header": "header"}[p.in]
	found := false
	in.at.get("requestParameters").members(func(_ string, value at) {
		rest, _ := strings.CutPrefix(value.text(), "method.request.")
		place, name, _ := strings.Cut(rest, ".")
		found = found || strings.TrimPrefix(place, "multivalue") == want && name == p.name
	})
	return found
}

// integrationOf writes the integration of an operation. One the document does not
// have is the service's function: a document without extensions is for those
// who want to answer it.
func (w *writer) integrationOf(o *operation) integration {
	a := o.integration()
	if name, ok := strings.CutPrefix(a.get("$ref").text(), "#/components/x-amazon-apigateway-integrations/"); ok && w.d.http {
		if w.sharedIntegrations().get(name).is() {
			return integration{literal: "gen.Shared(" + strconv.Quote(name) + ")", at: a, kind: "shared"}
		}
		a = a.resolve()
	}
	return w.integration(a)
}

func (w *writer) sharedIntegrations() at { return w.d.root.get("components", ext+"integrations") }

// integration writes one integration.
func (w *writer) integration(a at) integration {
	in := integration{at: a, kind: strings.ToLower(a.get("type").text())}
	switch {
	case w.d.http && a.get("integrationSubtype").is():
		in.kind, in.literal = "service", w.serviceIntegration(a)
	case in.kind == "http_proxy" && usableURI(w.d.http, a.get("uri").text()):
		in.literal = w.httpProxy(a)
	case w.d.http && in.kind == "http" && usableURI(false, a.get("uri").text()):
		in.literal = w.httpProxy(a) // an HTTP API maps no bodies
	case !w.d.http && in.kind == "http" && usableURI(false, a.get("uri").text()):
		in.literal = w.httpBackend(a)
	case !w.d.http && in.kind == "mock":
		in.literal = w.mock(a)
	case !w.d.http && in.kind == "aws" && usableService(a.get("uri").text()):
		in.literal = w.aws(a)
	default:
		in.kind, in.lambda, in.literal = "aws_proxy", true, w.lambda(a)
	}
	return in
}

func usableURI(http bool, uri string) bool {
	return strings.HasPrefix(uri, "http://") || strings.HasPrefix(uri, "https://") || strings.HasPrefix(uri, "${") || http && strings.HasPrefix(uri, "arn:")
}

var target = regexp.MustCompile(`^arn:aws:apigateway:\$\{AWS::Region\}:([a-z0-9.-]+:(path|action)/.*)$`)

// mediaRange is a media type that may have stars.
var mediaRange = regexp.MustCompile(`^[a-zA-Z0-9!#$&^_.+*-]+/[a-zA-Z0-9!#$&^_.+*-]+$`)

func usableService(uri string) bool {
	return strings.HasPrefix(uri, "arn:") || strings.HasPrefix(uri, "${")
}

// lambda writes a Lambda proxy integration.
func (w *writer) lambda(a at) string {
	l := literal{kind: "gen.Lambda"}
	w.function(&l, a.get("uri").text())
	longest := 29000
	if w.d.http {
		longest = 30000
	}
	l.set("Credentials", text(a.get("credentials").text()))
	if !w.d.http && strings.EqualFold(a.get("responseTransferMode").text(), "STREAM") {
		l.set("Stream", "true")
		longest = 900000
	}
	l.set("Timeout", within(a.get("timeoutInMillis"), 50, longest))
	if version := a.get("payloadFormatVersion").text(); w.d.http && strings.HasPrefix(version, "1") {
		l.set("Payload", `"1.0"`)
	}
	return l.text()
}

// attribute is the ARN of a function as Fn::Sub names it.
var attribute = regexp.MustCompile(`^\$\{([A-Za-z0-9]+\.Arn)\}(?::([A-Za-z0-9_$-]+|\$\{[^}]+\}))?$`)

var functionName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

var functionARN = regexp.MustCompile(`^arn:[a-z0-9-]+:lambda:[^:]+:[^:]+:function:[^:]+(:[^:]+)?$`)

// sayable reports whether a Lambda integration takes a URI: one API Gateway invokes
// functions at, or, where that is no more than a placeholder, none.
func sayable(uri string) bool { return uri == "" || strings.HasPrefix(uri, "arn:aws:apigateway:") }

// function writes which function a URI calls: by its name where region and
// account are those of the import, by its ARN elsewhere, else by the URI itself.
func (w *writer) function(l *literal, uri string) {
	if uri == "" {
		w.functions = addOnce(w.functions, w.o.Function)
		l.set("Function", strconv.Quote(w.o.Function))
		return
	}
	arn := uri
	if rest, ok := strings.CutPrefix(uri, "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"); ok {
		arn = strings.TrimSuffix(rest, "/invocations")
	} else if rest, ok := strings.CutPrefix(uri, "arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/"); ok {
		arn = strings.TrimSuffix(rest, "/response-streaming-invocations")
	}
	if m := attribute.FindStringSubmatch(arn); m != nil && (arn != uri || w.d.http) {
		w.functions = addOnce(w.functions, strings.TrimSuffix(m[1], ".Arn"))
		l.set("Function", "gen.Param("+strconv.Quote(m[1])+")")
		l.set("Alias", text(m[2]))
		return
	}
	f, ok := apigw.ParseFunction(uri)
	if !ok {
		w.functions = addOnce(w.functions, w.o.Function)
		if !sayable(uri) {
			uri = w.o.Function // an override says the URI
		}
		l.set("Function", quote(uri))
		return
	}
	name := strings.Trim(f.Name, "${}")
	name = strings.TrimPrefix(name, "stageVariables.")
	w.functions = addOnce(w.functions, name)
	switch {
	case f.Region == "${AWS::Region}" && f.AccountID == "${AWS::AccountId}" && (functionName.MatchString(f.Name) || wholePlaceholder.MatchString(f.Name)):
		l.set("Function", text(f.Name))
		l.set("Alias", text(f.Qualifier))
	case functionARN.MatchString(hasPlaceholder.ReplaceAllString(f.ARN(), "x")) && (w.d.http || strings.HasPrefix(uri, "arn:aws:apigateway:"+f.Region+":lambda:path/2015-03-31/functions/"+f.ARN()+"/invocations")):
		l.set("Function", quote(f.ARN()))
	default:
		l.set("Function", quote(uri))
	}
}

func (w *writer) aws(a at) string {
	l := literal{kind: "gen.AWS"}
	uri := a.get("uri").text()
	if m := target.FindStringSubmatch(uri); m != nil {
		uri = m[1]
	}
	l.set("Service", quote(uri))
	if method := strings.ToUpper(a.get("httpMethod").text()); method != "POST" {
		l.set("Method", strconv.Quote(method))
	}
	l.set("Credentials", text(a.get("credentials").text()))
	l.set("Timeout", within(a.get("timeoutInMillis"), 50, 29000))
	w.mapping(&l, a)
	return l.text()
}

// httpMethods are those an integration may call a backend with.
var httpMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

func httpMethod(a at) string {
	method := strings.ToUpper(a.get("httpMethod").text())
	if !slices.Contains(httpMethods, method) {
		return "" // ANY
	}
	return strconv.Quote(method)
}

func (w *writer) httpBackend(a at) string {
	l := literal{kind: "gen.HTTPBackend"}
	l.set("URI", text(a.get("uri").text()))
	l.set("Method", httpMethod(a))
	l.set("Credentials", text(a.get("credentials").text()))
	l.set("Timeout", within(a.get("timeoutInMillis"), 50, 29000))
	w.network(&l, a)
	w.mapping(&l, a)
	return l.text()
}

func (w *writer) httpProxy(a at) string {
	l := literal{kind: "gen.HTTPProxy"}
	l.set("URI", text(a.get("uri").text()))
	l.set("Method", httpMethod(a))
	l.set("Credentials", text(a.get("credentials").text()))
	longest := 29000
	if w.d.http {
		longest = 30000
	}
	l.set("Timeout", within(a.get("timeoutInMillis"), 50, longest))
	l.set("Parameters", textMap(a.get("requestParameters")))
	if w.d.http {
		l.set("ResponseParameters", textMaps(a.get("responseParameters")))
	} else {
		l.set("CacheKeys", texts(a.get("cacheKeyParameters").items()))
		l.set("CacheNamespace", quote(a.get("cacheNamespace").text()))
		if strings.EqualFold(a.get("responseTransferMode").text(), "STREAM") {
			l.set("Stream", "true")
		}
	}
	w.network(&l, a)
	return l.text()
}

// textMaps writes a map of maps of strings.
func textMaps(a at) string {
	var pairs []string
	a.members(func(key string, value at) {
		if inner := textMap(value); inner != "" {
			pairs = append(pairs, strconv.Quote(key)+": "+strings.TrimPrefix(inner, "map[string]string"))
		}
	})
	if len(pairs) == 0 {
		return ""
	}
	return composite("map[string]map[string]string", pairs)
}

func (w *writer) network(l *literal, a at) {
	n := literal{kind: "gen.Network"}
	if link := a.get("connectionId").text(); link != "" {
		n.set("VPCLink", text(link))
		if !w.d.http {
			n.set("Target", text(a.get("integrationTarget").text()))
		}
	}
	tls := literal{kind: "gen.TLS"}
	if !w.d.http && a.get("tlsConfig", "insecureSkipVerification").true() {
		tls.set("InsecureSkipVerification", "true")
	}
	if w.d.http {
		tls.set("ServerName", quote(a.get("tlsConfig", "serverNameToVerify").text()))
	}
	if len(tls.fields) > 0 {
		n.set("TLS", tls.text())
	}
	if len(n.fields) > 0 {
		l.set("Network", n.text())
	}
}

func (w *writer) serviceIntegration(a at) string {
	l := literal{kind: "gen.AWSService"}
	l.set("Action", quote(a.get("integrationSubtype").text()))
	l.set("Credentials", text(a.get("credentials").text()))
	l.set("Parameters", textMap(a.get("requestParameters")))
	l.set("Timeout", within(a.get("timeoutInMillis"), 50, 30000))
	l.set("ResponseParameters", textMaps(a.get("responseParameters")))
	return l.text()
}

func (w *writer) mock(a at) string {
	l := literal{kind: "gen.Mock"}
	w.mapping(&l, a)
	return l.text()
}

var passthrough = map[string]string{
	"when_no_match": "gen.PassWhenNoMatch", "when_no_templates": "gen.PassWhenNoTemplates", "never": "gen.PassNever",
}

var handling = map[string]string{"CONVERT_TO_TEXT": "gen.ToText", "CONVERT_TO_BINARY": "gen.ToBinary"}

func (w *writer) mapping(l *literal, a at) {
	m := literal{kind: "gen.Mapping"}
	m.set("RequestParameters", textMap(a.get("requestParameters")))
	m.set("RequestTemplates", w.templateMap(a.get("requestTemplates"), "request"))
	m.set("Passthrough", passthrough[strings.ToLower(a.get("passthroughBehavior").text())])
	m.set("ContentHandling", handling[strings.ToUpper(a.get("contentHandling").text())])
	m.set("Responses", w.integrationResponses(a.get("responses")))
	m.set("CacheKeys", texts(a.get("cacheKeyParameters").items()))
	m.set("CacheNamespace", quote(a.get("cacheNamespace").text()))
	if len(m.fields) > 0 {
		l.set("Mapping", m.text())
	}
}

func (w *writer) integrationResponses(a at) string {
	var pairs []string
	a.members(func(pattern string, r at) {
		l := literal{}
		l.set("Status", within(r.get("statusCode"), 100, 599))
		l.set("Parameters", textMap(r.get("responseParameters")))
		l.set("Templates", w.templateMap(r.get("responseTemplates"), "response"))
		l.set("ContentHandling", handling[strings.ToUpper(r.get("contentHandling").text())])
		pairs = append(pairs, quote(pattern)+": "+l.text())
	})
	if len(pairs) == 0 {
		return ""
	}
	return composite("map[string]gen.IntegrationResponse", pairs)
}

// maxInline is how long a template may be that stands in the source.
const maxInline = 80

// templateMap writes templates by media type; long ones stand in files.
func (w *writer) templateMap(a at, what string) string {
	var pairs []string
	a.members(func(kind string, value at) {
		pairs = append(pairs, strconv.Quote(kind)+": "+w.template(value, what))
	})
	if len(pairs) == 0 {
		return ""
	}
	return composite("map[string]string", pairs)
}

// maxFile is what gen.File takes, in bytes.
const maxFile = 300 << 10

func (w *writer) template(a at, what string) string {
	source := a.text()
	if source == "" || len(source) <= maxInline && !strings.Contains(source, "\n") || len(source) > maxFile {
		return quote(source)
	}
	for _, f := range w.templates {
		if string(f.Data) == source {
			return "gen.File(" + strconv.Quote(f.Path) + ")"
		}
	}
	name := "templates/" + w.templateName(a.pointer, what)
	w.templates = append(w.templates, File{name, []byte(source)})
	return "gen.File(" + strconv.Quote(name) + ")"
}

// templateName names a template after its operation: post-orders-request.vtl.
func (w *writer) templateName(pointer, what string) string {
	base := what
	if path, err := openapi.SplitPointer(pointer); err == nil && len(path) > 2 && path[0] == "paths" {
		base = kebab(strings.TrimPrefix(path[2], ext)+" "+path[1]) + "-" + what
	}
	if len(base) > 80 {
		base = strings.Trim(base[:80], "-")
	}
	name := base + ".vtl"
	for i := 2; slices.ContainsFunc(w.templates, func(f File) bool { return f.Path == "templates/"+name }); i++ {
		name = base + "-" + strconv.Itoa(i) + ".vtl"
	}
	return name
}
