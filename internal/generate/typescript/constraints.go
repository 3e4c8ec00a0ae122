package typescript

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// constraints writes constraints.ts: what the contract demands of the members
// of request bodies, by JSON pointer, so that a form can demand the same and
// show a violation at its field.
func constraints(c *contract.Contract) string {
	s := &source{}
	s.printf(`/** What a contract demands of a value; the words are those of JSON Schema. */
export interface Constraint {
  /** The JSON type; absent when it may be any. */
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  /** The value must be there whenever the object around it is. */
  readonly required?: true;
  /** Only answers have the value. */
  readonly readOnly?: true;
  readonly format?: string;
  readonly enum?: readonly (string | number)[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

`)
	s.doc("", "The members of JSON request bodies, by schema and JSON pointer (RFC 6901).")
	s.printf("export const constraints = {\n")
	for _, schema := range bodies(c) {
		s.printf("  %s: {\n", member(schema.Name))
		s.members(schema, "", []*contract.Schema{schema})
		s.printf("  },\n")
	}
	s.printf("} as const satisfies Record<string, Record<string, Constraint>>;\n")
	return s.String()
}

// bodies lists the component schemas that are bodies of requests, in the order
// of the operations.
func bodies(c *contract.Contract) []*contract.Schema {
	var list []*contract.Schema
	for _, op := range c.Operations {
		if op.Request == nil || op.Request.Body == nil || op.Request.Body.Binary {
			continue
		}
		schema := resolved(op.Request.Body.Schema)
		if schema != nil && schema.Name != "" && !slices.Contains(list, schema) {
			list = append(list, schema)
		}
	}
	return list
}

// resolved is the schema itself, not a reference to it.
func resolved(s *contract.Schema) *contract.Schema {
	if s != nil && s.Ref != nil {
		return s.Ref
	}
	return s
}

// members writes the members of an object and of the objects in it. Around are
// the schemas that hold it: one that comes again is not entered again.
func (s *source) members(object *contract.Schema, pointer string, around []*contract.Schema) {
	for _, p := range object.Properties {
		schema := resolved(p.Schema)
		if schema == nil || schema.Kind == contract.Binary {
			continue
		}
		at := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(p.Name)
		value := "{}"
		if list := constraintsOf(schema, p); len(list) > 0 {
			value = "{ " + strings.Join(list, ", ") + " }"
		}
		s.printf("    %s: %s,\n", quote(at), value)
		if schema.Kind == contract.Object && !slices.Contains(around, schema) {
			s.members(schema, at, append(slices.Clone(around), schema))
		}
	}
}

func constraintsOf(schema *contract.Schema, p *contract.Property) []string {
	var list []string
	if schema.Kind != contract.Any {
		list = append(list, "type: "+quote(string(schema.Kind)))
	}
	switch readOnly := schema.Annotations.ReadOnly || p.Schema.Annotations.ReadOnly; {
	case readOnly:
		list = append(list, "readOnly: true")
	case p.Required:
		list = append(list, "required: true")
	}
	if schema.Format != "" {
		list = append(list, "format: "+quote(schema.Format))
	}
	if len(schema.Enum) > 0 {
		var values []string
		for _, e := range schema.Enum {
			values = append(values, literal(e.Value))
		}
		list = append(list, "enum: ["+strings.Join(values, ", ")+"]")
	}
	c := schema.Constraints
	if c.Pattern != "" {
		list = append(list, "pattern: "+quote(c.Pattern))
	}
	for _, limit := range []struct {
		name  string
		value *int
	}{
		{"minLength", c.MinLength}, {"maxLength", c.MaxLength}, {"minItems", c.MinItems}, {"maxItems", c.MaxItems},
		{"minProperties", c.MinProperties}, {"maxProperties", c.MaxProperties},
	} {
		if limit.value != nil {
			list = append(list, limit.name+": "+strconv.Itoa(*limit.value))
		}
	}
	for _, limit := range []struct {
		name  string
		value *contract.Value
	}{
		{"minimum", c.Minimum}, {"maximum", c.Maximum}, {"multipleOf", c.MultipleOf},
		{"exclusiveMinimum", c.ExclusiveMinimum}, {"exclusiveMaximum", c.ExclusiveMaximum},
	} {
		if limit.value != nil {
			list = append(list, limit.name+": "+limit.value.Text)
		}
	}
	if c.UniqueItems {
		list = append(list, "uniqueItems: true")
	}
	return list
}
