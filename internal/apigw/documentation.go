package apigw

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A DocumentationPart describes one entity of an API.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
type DocumentationPart struct {
	ID         string
	Location   DocumentationLocation
	Properties string // JSON
}

// A DocumentationLocation names the entity a part describes.
type DocumentationLocation struct {
	Type       string `json:"type"` // METHOD, RESPONSE, ...
	Path       string `json:"path,omitempty"`
	Method     string `json:"method,omitempty"`
	StatusCode string `json:"statusCode,omitempty"`
	Name       string `json:"name,omitempty"`
}

// What the location of each type may have besides the type.
var documentable = map[string]struct{ path, method, status, name, needsName bool }{
	"API":             {},
	"AUTHORIZER":      {name: true},
	"MODEL":           {name: true},
	"RESOURCE":        {path: true},
	"METHOD":          {path: true, method: true},
	"PATH_PARAMETER":  {path: true, method: true, name: true, needsName: true},
	"QUERY_PARAMETER": {path: true, method: true, name: true, needsName: true},
	"REQUEST_HEADER":  {path: true, method: true, name: true, needsName: true},
	"REQUEST_BODY":    {path: true, method: true},
	"RESPONSE":        {path: true, method: true, status: true},
	"RESPONSE_BODY":   {path: true, method: true, status: true},
	"RESPONSE_HEADER": {path: true, method: true, status: true, name: true, needsName: true},
}

// DocumentationTypes are the kinds of entities that can be described, in the
// service's order.
var DocumentationTypes = []string{
	"API", "AUTHORIZER", "MODEL", "RESOURCE", "METHOD", "PATH_PARAMETER", "QUERY_PARAMETER", "REQUEST_HEADER",
	"REQUEST_BODY", "RESPONSE", "RESPONSE_HEADER", "RESPONSE_BODY",
}

// Complete fills in what a location leaves out, path "/" and "*" (the path is
// recorded), and refuses what its type cannot have.
func (l *DocumentationLocation) Complete() *Fault {
	may, known := documentable[l.Type]
	if !known {
		return locationFault("Location type: " + l.Type + " is not supported.")
	}
	var wrong []string
	for _, field := range []struct {
		name, value string
		may         bool
	}{{"path", l.Path, may.path}, {"method", l.Method, may.method}, {"statusCode", l.StatusCode, may.status}, {"name", l.Name, may.name}} {
		if field.value != "" && !field.may {
			wrong = append(wrong, field.name)
		}
	}
	if len(wrong) > 0 {
		var none []string
		for _, field := range []struct {
			name string
			may  bool
		}{{"path", may.path}, {"method", may.method}, {"statusCode", may.status}, {"name", may.name}} {
			if !field.may {
				none = append(none, field.name)
			}
		}
		return locationFault("[Location type: " + l.Type + " cannot have " + alternatives(none) + " defined.]")
	}
	if may.needsName && l.Name == "" {
		return locationFault("[Location type: " + l.Type + " must have name defined.]")
	}
	if may.path && l.Path == "" {
		l.Path = "/"
	}
	if may.method && l.Method == "" {
		l.Method = "*"
	}
	if may.status && l.StatusCode == "" {
		l.StatusCode = "*"
	}
	return nil
}

func locationFault(text string) *Fault {
	return &Fault{"", "documentation-location", "describe an entity as the guide's table of locations has it", text}
}

// alternatives writes "path, method or name".
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// NoImporter is the service's answer to documentation in something that is no
// OpenAPI document (recorded).
const NoImporter = "Unable to build importer with provided input."

// ReadDocumentation gives the documentation parts of a document, and warnings for
// those that cannot be taken. Ok is false when it is no document the service
// knows.
func ReadDocumentation(doc *openapi.Document) (parts []*DocumentationPart, warnings []string, ok bool) {
	r := &reader{source: source{doc: doc}, api: &RestAPI{}}
	root := at{node: doc.Root, pos: rootPos(doc)}
	if !r.version(root) {
		return nil, nil, false
	}
	r.readDocumentation(root)
	for _, d := range r.found {
		warnings = append(warnings, d.Message)
	}
	return r.api.DocumentationParts, warnings, true
}

func (r *reader) readDocumentation(root at) {
	for _, part := range root.get(ext+"documentation", "documentationParts").items() {
		l := part.get("location")
		location := DocumentationLocation{
			Type: l.get("type").text(), Path: l.get("path").text(), Method: l.get("method").text(),
			StatusCode: l.get("statusCode").text(), Name: l.get("name").text(),
		}
		if f := location.Complete(); f != nil {
			r.warn(l, f.Rule, f.Hint, "Unable to create documentation part: %s", f.Text)
			continue
		}
		properties, err := part.get("properties").node.MarshalJSON()
		if err != nil || part.get("properties").node == nil {
			r.warn(part, "documentation-location", "give the part properties", "Unable to create documentation part: properties are missing")
			continue
		}
		r.api.DocumentationParts = MergeDocumentation(r.api.DocumentationParts, &DocumentationPart{Location: location, Properties: string(properties)})
	}
}

// MergeDocumentation replaces the part of the same location, or adds one.
func MergeDocumentation(parts []*DocumentationPart, part *DocumentationPart) []*DocumentationPart {
	i := slices.IndexFunc(parts, func(p *DocumentationPart) bool { return p.Location == part.Location })
	if i < 0 {
		return append(parts, part)
	}
	out := slices.Clone(parts)
	merged := *part
	merged.ID = parts[i].ID
	out[i] = &merged
	return out
}
