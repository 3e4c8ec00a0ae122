package apigw

import (
	"maps"
	"slices"
	"strings"
)

// locationFields are the fields a documentation part's location may have besides
// its type; those with a mark must be there.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
var locationFields = map[string][]string{
	"API":             nil,
	"RESOURCE":        {"path"},
	"METHOD":          {"path", "method"},
	"QUERY_PARAMETER": {"path", "method", "name"},
	"REQUEST_HEADER":  {"path", "method", "name!"},
	"PATH_PARAMETER":  {"path", "method", "name!"},
	"REQUEST_BODY":    {"path", "method"},
	"RESPONSE":        {"path", "method", "statusCode"},
	"RESPONSE_BODY":   {"path", "method", "statusCode"},
	"RESPONSE_HEADER": {"path", "method", "statusCode", "name!"},
	"AUTHORIZER":      {"name"},
	"MODEL":           {"name"},
}

// checkDocumentation refuses documentation parts whose location says what its
// type cannot have. The text is reported for extra fields; those for other
// mistakes follow it.
func (r *reader) checkDocumentation(root at) {
	for _, part := range root.get(ext+"documentation", "documentationParts").items() {
		location := part.get("location")
		kind := location.get("type").text()
		fields, known := locationFields[kind]
		if !known {
			if !HasPlaceholder(kind) {
				kinds := slices.Sorted(maps.Keys(locationFields))
				r.fail(location.get("type"), "documentation-location", "write one of "+strings.Join(kinds, ", "), "%s", enumText(kind, "location.type", kinds))
			}
			continue
		}
		r.checkLocation(location, kind, fields)
	}
}

func (r *reader) checkLocation(location at, kind string, fields []string) {
	var cannot []string
	extra := false
	for _, name := range []string{"path", "method", "statusCode", "name"} {
		if !slices.Contains(fields, name) && !slices.Contains(fields, name+"!") {
			cannot = append(cannot, name)
			extra = extra || location.get(name).node != nil
		}
	}
	if extra {
		r.fail(location, "documentation-location", "remove "+strings.Join(cannot, ", "), "[Location type: %s cannot have %s defined.]", kind, either(cannot))
		return
	}
	for _, field := range fields {
		if name, must := strings.CutSuffix(field, "!"); must && location.get(name).node == nil {
			r.fail(location, "documentation-location", "add "+name, "[Location type: %s must have %s defined.]", kind, name)
		}
	}
}

// either lists words: a, b or c.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
