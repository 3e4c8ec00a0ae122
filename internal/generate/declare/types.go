package declare

import (
	"fmt"
	"go/types"
	"regexp"
	"slices"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/generate/schema"
)

// readTypes reads how types are written whose declaration does not show it. It
// comes before everything that looks at types.
func (r *reader) readTypes(fields map[string]load.Value) {
	v, ok := fields["Types"]
	if !ok {
		return
	}
	list, err := r.pkg.List(v)
	if !r.check(err) {
		return
	}
	for _, item := range list {
		call, err := r.pkg.Call(item)
		if !r.check(err) || len(call.TypeArgs) == 0 {
			continue
		}
		named, ok := types.Unalias(call.TypeArgs[0]).(*types.Named)
		if !ok {
			r.errorf(r.at(item), "type-mapping", "declare a type with a name", "gen.%s is about %s, which is no declared type",
				call.Func, r.schemas.TypeString(call.TypeArgs[0]))
			continue
		}
		r.typeMapping(item, call, named)
	}
}

func (r *reader) typeMapping(item load.Value, call *load.Call, named *types.Named) {
	switch {
	case call.Func == "As" && len(call.TypeArgs) == 2:
		r.schemas.MapAs(named, call.TypeArgs[1])
	case call.Func == "TypeSchema" && len(call.Args) == 1:
		if s := r.statedSchema(call.Args[0]); s != nil {
			s.GoType = named
			r.schemas.Map(named, s)
		}
	case call.Func == "Model":
		r.schemas.Type(named, r.schemas.At(r.at(item), "model "+named.Obj().Name()))
	case call.Func == "OneOf" && len(call.Args) == 1:
		name, err := r.pkg.String(call.Args[0])
		switch {
		case !r.check(err):
		case !schema.IsUnion(named):
			r.errorf(r.at(item), "union", "give it a method that is not exported, e.g. is"+named.Obj().Name()+"()", "%s is no sealed interface", named.Obj().Name())
		case name == "":
			r.errorf(r.at(call.Args[0]), "union", "name a member, e.g. kind", "the discriminator of %s has no name", named.Obj().Name())
		default:
			r.schemas.Discriminate(named, name)
		}
	}
}

var jsonKinds = map[string]contract.Kind{
	"": contract.Any, "string": contract.String, "integer": contract.Integer, "number": contract.Number,
	"boolean": contract.Boolean, "array": contract.Array, "object": contract.Object,
}

// statedSchema reads a gen.Schema.
func (r *reader) statedSchema(v load.Value) *contract.Schema {
	const rule = "type-mapping"
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return nil
	}
	s := &contract.Schema{Format: r.optional(fields, "Format"), Doc: schema.Describe(r.optional(fields, "Description"), "", "")}
	kind := r.optional(fields, "Type")
	known := false
	if s.Kind, known = jsonKinds[kind]; !known {
		r.errorf(r.at(fields["Type"]), rule, "write string, integer, number, boolean, array or object", "%q is no JSON type", kind)
		return nil
	}
	c := &s.Constraints
	if c.Pattern = r.optional(fields, "Pattern"); c.Pattern != "" {
		if _, err := regexp.Compile(c.Pattern); err != nil {
			r.errorf(r.at(fields["Pattern"]), rule, "correct the regular expression", "pattern does not compile: %v", err)
		}
	}
	c.MinLength, c.MaxLength = r.limit(fields, "MinLength"), r.limit(fields, "MaxLength")
	if v, ok := fields["Enum"]; ok {
		list, err := r.pkg.Strings(v)
		r.check(err)
		for i, text := range list {
			if slices.Contains(list[:i], text) {
				r.errorf(r.at(v), rule, "take one out", "%q stands there twice", text)
			}
			s.Enum = append(s.Enum, contract.EnumValue{Value: contract.Value{Kind: contract.String, Text: text}})
		}
	}
	if s.Kind != contract.String && (c.Pattern != "" || c.MinLength != nil || c.MaxLength != nil || len(s.Enum) > 0) {
		r.errorf(r.at(v), rule, `write Type: "string", or take them out`, "Pattern, Enum, MinLength and MaxLength are for strings, and the type is %q", kind)
	}
	if v, ok := fields["Items"]; ok {
		s.Items = r.statedSchema(v)
	}
	if (s.Items != nil) != (s.Kind == contract.Array) {
		r.errorf(r.at(v), rule, `write Type: "array" and Items together`, "the type is %q, and Items is for arrays", kind)
	}
	return s
}

// optional reads a string that may be absent.
func (r *reader) optional(fields map[string]load.Value, name string) string {
	v, ok := fields[name]
	if !ok {
		return ""
	}
	s, err := r.pkg.String(v)
	r.check(err)
	return s
}

// limit reads a count; zero and absence are none.
func (r *reader) limit(fields map[string]load.Value, name string) *int {
	v, ok := fields[name]
	if !ok {
		return nil
	}
	n, err := r.pkg.Int(v)
	if !r.check(err) || n == 0 {
		return nil
	}
	if n < 0 {
		r.errorf(r.at(v), "type-mapping", "give a count", "%s is %s", name, fmt.Sprint(n))
	}
	return &n
}
