package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/sample"
	"github.com/apigen-go/apigen/internal/scaffold"
)

// A tryCall is an operation that somebody could call first.
type tryCall struct {
	method, path string
	auth         apigw.AuthorizationType
	identity     string // sources of the authorizer
	key          bool
	mock         bool   // API Gateway answers by itself
	pointer      string // of the operation in the document

	rank int    // how little a caller has to know: 0 is a GET of a plain path
	line string // of curl
	note string // what the caller has to put into it
}

// tryLine is a line of curl for a shell that has read up.env, of the operation that
// takes least of a caller; values it has to have are made up. It is empty when there
// is no such operation. The note is about what a caller has to put into the line.
func (p *project) tryLine(f upFacts, region string) (line, note string) {
	doc, err := p.document()
	if err != nil {
		return "", ""
	}
	described := doc // by the document for callers, which has examples
	if p.contract != nil {
		described = &openapi.Document{File: doc.File, Root: emit.Public(p.contract)}
	}
	unanswered := p.unanswered()
	var best *tryCall
	for _, c := range tryCalls(doc) {
		if unanswered && !c.mock { // a first answer of 501 says little
			c.rank += 10
		}
		if c.fill(doc, described, f, region) && (best == nil || c.rank < best.rank) {
			best = &c
		}
	}
	if best == nil {
		return "", ""
	}
	return best.line, best.note
}

// unanswered reports whether there are handlers that init --from made and nobody has
// written yet.
func (p *project) unanswered() bool {
	files, err := filepath.Glob(filepath.Join(p.path("handlers"), "*.go"))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(files, func(name string) bool {
		text, err := os.ReadFile(name)
		return err == nil && bytes.Contains(text, []byte(scaffold.Unanswered))
	})
}

// tryCalls gives the operations of a document.
func tryCalls(doc *openapi.Document) []tryCall {
	var all []tryCall
	if apigw.IsHTTP(doc) {
		api, _ := apigw.ReadHTTP(doc, apigw.ReadOptions{})
		for _, r := range api.Routes {
			c := tryCall{method: cmp.Or(r.Verb(), "ANY"), path: cmp.Or(r.Path(), "/"), auth: r.AuthorizationType, pointer: r.Pointer}
			for _, a := range api.Authorizers {
				if a.ID == r.Authorizer {
					c.identity = strings.Join(a.IdentitySource, ",")
				}
			}
			all = append(all, c)
		}
		return all
	}
	api, _ := apigw.ReadREST(doc, apigw.ReadOptions{})
	for m, r := range api.Methods() {
		c := tryCall{method: m.HTTPMethod, path: r.Path, auth: m.AuthorizationType, key: m.APIKeyRequired, pointer: m.Pointer}
		c.mock = m.Integration != nil && m.Integration.Type == apigw.IntegrationMock
		if a := api.Authorizer(m.Authorizer); a != nil {
			c.identity = a.IdentitySource
		}
		all = append(all, c)
	}
	return all
}

// fill makes the line and ranks it; false when no call of the operation can be made
// up that could be taken.
func (c *tryCall) fill(doc, described *openapi.Document, f upFacts, region string) bool {
	op := described.Root.At("paths", c.path, strings.ToLower(c.method))
	if op == nil { // API Gateway's own, as a mock
		described, op = doc, doc.Root.Lookup(c.pointer)
	}
	if c.method == "ANY" {
		c.method = "GET"
	}
	if c.method == "OPTIONS" || c.method == "HEAD" {
		return false
	}
	c.rank += map[string]int{"POST": 2, "PUT": 3, "PATCH": 3, "DELETE": 4}[c.method]
	words := []string{"curl"}
	if !c.authorize(&words, f, region) {
		return false
	}
	target, ok := c.target(&words, described, op)
	if !ok {
		return false
	}
	body, ok := tryBody(described, op)
	switch {
	case !ok:
		return false
	case len(body) > 0:
		words = append(words, body...)
		if c.method != "POST" {
			words = append(words, "-X", c.method)
		}
	case c.method != "GET":
		words = append(words, "-X", c.method)
	}
	c.line = strings.Join(append(words, `"$INVOKE_URL`+target+`"`), " ")
	return true
}

// identityHeader finds the header of an authorizer's identity source, in the words of
// REST and of HTTP APIs.
var identityHeader = regexp.MustCompile(`request\.header\.([A-Za-z0-9_-]+)`)

// authorize adds what lets the call through. What a Lambda authorizer takes, or an
// issuer elsewhere signs, nobody here can know: the line has a gap for it.
func (c *tryCall) authorize(words *[]string, f upFacts, region string) bool {
	switch c.auth {
	case apigw.AuthorizationNone:
	case apigw.AuthorizationIAM:
		*words = append(*words, "--aws-sigv4", "aws:amz:"+cmp.Or(region, "us-east-1")+":execute-api", "--user", "local:local")
		c.rank++
	case apigw.AuthorizationCognito, apigw.AuthorizationJWT:
		if f.Token != "" {
			*words = append(*words, `-H "Authorization: $TOKEN"`)
			break
		}
		c.gap(words, "a token: --issuer lets the local identity provider stand in for the issuer")
	default:
		c.gap(words, "what the Lambda authorizer takes")
	}
	if c.key {
		if f.APIKey == "" {
			return false
		}
		*words = append(*words, `-H "x-api-key: $API_KEY"`)
	}
	return true
}

// gap adds the header of the authorizer, without its value.
func (c *tryCall) gap(words *[]string, takes string) {
	header := "Authorization"
	if m := identityHeader.FindStringSubmatch(c.identity); m != nil {
		header = m[1]
	}
	*words = append(*words, "-H", shellWord(header+": ..."))
	c.note = "In place of the dots belongs " + takes + "."
	c.rank += 20
}

// target gives path and query, with the parameters that have to be there, and adds
// headers and cookies.
func (c *tryCall) target(words *[]string, doc *openapi.Document, op *openapi.Node) (string, bool) {
	path, query := c.path, url.Values{}
	for _, p := range tryParameters(doc, c.path, op) {
		name, in := p.Get("name").StringOr(""), p.Get("in").StringOr("")
		if in == "body" || in == "formData" || in != "path" && !p.Get("required").True() {
			continue
		}
		text, ok := tryParameter(doc, p, name)
		if !ok {
			return "", false
		}
		switch in {
		case "path":
			path = strings.NewReplacer("{"+name+"}", url.PathEscape(text), "{"+name+"+}", url.PathEscape(text)).Replace(path)
		case "query":
			query.Set(name, text)
		case "header":
			*words = append(*words, "-H", shellWord(name+": "+text))
		case "cookie":
			*words = append(*words, "-b", shellWord(name+"="+text))
		}
	}
	for _, name := range apigw.PathVariables(path) { // that nobody declared
		path = strings.NewReplacer("{"+name+"}", "x", "{"+name+"+}", "x").Replace(path)
	}
	if path != c.path { // the value has to be one that is there
		c.rank += 5
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
		c.rank++
	}
	return path, true
}

// tryParameters gives the parameters of an operation, and those of its path that it
// does not replace.
func tryParameters(doc *openapi.Document, path string, op *openapi.Node) []*openapi.Node {
	var all []*openapi.Node
	for _, list := range []*openapi.Node{op.Get("parameters"), doc.Root.At("paths", path, "parameters")} {
		for _, item := range list.ItemsOrNil() {
			p, _, err := doc.Resolve(item, "")
			if err == nil && !slices.ContainsFunc(all, func(o *openapi.Node) bool {
				return o.Get("name").StringOr("") == p.Get("name").StringOr("") && o.Get("in").StringOr("") == p.Get("in").StringOr("")
			}) {
				all = append(all, p)
			}
		}
	}
	return all
}

// tryParameter is the text of a parameter; of a list it is that of one item.
func tryParameter(doc *openapi.Document, p *openapi.Node, name string) (string, bool) {
	if example := p.Get("example"); example != nil && example.Kind < openapi.Array {
		return example.Text, true
	}
	schema := p.Get("schema")
	if schema == nil { // of Swagger 2.0, where the parameter is the schema
		schema = openapi.Obj(slices.DeleteFunc(slices.Clone(p.Members), func(m openapi.Member) bool { return m.Key == "required" })...)
	}
	v, ok := sample.Value(doc, schema, name)
	if v.Is(openapi.Array) {
		resolved, _, err := doc.Resolve(schema, "")
		if err != nil {
			return "", false
		}
		v, ok = sample.Value(doc, resolved.Get("items"), name)
	}
	if !ok || v.Kind >= openapi.Array {
		return "", false
	}
	return v.Text, true
}

// tryBody gives curl's words for the body an operation takes, if it takes one; false
// when it has to have one that cannot be made up.
func tryBody(doc *openapi.Document, op *openapi.Node) ([]string, bool) {
	for _, p := range tryParameters(doc, "", op) { // of Swagger 2.0
		switch in := p.Get("in").StringOr(""); {
		case in == "body":
			return jsonBody(doc, "application/json", p)
		case in == "formData" && p.Get("required").True():
			return nil, false
		}
	}
	body, _, err := doc.Resolve(op.Get("requestBody"), "")
	if err != nil {
		return nil, false
	}
	content := body.Get("content").MembersOrNil()
	for _, media := range content {
		kind, _, _ := strings.Cut(media.Key, ";")
		if kind == "application/json" || strings.HasSuffix(kind, "+json") {
			return jsonBody(doc, media.Key, media.Value)
		}
	}
	return nil, len(content) == 0 || !body.Get("required").True()
}

// jsonBody is the example of a media type, or one made of its schema.
func jsonBody(doc *openapi.Document, mediaType string, media *openapi.Node) ([]string, bool) {
	v := media.Get("example")
	if v == nil {
		if examples := media.Get("examples").MembersOrNil(); len(examples) > 0 {
			v = examples[0].Value.Get("value")
		}
	}
	if v == nil {
		made, ok := sample.Value(doc, cmp.Or(media.Get("schema"), openapi.Obj()), "text")
		if !ok {
			return nil, false
		}
		v = made
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, false
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, false
	}
	return []string{"-H", shellWord("Content-Type: " + mediaType), "-d", shellWord(compact.String())}, true
}

// shellWord quotes a text for shells.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
