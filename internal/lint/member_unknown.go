package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var memberUnknown = &Rule{
	ID:       "member-unknown",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `an object of OpenAPI has a member that is none

OpenAPI fixes the members of its objects, but for those that begin with x-. What is
misspelt, such as response beside responses, is ignored without a word. See
https://spec.openapis.org/oas/v3.0.3.html#schema and
https://spec.openapis.org/oas/v2.0.html#schema`,
	Check: func(s *Subject, report Report) {
		own, other := openAPI3, swagger2
		if s.Doc.Root.Get("swagger") != nil {
			own, other = swagger2, openAPI3
		} else if strings.HasPrefix(s.Doc.Root.Get("openapi").StringOr(""), "3.1") {
			return // which has others, and which rule openapi-version is about
		}
		w := memberWalk{own, other, report}
		w.object("document", "", s.Doc.Root)
	},
}

// A memberWalk visits the objects of a document whose members are fixed.
type memberWalk struct {
	own, other notation
	report     Report
}

// object judges an object of a kind, and what is in it.
func (w memberWalk) object(kind, pointer string, n *openapi.Node) {
	if !n.Is(openapi.Object) || n.Get("$ref") != nil || intrinsic(n) {
		return
	}
	known := w.own[kind]
	for _, m := range n.Members {
		at := pointer + openapi.Pointer(m.Key)
		if inside, ok := known.members[m.Key]; ok {
			w.inside(inside, at, m.Value)
			continue
		}
		_, elsewhere := w.other[kind].members[m.Key]
		if elsewhere || kind == "path" || strings.HasPrefix(strings.ToLower(m.Key), "x-") || strings.HasPrefix(m.Key, "Fn::") {
			continue // rules notation-mixed, path-member and extension-unknown
		}
		hint := "take it out, or begin its name with x-"
		if near := diag.Nearest(m.Key, known.names); near != "" && len(m.Key) > 2 {
			hint = "did you mean " + near
		}
		w.report(at, kind+" has no member "+m.Key+", so it is ignored", hint)
	}
}

// inside visits what a member has: an object, a list of them or a map of them, in the
// words of a notation.
func (w memberWalk) inside(word, pointer string, n *openapi.Node) {
	switch kind := strings.TrimRight(word, "*%"); {
	case kind == "":
	case n.Is(openapi.Array) && (strings.HasSuffix(word, "*") || kind == "schema"):
		for i, item := range n.Items {
			w.object(kind, fmt.Sprintf("%s/%d", pointer, i), item)
		}
	case strings.HasSuffix(word, "%"):
		for _, m := range n.MembersOrNil() {
			if !strings.HasPrefix(strings.ToLower(m.Key), "x-") && !strings.HasPrefix(m.Key, "Fn::") {
				w.object(kind, pointer+openapi.Pointer(m.Key), m.Value)
			}
		}
	case !strings.HasSuffix(word, "*"):
		w.object(kind, pointer, n)
	}
}

// A notation has the kinds of objects of a version of OpenAPI, with their members.
type notation map[string]fixed

// A fixed has the members of a kind of object, and of which kind their values are.
type fixed struct {
	names   []string
	members map[string]string
}

// notationOf reads lines of a kind and its members. A member whose value is an object
// of a kind is written info=info, one with a list of them servers=server*, one with a
// map paths=path%.
func notationOf(text string) notation {
	all := notation{}
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		f := fixed{members: map[string]string{}}
		for word := range strings.FieldsSeq(rest) {
			name, inside, _ := strings.Cut(word, "=")
			f.members[name] = inside
			f.names = append(f.names, name)
		}
		slices.Sort(f.names)
		all[kind] = f
	}
	return all
}

// keywords are those of schemas: of OpenAPI, of JSON Schema draft 4, in which models
// are, and of later drafts.
const keywords = ` $schema $id id $anchor $comment title description type format enum const default example examples
	multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern contentEncoding contentMediaType
	items=schema additionalItems=schema prefixItems=schema* maxItems minItems uniqueItems contains=schema
	properties=schema% patternProperties=schema% additionalProperties=schema maxProperties minProperties required
	propertyNames=schema dependencies dependentRequired dependentSchemas=schema% definitions=schema% $defs=schema%
	allOf=schema* anyOf=schema* oneOf=schema* not=schema if=schema then=schema else=schema
	nullable discriminator readOnly writeOnly xml=xml externalDocs=documentation deprecated `

// aboutAPI is what both versions have in the same words.
const aboutAPI = `info: title description termsOfService contact=contact license=license version
contact: name url email
license: name url
documentation: description url
xml: name namespace prefix attribute wrapped
tag: name description externalDocs=documentation
`

// openAPI3 has one member that API Gateway writes into exports of HTTP APIs:
// isDefaultRoute, of the operation of $default.
var openAPI3 = notationOf(aboutAPI + `document: openapi info=info servers=server* paths=path% components=components security tags=tag* externalDocs=documentation
server: url description variables=variable%
variable: enum default description
components: schemas=schema% responses=response% parameters=parameter% examples=example% requestBodies=body% headers=header% securitySchemes=scheme% links=link% callbacks
path: ` + pathOperations + `
operation: tags summary description externalDocs=documentation operationId parameters=parameter* requestBody=body responses=response% callbacks deprecated security servers=server* isDefaultRoute
parameter: name in description required deprecated allowEmptyValue style explode allowReserved schema=schema example examples=example% content=media%
header: description required deprecated allowEmptyValue style explode allowReserved schema=schema example examples=example% content=media%
body: description content=media% required
media: schema=schema example examples=example% encoding=encoding%
encoding: contentType headers=header% style explode allowReserved
response: description headers=header% content=media% links=link%
example: summary description value externalValue
link: operationRef operationId parameters requestBody description server=server
scheme: type description name in scheme bearerFormat flows=flows openIdConnectUrl
flows: implicit=flow password=flow clientCredentials=flow authorizationCode=flow
flow: authorizationUrl tokenUrl refreshUrl scopes
schema: ` + oneLine(keywords))

var swagger2 = notationOf(aboutAPI + `document: swagger info=info host basePath schemes consumes produces paths=path% definitions=schema% parameters=parameter% responses=response% securityDefinitions=scheme% security tags=tag* externalDocs=documentation
path: ` + pathOperations + `
operation: tags summary description externalDocs=documentation operationId consumes produces parameters=parameter* responses=response% schemes deprecated security
parameter: name in description required schema=schema allowEmptyValue ` + itemKeywords + `
items: ` + itemKeywords + `
header: description ` + itemKeywords + `
response: description schema=schema headers=header% examples
scheme: type description name in flow authorizationUrl tokenUrl scopes
schema: ` + oneLine(keywords))

const (
	pathOperations = `get=operation put=operation post=operation delete=operation patch=operation options=operation head=operation trace=operation ` +
		extensionPrefix + `any-method=operation parameters=parameter* servers=server*`
	itemKeywords = `type format items=items collectionFormat default maximum exclusiveMaximum minimum exclusiveMinimum ` +
		`maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf`
)

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
