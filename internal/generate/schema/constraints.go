package schema

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/generate/contract"

	"github.com/apigen-go/apigen/internal/diag"
)

// constrain applies the constraint tags of a field to its schema. It gives nil
// after it reported what is wrong with them.
func (b *Builder) constrain(s *contract.Schema, list tags, at Place) *contract.Schema {
	var used []tag
	for _, t := range list {
		if slices.Contains(constraintTags, t.key) {
			used = append(used, t)
		}
	}
	if len(used) == 0 {
		return s
	}
	if s.Ref != nil && slices.ContainsFunc(used, func(t tag) bool { return !slices.Contains(annotationTags, t.key) }) {
		if s.Ref.Enum == nil {
			b.errorf(at.Pos, "misplaced-tag", "put it on the fields inside",
				"%s has the tag %s, but its schema is that of %s, and nothing may stand beside a reference",
				at.What, used[0].key, b.TypeString(s.GoType))
			return nil
		}
		s = inline(s)
	}
	c := &constrainer{b: b, s: s, at: at, ok: true}
	for _, t := range used {
		c.apply(t.key, t.value)
	}
	c.checkRanges()
	c.checkDefault()
	if !c.ok {
		return nil
	}
	return s
}

// inline copies the component a reference names, for a use with constraints of
// its own.
func inline(ref *contract.Schema) *contract.Schema {
	s := *ref.Ref
	s.Name, s.GoType, s.As, s.Pos = "", ref.GoType, ref.As, ref.Pos
	return &s
}

type constrainer struct {
	b  *Builder
	s  *contract.Schema
	at Place
	ok bool
}

func (c *constrainer) errorf(hint, format string, args ...any) {
	c.ok = false
	c.b.errorf(c.at.Pos, "constraint", hint, "%s: "+format, append([]any{c.at.What}, args...)...)
}

func (c *constrainer) apply(key, value string) {
	if want := c.wants(key); want != "" {
		c.errorf("take the tag out", "tag %s is for %s, and the type is %s", key, want, c.b.TypeString(c.s.GoType))
		return
	}
	k := &c.s.Constraints
	switch key {
	case "readOnly":
		c.s.Annotations.ReadOnly = c.truth(key, value)
	case "writeOnly":
		c.s.Annotations.WriteOnly = c.truth(key, value)
	case "deprecated":
		c.s.Annotations.Deprecated = c.truth(key, value)
	case "example":
		c.example(value)
	case "enum":
		c.enum(value)
	case "additionalProperties":
		k.Closed = !c.truth(key, value)
	case "exclusiveMinimum":
		k.ExclusiveMinimum = c.number(key, value)
	case "exclusiveMaximum":
		k.ExclusiveMaximum = c.number(key, value)
	case "minimum":
		k.Minimum = c.number(key, value)
	case "maximum":
		k.Maximum = c.number(key, value)
	case "multipleOf":
		k.MultipleOf = c.number(key, value)
		if v := k.MultipleOf; v != nil && rat(v).Sign() <= 0 {
			c.errorf("give a number above 0", "multipleOf is %s, want more than 0", value)
		}
	case "minLength":
		k.MinLength = c.count(key, value)
	case "maxLength":
		k.MaxLength = c.count(key, value)
	case "minItems":
		k.MinItems = c.count(key, value)
	case "maxItems":
		k.MaxItems = c.count(key, value)
	case "minProperties":
		k.MinProperties = c.count(key, value)
	case "maxProperties":
		k.MaxProperties = c.count(key, value)
	case "uniqueItems":
		k.UniqueItems = c.truth(key, value)
	case "pattern":
		k.Pattern = value
		if _, err := regexp.Compile(value); err != nil {
			c.errorf("the generated server runs patterns with Go's package regexp", "pattern does not compile: %v", err)
		}
	case "format":
		c.format(value)
	case "title":
		k.Title = value
	case "default":
		k.Default = &contract.Value{Kind: c.s.Kind, Text: value}
	}
}

// wants names what a keyword is for when it does not fit the schema.
func (c *constrainer) wants(key string) string {
	s := c.s
	text := s.Kind == contract.String && s.Format != "byte" && s.Format != "date-time"
	numeric := s.Kind == contract.Integer || s.Kind == contract.Number
	switch key {
	case "minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum":
		return unless(numeric, "numbers")
	case "minLength", "maxLength", "pattern":
		return unless(text || s.Kind == contract.Binary && key != "pattern", "strings")
	case "format":
		return unless(text || numeric, "strings and numbers")
	case "minItems", "maxItems", "uniqueItems":
		return unless(s.Kind == contract.Array, "slices")
	case "minProperties", "maxProperties":
		return unless(s.Values != nil, "maps")
	case "enum":
		return unless(text || numeric, "strings and numbers")
	case "additionalProperties":
		return unless(s.Kind == contract.Object && s.Values == nil && s.Ref == nil, "structs without a name; put it on a blank field of the type, _ struct{}")
	case "default":
		return unless(text || numeric || s.Kind == contract.Boolean || s.Format == "date-time", "strings, numbers, booleans and times")
	}
	return ""
}

func unless(fits bool, want string) string {
	if fits {
		return ""
	}
	return want
}

// example reads an example: a scalar of the schema's kind, or JSON.
func (c *constrainer) example(value string) {
	s := c.s
	if s.Ref != nil {
		s = s.Ref
	}
	v := &contract.Value{Kind: s.Kind, Text: value}
	switch s.Kind {
	case contract.Object, contract.Array, contract.Any:
		v.Kind = contract.Any
		if !json.Valid([]byte(value)) {
			c.errorf("write JSON", "example is not JSON: %s", value)
			return
		}
	default:
		if !validScalar(v) {
			c.errorf("write a value of the type", "example is %q, want a %s", value, kindWord(s.Kind))
			return
		}
		if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(e contract.EnumValue) bool { return e.Value.Text == value }) {
			c.errorf("use one of the values", "example %q is not among the values", value)
		}
	}
	c.s.Annotations.Example = v
}

// enum reads the values of a string or a number, with commas between.
func (c *constrainer) enum(value string) {
	var values []contract.EnumValue
	for item := range strings.SplitSeq(value, ",") {
		v := contract.Value{Kind: c.s.Kind, Text: strings.TrimSpace(item)}
		same := func(e contract.EnumValue) bool { return e.Value.Text == v.Text }
		switch {
		case !validScalar(&v):
			c.errorf("write the values with commas between", "enum has %q, want a %s", item, kindWord(c.s.Kind))
			return
		case slices.ContainsFunc(values, same):
			c.errorf("take one out", "enum has %q twice", v.Text)
			return
		case len(c.s.Enum) > 0 && !slices.ContainsFunc(c.s.Enum, same):
			c.errorf("use values of its constants", "enum has %q, which is not among the values of %s", v.Text, c.b.TypeString(c.s.GoType))
			return
		}
		if i := slices.IndexFunc(c.s.Enum, same); i >= 0 {
			v = c.s.Enum[i].Value
			values = append(values, c.s.Enum[i])
			continue
		}
		values = append(values, contract.EnumValue{Value: v})
	}
	c.s.Enum = values
}

// number reads a JSON number, a whole one for integers.
func (c *constrainer) number(key, value string) *contract.Value {
	v := &contract.Value{Kind: c.s.Kind, Text: value}
	if !validScalar(v) {
		c.errorf(fmt.Sprintf("write the tag as %s:\"1\"", key), "tag %s is %q, want a %s", key, value, kindWord(c.s.Kind))
		return nil
	}
	return v
}

func kindWord(k contract.Kind) string {
	if k == contract.Integer {
		return "whole number"
	}
	return string(k)
}

func (c *constrainer) count(key, value string) *int {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		c.errorf(fmt.Sprintf("write the tag as %s:\"1\"", key), "tag %s is %q, want a count", key, value)
		return nil
	}
	return &n
}

func (c *constrainer) truth(key, value string) bool {
	if value != "true" && value != "false" {
		c.errorf("write true, or take the tag out", "tag %s is %q, want true or false", key, value)
	}
	return value == "true"
}

// formats are those of OpenAPI 3.0 and JSON Schema draft 4, and those in common
// use. Imports with other ones have been refused.
var formats = map[contract.Kind][]string{
	contract.String: {
		"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "password", "regex", "time", "uri", "uri-reference", "uuid",
	},
	contract.Integer: {"int32", "int64"},
	contract.Number:  {"double", "float"},
}

func (c *constrainer) format(value string) {
	if value == "" && (c.s.Kind == contract.Integer || c.s.Kind == contract.Number) {
		c.s.Constraints.AnySize = true
		return
	}
	known := formats[c.s.Kind]
	if !slices.Contains(known, value) {
		hint := "known are " + strings.Join(known, ", ")
		if near := diag.Nearest(value, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		c.errorf(hint, "unknown format %q of a %s", value, kindWord(c.s.Kind))
		return
	}
	c.s.Format = value
}

const (
	swapHint    = "swap the two, or take one out"
	defaultHint = "choose a default that the other tags and the type allow"
)

// checkRanges refuses limits nothing can meet.
func (c *constrainer) checkRanges() {
	k := &c.s.Constraints
	if k.Minimum != nil && k.Maximum != nil && rat(k.Minimum).Cmp(rat(k.Maximum)) > 0 {
		c.errorf(swapHint, "minimum %s is above maximum %s", k.Minimum.Text, k.Maximum.Text)
	}
	if k.ExclusiveMinimum != nil && k.Minimum != nil || k.ExclusiveMaximum != nil && k.Maximum != nil {
		c.errorf("keep one of them", "an exclusive limit stands beside an inclusive one")
	}
	if low, high := cmp.Or(k.ExclusiveMinimum, k.Minimum), cmp.Or(k.ExclusiveMaximum, k.Maximum); low != nil && high != nil &&
		(k.ExclusiveMinimum != nil || k.ExclusiveMaximum != nil) && rat(low).Cmp(rat(high)) >= 0 {
		c.errorf(swapHint, "no value is between %s and %s", low.Text, high.Text)
	}
	if c.s.Annotations.ReadOnly && c.s.Annotations.WriteOnly {
		c.errorf("keep one of them", "readOnly and writeOnly stand together")
	}
	for _, r := range []struct {
		name     string
		min, max *int
	}{
		{"Length", k.MinLength, k.MaxLength}, {"Items", k.MinItems, k.MaxItems}, {"Properties", k.MinProperties, k.MaxProperties},
	} {
		if r.min != nil && r.max != nil && *r.min > *r.max {
			c.errorf(swapHint, "min%s %d is above max%s %d", r.name, *r.min, r.name, *r.max)
		}
	}
}

// checkDefault refuses a default that the schema itself refuses.
func (c *constrainer) checkDefault() {
	k := &c.s.Constraints
	v := k.Default
	if v == nil || !c.ok {
		return
	}
	if !validScalar(v) {
		c.errorf(defaultHint, "default is %q, want a %s", v.Text, kindWord(v.Kind))
		return
	}
	if len(c.s.Enum) > 0 && !slices.ContainsFunc(c.s.Enum, func(e contract.EnumValue) bool { return e.Value.Text == v.Text }) {
		c.errorf("use the value of one of its constants", "default %q is not among the values of %s", v.Text, c.b.TypeString(c.s.GoType))
	}
	length := utf8.RuneCountInString(v.Text)
	switch {
	case k.Minimum != nil && rat(v).Cmp(rat(k.Minimum)) < 0:
		c.errorf(defaultHint, "default %s is below minimum %s", v.Text, k.Minimum.Text)
	case k.Maximum != nil && rat(v).Cmp(rat(k.Maximum)) > 0:
		c.errorf(defaultHint, "default %s is above maximum %s", v.Text, k.Maximum.Text)
	case k.ExclusiveMinimum != nil && rat(v).Cmp(rat(k.ExclusiveMinimum)) <= 0:
		c.errorf(defaultHint, "default %s is not above %s", v.Text, k.ExclusiveMinimum.Text)
	case k.ExclusiveMaximum != nil && rat(v).Cmp(rat(k.ExclusiveMaximum)) >= 0:
		c.errorf(defaultHint, "default %s is not below %s", v.Text, k.ExclusiveMaximum.Text)
	case k.MultipleOf != nil && !new(big.Rat).Quo(rat(v), rat(k.MultipleOf)).IsInt():
		c.errorf(defaultHint, "default %s is no multiple of %s", v.Text, k.MultipleOf.Text)
	case k.MinLength != nil && length < *k.MinLength:
		c.errorf(defaultHint, "default %q is shorter than %d", v.Text, *k.MinLength)
	case k.MaxLength != nil && length > *k.MaxLength:
		c.errorf(defaultHint, "default %q is longer than %d", v.Text, *k.MaxLength)
	case k.Pattern != "" && !regexp.MustCompile(k.Pattern).MatchString(v.Text):
		c.errorf(defaultHint, "default %q does not match the pattern", v.Text)
	case c.s.Format == "date-time" && !isTime(v.Text):
		c.errorf("write it as 2006-01-02T15:04:05Z", "default %q is not a time of RFC 3339", v.Text)
	}
}

func isTime(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

// validScalar reports whether the text is a JSON value of the kind.
func validScalar(v *contract.Value) bool {
	switch v.Kind {
	case contract.Boolean:
		return v.Text == "true" || v.Text == "false"
	case contract.Integer:
		n, ok := new(big.Int).SetString(v.Text, 10)
		return ok && n.String() == v.Text
	case contract.Number:
		var n json.Number
		plain := strings.Trim(v.Text, "+-.0123456789eE") == "" // neither null nor a string, no blanks around
		return plain && json.Unmarshal([]byte(v.Text), &n) == nil && exponentIsSmall(v.Text)
	}
	return true
}

// exponentIsSmall keeps numbers such as 1e999999999 from being computed with.
func exponentIsSmall(text string) bool {
	at := strings.IndexAny(text, "eE")
	if at < 0 {
		return true
	}
	n, err := strconv.Atoi(text[at+1:])
	return err == nil && n > -400 && n < 400
}

// rat gives the exact value of a number that validScalar took.
func rat(v *contract.Value) *big.Rat {
	r, ok := new(big.Rat).SetString(v.Text)
	if !ok {
		return new(big.Rat)
	}
	return r
}
