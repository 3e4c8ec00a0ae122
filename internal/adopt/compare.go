package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A Difference is a place where the generated document says something else than
// the original.
type Difference struct {
	// Pointer is the JSON pointer of the place in the original, or of where it
	// would be when the generated document has more.
	Pointer string
	Text    string // what differs, and why where it is known
}

// Compare lists what the document generated from the contract says otherwise than
// the original, and what is known of the original besides, in the order of the
// original. Texts for people are compared for being there alone: summaries and
// descriptions become comments of Go, and comments become summaries and descriptions.
func (r *Result) Compare(generated *openapi.Document, known []Difference) []Difference {
	c := &comparison{
		old: r.d, revised: read(generated, r.d.http), names: r.names,
		seen: map[string]bool{}, pairs: map[string]bool{}, places: placesOf(r.d.root),
	}
	c.info()
	c.tags()
	c.servers()
	c.settings()
	c.operations()
	c.components()
	for _, d := range known { // which says more than that there is no word for it
		c.found = slices.DeleteFunc(c.found, func(f Difference) bool { return f.Pointer == d.Pointer })
	}
	c.found = append(c.found, known...)
	slices.SortStableFunc(c.found, func(x, y Difference) int { return c.place(x.Pointer) - c.place(y.Pointer) })
	return c.found
}

type comparison struct {
	old, revised *document
	names        map[string]string // of components in Go
	found        []Difference
	seen         map[string]bool // what is said already
	pairs        map[string]bool // schemas that are compared, or being compared
	places       map[string]int  // of pointers, in the order of the document
}

// placesOf numbers the values of a document in their order.
func placesOf(root at) map[string]int {
	places := map[string]int{}
	root.node.Walk(func(path []string, _ *openapi.Node) bool {
		places[openapi.Pointer(path...)] = len(places)
		return true
	})
	return places
}

// place is that of a pointer, or of what is nearest above it.
func (c *comparison) place(pointer string) int {
	for {
		if n, ok := c.places[pointer]; ok {
			return n
		}
		i := strings.LastIndexByte(pointer, '/')
		if i < 0 {
			return 0
		}
		pointer = pointer[:i]
	}
}

func (c *comparison) add(pointer, format string, args ...any) {
	d := Difference{pointer, fmt.Sprintf(format, args...)}
	if key := d.Pointer + "\x00" + d.Text; !c.seen[key] {
		c.seen[key] = true
		c.found = append(c.found, d)
	}
}

const noWord = "the contract has no word for it"

// value compares two scalars, lists or objects as JSON.
func (c *comparison) value(a, b at) { c.json(a.pointer, a.node, b.node) }

func (c *comparison) json(pointer string, a, b *openapi.Node) {
	was, is := canonical(a), canonical(b)
	switch {
	case was == is:
	case is == "":
		c.add(pointer, "is not carried over: %s", noWord)
	case was == "":
		c.add(pointer, "is added: %s", short(is))
	default:
		c.add(pointer, "becomes %s", short(is))
	}
}

// short is the beginning of a long text, on one line.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if letters := []rune(s); len(letters) > 60 {
		return string(letters[:60]) + "..."
	}
	return s
}

// canonical writes a value with the members of objects sorted and scalars as
// texts; an absent one is empty.
func canonical(n *openapi.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == openapi.Array:
		var items []string
		for _, item := range n.Items {
			items = append(items, canonical(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case n.Kind == openapi.Object && !isIntrinsic(n):
		var members []string
		for _, m := range n.Members {
			members = append(members, m.Key+": "+canonical(m.Value))
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ", ") + "}"
	}
	return apigw.Text(n)
}

// unknown lists the members of an object that nobody looks at.
func (c *comparison) unknown(a at, known ...string) {
	a.members(func(key string, value at) {
		if !slices.Contains(known, key) {
			c.add(value.pointer, "is not carried over: %s", noWord)
		}
	})
}

func (c *comparison) info() {
	a, b := c.old.root.get("info"), c.revised.root.get("info")
	c.unknown(a, "title", "version", "description")
	c.value(a.get("title"), b.get("title"))
	c.value(a.get("version"), b.get("version"))
	if a.get("description").text() != "" && b.get("description").text() == "" {
		c.value(a.get("description"), b.get("description"))
	}
	c.value(c.old.root.get("externalDocs"), c.revised.root.get("externalDocs"))
}

// tags compares what is said of tags beside their names.
func (c *comparison) tags() {
	names := map[string]bool{}
	for _, tag := range c.revised.root.get("tags").items() {
		names[tag.get("name").text()] = true
	}
	for _, tag := range c.old.root.get("tags").items() {
		c.unknown(tag, "name", ext+"tag-value")
		if !names[tag.get("name").text()] {
			c.add(tag.pointer, "is not carried over: no operation has the tag")
		}
	}
}

func (c *comparison) servers() {
	for _, key := range []string{"host", "basePath", "schemes"} {
		if a := c.old.root.get(key); a.is() {
			c.add(a.pointer, "is not carried over: API Gateway gives the API an address of its own, and the stage is its path")
		}
	}
	old, revised := c.old.root.get("servers").items(), c.revised.root.get("servers").items()
	for _, s := range old {
		c.unknown(s, "url", "description", "variables", ext+"endpoint-configuration")
		same := func(o at) bool {
			return o.get("url").text() == s.get("url").text() && o.get("description").text() == s.get("description").text()
		}
		if !slices.ContainsFunc(revised, same) {
			c.add(s.pointer, "is not carried over: API Gateway gives the API an address of its own, and servers with variables have no word")
		}
	}
	if servers := c.old.root.get("servers"); servers.is() && !servers.node.Is(openapi.Array) {
		c.add(servers.pointer, "is not carried over: it is no list")
	}
}

var rootMembers = []string{
	"openapi", "swagger", "info", "externalDocs", "tags", "servers", "host", "basePath", "schemes", "consumes", "produces",
	"paths", "components", "definitions", "parameters", "responses", "security", "securityDefinitions",
	ext + "request-validators", ext + "request-validator", ext + "importexport-version", ext + "endpoint-configuration",
}

// settings compares the extensions of the whole API.
func (c *comparison) settings() {
	a, b := c.old.root, c.revised.root
	known := slices.Clone(rootMembers)
	if c.old.http {
		known = append(known, ext+"cors")
		c.cors()
	} else {
		for _, key := range []string{
			"minimum-compression-size", "api-key-source", "documentation", "security-policy", "endpoint-access-mode",
		} {
			known = append(known, ext+key)
			c.json(a.get(ext+key).pointer, upper(a.get(ext+key).node, key), upper(b.get(ext+key).node, key))
		}
		known = append(known, ext+"binary-media-types", ext+"gateway-responses", ext+"policy")
		c.set(a.get(ext+"binary-media-types"), c.old.rest.BinaryMediaTypes, c.revised.rest.BinaryMediaTypes)
		c.gatewayResponses()
		c.policy()
	}
	c.unknown(a, known...)
	w, v := &writer{d: c.old}, &writer{d: c.revised}
	e, f := w.endpointConfiguration(), v.endpointConfiguration()
	c.unknown(e, "disableExecuteApiEndpoint", "vpcEndpointIds")
	if e.get("disableExecuteApiEndpoint").true() != f.get("disableExecuteApiEndpoint").true() {
		c.value(e.get("disableExecuteApiEndpoint"), f.get("disableExecuteApiEndpoint"))
	}
	c.value(e.get("vpcEndpointIds"), f.get("vpcEndpointIds"))
}

// upper is a value whose case does not count.
func upper(n *openapi.Node, key string) *openapi.Node {
	if n.Is(openapi.String) && (key == "api-key-source" || key == "endpoint-access-mode") {
		if text := strings.ToUpper(n.Text); text != "HEADER" { // the default
			return openapi.Str(text)
		}
		return nil
	}
	return n
}

// set compares two lists whose order does not count.
func (c *comparison) set(place at, was, is []string) {
	for _, v := range was {
		if !slices.Contains(is, v) {
			c.add(place.pointer, "loses %s", v)
		}
	}
	for _, v := range is {
		if !slices.Contains(was, v) {
			c.add(place.pointer, "gets %s besides", v)
		}
	}
}

func (c *comparison) gatewayResponses() {
	a, b := c.old.root.get(ext+"gateway-responses"), c.revised.root.get(ext+"gateway-responses")
	a.members(func(kind string, r at) {
		s := b.get(kind)
		if !s.is() {
			c.add(r.pointer, "is not carried over: API Gateway knows no such response")
			return
		}
		c.unknown(r, "statusCode", "responseParameters", "responseTemplates")
		c.value(r.get("statusCode"), s.get("statusCode"))
		c.maps(r.get("responseParameters"), s.get("responseParameters"))
		c.maps(r.get("responseTemplates"), s.get("responseTemplates"))
	})
}

// maps compares two maps of texts, entry by entry. An empty one is none.
func (c *comparison) maps(a, b at) {
	a.members(func(key string, value at) { c.value(value, b.get(key)) })
	b.members(func(key string, value at) {
		if !a.get(key).is() {
			c.json(a.pointer+openapi.Pointer(key), nil, value.node)
		}
	})
}

// policy compares resource policies statement by statement.
func (c *comparison) policy() {
	a, b := c.old.root.get(ext+"policy"), c.revised.root.get(ext+"policy")
	if !a.is() {
		return
	}
	c.unknown(a, "Version", "Statement")
	c.value(a.get("Version"), b.get("Version"))
	old, revised := oneOrMore(a.get("Statement")), b.get("Statement").items()
	if len(old) != len(revised) {
		c.add(a.get("Statement").pointer, "becomes %d statements of %d", len(revised), len(old))
		return
	}
	for i, s := range old {
		t := revised[i]
		c.unknown(s, "Sid", "Effect", "Principal", "Action", "Resource", "Condition")
		for _, key := range []string{"Sid", "Effect", "Principal", "Condition"} {
			c.value(s.get(key), t.get(key))
		}
		for _, key := range []string{"Action", "Resource"} {
			c.json(s.get(key).pointer, listOf(s.get(key)), listOf(t.get(key)))
		}
	}
}

func listOf(a at) *openapi.Node {
	if !a.is() {
		return nil
	}
	list := openapi.Arr()
	for _, item := range oneOrMore(a) {
		list.Items = append(list.Items, item.node)
	}
	return list
}

func (c *comparison) cors() {
	a, b := c.old.root.get(ext+"cors"), c.revised.root.get(ext+"cors")
	c.unknown(a, "allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders", "allowCredentials", "maxAge")
	for _, key := range []string{"allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders"} {
		c.set(a.get(key), textsOf(a.get(key)), textsOf(b.get(key)))
	}
	if a.get("allowCredentials").true() != b.get("allowCredentials").true() {
		c.value(a.get("allowCredentials"), b.get("allowCredentials"))
	}
	c.value(a.get("maxAge"), b.get("maxAge"))
}

func textsOf(a at) []string {
	var list []string
	for _, item := range oneOrMore(a) {
		list = append(list, item.text())
	}
	return list
}
