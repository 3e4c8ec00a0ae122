package policy

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Condition holds when the values of a key compare with those wanted. See
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
type Condition struct {
	operator string
	key      string // in lower case
	want     []string
	test     test
	negated  bool // all wanted values must differ, and an absent key does
	ifExists bool // holds without the key
	null     bool // asks whether the key is absent
	forAll   bool // ForAllValues: every value of the key must compare
	forAny   bool // ForAnyValue: one must; an absent key does not
}

// A test compares a value with a wanted one.
type test func(value, want string) bool

// operators are the comparisons. Those in Not are added by [conditions].
var operators = map[string]test{
	"StringEquals":             func(v, want string) bool { return v == want },
	"StringEqualsIgnoreCase":   strings.EqualFold,
	"StringLike":               func(v, want string) bool { return Like(want, v) },
	"ArnEquals":                func(v, want string) bool { return likeARN(want, v) },
	"ArnLike":                  func(v, want string) bool { return likeARN(want, v) },
	"IpAddress":                inNetwork,
	"Bool":                     strings.EqualFold,
	"BinaryEquals":             sameBytes,
	"NumericEquals":            numbers(func(c int) bool { return c == 0 }),
	"NumericLessThan":          numbers(func(c int) bool { return c < 0 }),
	"NumericLessThanEquals":    numbers(func(c int) bool { return c <= 0 }),
	"NumericGreaterThan":       numbers(func(c int) bool { return c > 0 }),
	"NumericGreaterThanEquals": numbers(func(c int) bool { return c >= 0 }),
	"DateEquals":               dates(func(c int) bool { return c == 0 }),
	"DateLessThan":             dates(func(c int) bool { return c < 0 }),
	"DateLessThanEquals":       dates(func(c int) bool { return c <= 0 }),
	"DateGreaterThan":          dates(func(c int) bool { return c > 0 }),
	"DateGreaterThanEquals":    dates(func(c int) bool { return c >= 0 }),
}

// negations are the operators that want a comparison to fail.
var negations = map[string]string{
	"StringNotEquals": "StringEquals", "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
	"StringNotLike": "StringLike", "ArnNotEquals": "ArnEquals", "ArnNotLike": "ArnLike",
	"NotIpAddress": "IpAddress", "NumericNotEquals": "NumericEquals", "DateNotEquals": "DateEquals",
}

func conditions(raw map[string]map[string]texts) ([]Condition, error) {
	var all []Condition
	for _, operator := range slices.Sorted(maps.Keys(raw)) {
		for _, key := range slices.Sorted(maps.Keys(raw[operator])) {
			c, err := condition(operator, key, raw[operator][key])
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	return all, nil
}

func condition(operator, key string, want []string) (Condition, error) {
	c := Condition{operator: operator, key: strings.ToLower(key), want: want}
	name := operator
	name, c.forAll = cut(name, "ForAllValues:")
	name, c.forAny = cut(name, "ForAnyValue:")
	if base, ok := strings.CutSuffix(name, "IfExists"); ok {
		name, c.ifExists = base, true
	}
	if name == "Null" {
		c.null = true
		return c, nil
	}
	if base, ok := negations[name]; ok {
		name, c.negated = base, true
	}
	if c.test = operators[name]; c.test == nil {
		return c, fmt.Errorf("there is no condition operator %s", operator)
	}
	return c, nil
}

func cut(s, prefix string) (string, bool) { return strings.CutPrefix(s, prefix) }

func (c *Condition) holds(r *Request) bool {
	values, present := r.Keys[c.key]
	if c.null {
		return slices.ContainsFunc(c.want, func(w string) bool { return strings.EqualFold(w, strconv.FormatBool(!present)) })
	}
	if !present {
		return c.ifExists || c.forAll || c.negated && !c.forAny
	}
	compares := func(value string) bool {
		same := slices.ContainsFunc(c.want, func(want string) bool { return c.test(value, expand(want, r)) })
		return same != c.negated
	}
	if c.forAll || c.negated && !c.forAny {
		return !slices.ContainsFunc(values, func(v string) bool { return !compares(v) })
	}
	return slices.ContainsFunc(values, compares)
}

func inNetwork(value, want string) bool {
	addr, err := netip.ParseAddr(value)
	if err != nil {
		return false
	}
	if network, err := netip.ParsePrefix(want); err == nil {
		return network.Contains(addr.Unmap())
	}
	single, err := netip.ParseAddr(want)
	return err == nil && single.Unmap() == addr.Unmap()
}

func sameBytes(value, want string) bool {
	b, err := base64.StdEncoding.DecodeString(want)
	return err == nil && string(b) == value || value == want
}

func numbers(holds func(int) bool) test {
	return func(value, want string) bool {
		v, err := strconv.ParseFloat(value, 64)
		w, err2 := strconv.ParseFloat(want, 64)
		if err != nil || err2 != nil {
			return false
		}
		switch {
		case v < w:
			return holds(-1)
		case v > w:
			return holds(1)
		}
		return holds(0)
	}
}

func dates(holds func(int) bool) test {
	return func(value, want string) bool {
		v, ok := date(value)
		w, ok2 := date(want)
		return ok && ok2 && holds(v.Compare(w))
	}
}

// date reads ISO 8601 in the forms IAM takes, or seconds since 1970.
func date(text string) (time.Time, bool) {
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) > 4 {
		return time.Unix(seconds, 0), true
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
