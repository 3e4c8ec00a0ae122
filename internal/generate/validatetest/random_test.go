package validatetest

import (
	"encoding/json"
	"fmt"
	"go/types"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// A maker makes random JSON values from schemas: good ones, and then broken
// ones by changing a place in them.
type maker struct{ *rand.Rand }

// samples are texts beside a pattern, some of which match.
var samples = map[string][]string{
	"^[^@ ]+@[^@ ]+$":   {"ana@example.com", "a@b", "é@ü", "a@b@c", "a b@c", "@b", "ab@", "ab"},
	"^[A-Z]{2}$":        {"PT", "DE", "pt", "P", "PTT", "P1", "ÉÉ"},
	"^[a-z0-9-]+$":      {"art", "a-1", "", "Art", "a_b", "a b"},
	"^[A-Z]{2}-[0-9]+$": {"AB-1", "ZZ-0099", "AB-", "A-1", "AB1", "AB-1x"},
	"(a|b)c":            {"ac", "xbcx", "ab", "c"},
	"^x*$":              {"", "x", "xxx", "xy"},
	"^[0-9]{4}$":        {"1234", "123", "12345", "abcd"},
	"^[a-z]+$":          {"slug", "s", "Slug", ""},
	"^-?[0-9]+ EUR$":    {"5 EUR", "-12 EUR", "5 USD", "EUR"},
}

const letters = "abcXYZ019 é@-/~\"\\\n\u2028😀"

// text makes a text of n characters.
func (m maker) text(n int) string {
	var b strings.Builder
	all := []rune(letters)
	for range n {
		b.WriteRune(all[m.IntN(len(all))])
	}
	return b.String()
}

// good makes a value that keeps to the schema, nearly always.
func (m maker) good(s *contract.Schema, depth int) any {
	if s.Ref != nil {
		return m.good(s.Ref, depth)
	}
	c := &s.Constraints
	if s.Nullable && m.IntN(3) == 0 {
		return nil
	}
	if len(s.Enum) > 0 {
		return scalar(s.Enum[m.IntN(len(s.Enum))].Value)
	}
	if s.Union != nil {
		return m.good(s.Union.Variants[m.IntN(len(s.Union.Variants))].Model, depth)
	}
	switch s.Kind {
	case contract.Any:
		return m.strange()
	case contract.Boolean:
		return m.IntN(2) == 0
	case contract.Integer, contract.Number:
		return m.number(s)
	case contract.String:
		return m.string(s)
	case contract.Array:
		list := []any{}
		for range m.between(c.MinItems, c.MaxItems, depth) {
			list = append(list, m.good(s.Items, depth+1))
		}
		return list
	}
	object := map[string]any{}
	if s.Values != nil {
		for range m.between(c.MinProperties, c.MaxProperties, depth) {
			object[m.name(s)] = m.good(s.Values, depth+1)
		}
	}
	for _, p := range s.Properties {
		if p.Required || depth < 4 && m.IntN(2) == 0 {
			object[p.Name] = m.good(p.Schema, depth+1)
		}
	}
	return object
}

func scalar(v contract.Value) any {
	if v.Kind == contract.String {
		return v.Text
	}
	return json.Number(v.Text)
}

// between is a length inside the limits, short deep inside.
func (m maker) between(low, high *int, depth int) int {
	n := max(0, m.IntN(4)-depth/2)
	if high != nil {
		n = min(n, *high)
	}
	if low != nil {
		n = max(n, *low)
	}
	return n
}

func (m maker) number(s *contract.Schema) any {
	c := &s.Constraints
	if c.MultipleOf != nil {
		if step, err := strconv.Atoi(c.MultipleOf.Text); err == nil {
			return json.Number(strconv.Itoa((m.IntN(40) - 20) * step))
		}
		return json.Number(strconv.Itoa(m.IntN(40)-20) + ".3") // of tenths
	}
	choices := []string{"0", "1", "7", "-3", "42"}
	for _, v := range []*contract.Value{c.Minimum, c.Maximum} {
		if v != nil {
			choices = []string{v.Text}
		}
	}
	if c.ExclusiveMinimum != nil || c.ExclusiveMaximum != nil {
		choices = []string{"1", "2", "3"}
	}
	if c.Minimum != nil && c.Maximum != nil {
		choices = []string{c.Minimum.Text, c.Maximum.Text}
	}
	if s.Kind == contract.Number && c.Minimum == nil && c.Maximum == nil {
		choices = append(choices, "1.5", "-2.25e2", "0.1")
	}
	return json.Number(choices[m.IntN(len(choices))])
}

func (m maker) string(s *contract.Schema) any {
	c := &s.Constraints
	switch {
	case s.Format == "date-time":
		return "2026-01-31T09:30:00Z"
	case s.Format == "byte":
		return "AQI="
	case s.Format == "uuid" && m.IntN(9) > 0:
		return "5a1e2c5e-0b7f-4f0e-9d43-7b1c4c1f6a10"
	case s.GoType != nil && strings.HasSuffix(s.GoType.String(), "net/netip.Addr"):
		return []string{"10.0.0.1", "::1", "192.168.100.100"}[m.IntN(3)]
	case c.Pattern != "" && samples[c.Pattern] != nil:
		return samples[c.Pattern][0]
	case c.Pattern != "":
		return "7" // of a number inside a text
	}
	n := m.IntN(5)
	if c.MinLength != nil {
		n = max(n, *c.MinLength)
	}
	if c.MaxLength != nil {
		n = min(n, *c.MaxLength)
		if m.IntN(4) == 0 {
			n = *c.MaxLength
		}
	}
	return m.text(n)
}

// strange is a value of any type.
func (m maker) strange() any {
	all := []any{
		nil, true, "", "text", json.Number("0"), json.Number("-1"), json.Number("1.5"), json.Number("1000000"), json.Number("1e300"),
		[]any{}, []any{nil}, map[string]any{}, map[string]any{"a": nil},
	}
	return all[m.IntN(len(all))]
}

// name makes the name of a member of a map, which as a rule is one of its keys.
func (m maker) name(s *contract.Schema) string {
	if s.GoType != nil && m.IntN(9) > 0 {
		if t, ok := s.GoType.Underlying().(*types.Map); ok {
			switch key := t.Key().Underlying().(type) {
			case *types.Struct:
				return "a-" + m.text(1)
			case *types.Basic:
				if key.Info()&types.IsInteger != 0 {
					return strconv.Itoa(m.IntN(5000))
				}
			}
		}
	}
	return m.text(m.IntN(4))
}

// broken changes one place in a value of a schema; often it is broken then.
func (m maker) broken(s *contract.Schema, v any) any {
	if s.Ref != nil {
		return m.broken(s.Ref, v)
	}
	if m.IntN(5) == 0 {
		return m.strange()
	}
	switch v := v.(type) {
	case map[string]any:
		if s.Union != nil {
			return m.brokenVariant(s.Union, v)
		}
		return m.brokenObject(s, v)
	case []any:
		switch {
		case s.Items == nil:
			return m.strange()
		case len(v) > 0 && m.IntN(2) == 0:
			i := m.IntN(len(v))
			v[i] = m.broken(s.Items, v[i])
		case m.IntN(2) == 0 && len(v) > 0:
			v = append(v, v[0])
		default:
			for range 1 + m.IntN(52) {
				v = append(v, m.good(s.Items, 4))
			}
		}
		return v
	case json.Number:
		return m.brokenNumber(s)
	case string:
		if list := samples[s.Constraints.Pattern]; list != nil && m.IntN(4) > 0 {
			return list[m.IntN(len(list))]
		}
		lengths := []int{0, 1, 300}
		for _, l := range []*int{s.Constraints.MinLength, s.Constraints.MaxLength} {
			if l != nil {
				lengths = append(lengths, *l, *l+1, max(0, *l-1))
			}
		}
		return m.text(lengths[m.IntN(len(lengths))])
	}
	return m.strange()
}

// brokenVariant changes an object that is one of the types of a sealed
// interface, or says that it is another one.
func (m maker) brokenVariant(u *contract.Union, v map[string]any) any {
	i := slices.IndexFunc(u.Variants, func(of *contract.Variant) bool { return of.Value == v[u.Discriminator] })
	switch {
	case m.IntN(6) == 0:
		v[u.Discriminator] = u.Variants[m.IntN(len(u.Variants))].Value
	case m.IntN(9) == 0:
		v[u.Discriminator] = m.strange()
	case i >= 0:
		return m.brokenObject(u.Variants[i].Model, v)
	}
	return v
}

func (m maker) brokenObject(s *contract.Schema, v map[string]any) any {
	names := slices.Sorted(maps.Keys(v))
	switch m.IntN(9) {
	default:
		if len(names) == 0 {
			break
		}
		name := names[m.IntN(len(names))]
		of := s.Values
		for _, p := range s.Properties {
			if p.Name == name {
				of = p.Schema
			}
		}
		if of != nil {
			v[name] = m.broken(of, v[name])
		}
	case 0, 1:
		if len(names) > 0 {
			delete(v, names[m.IntN(len(names))])
		}
	case 2:
		for range 1 + m.IntN(3) {
			if s.Values != nil {
				v[m.name(s)] = m.good(s.Values, 4)
			} else {
				v["more"+strconv.Itoa(m.IntN(9))] = m.strange()
			}
		}
	}
	return v
}

func (m maker) brokenNumber(s *contract.Schema) any {
	choices := []string{"0", "-1", "0.5", "3", "1000000", "99999999999999999999", "-0.25", "1e400"}
	for _, v := range []*contract.Value{s.Constraints.Minimum, s.Constraints.Maximum} {
		if v == nil {
			continue
		}
		if n, err := strconv.ParseInt(v.Text, 10, 64); err == nil {
			choices = append(choices, strconv.FormatInt(n-1, 10), strconv.FormatInt(n+1, 10))
		}
		if n, err := strconv.ParseFloat(v.Text, 64); err == nil && n < 1e9 {
			choices = append(choices, fmt.Sprintf("%.3f", n-0.125), fmt.Sprintf("%.3f", n+0.125))
		}
	}
	return json.Number(choices[m.IntN(len(choices))])
}
