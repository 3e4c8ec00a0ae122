package config

import (
	"encoding/json"
	"strings"
)

// Schema writes the JSON schema of the file, for editors: docs/apigen.schema.json.
// It knows names and types; the reader itself says more about values.
func Schema() ([]byte, error) {
	root := objectSchema(Default().keys())
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = File
	data, err := json.MarshalIndent(root, "", "  ")
	return append(data, '\n'), err
}

type schema = map[string]any

func objectSchema(keys []key) schema {
	properties := schema{}
	for _, k := range keys {
		properties[k.name] = k.schema()
	}
	return schema{"type": []string{"object", "null"}, "additionalProperties": false, "properties": properties}
}

// textSchema is what the reader takes as a text: account: 123456789012 needs no
// quotes.
func textSchema() schema { return schema{"type": []string{"string", "number", "boolean"}} }

func (k key) schema() schema {
	var s schema
	switch {
	case k.inner != nil:
		s = objectSchema(k.inner)
	case k.each != nil:
		s = schema{"type": []string{"object", "null"}, "additionalProperties": objectSchema(k.each)}
	case k.size != nil:
		s = schema{"type": "integer", "minimum": 1}
	case k.text != nil:
		s = textSchema()
	default: // a map of texts
		s = schema{"type": []string{"object", "null"}, "additionalProperties": textSchema()}
	}
	s["description"] = strings.ReplaceAll(k.doc, "`", "")
	return s
}
