package check

import (
	"math/big"
	"strings"
	"testing"
)

func TestLiteralRules(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		rule func(*Violations)
		want string
	}{
		{"past every type of Go", func(v *Violations) { LiteralMinimum(v, "99999999999999999999", "100000000000000000000") }, "is less than 100000000000000000000"},
		{"at the minimum, written otherwise", func(v *Violations) { LiteralMinimum(v, "1.50e1", "15") }, ""},
		{"negative", func(v *Violations) { LiteralMaximum(v, "-1.5", "-1.6") }, "is more than -1.6"},
		{"above", func(v *Violations) { LiteralAbove(v, "0.0", "0") }, "is not more than 0"},
		{"just above", func(v *Violations) { LiteralAbove(v, "1e-300", "0") }, ""},
		{"below", func(v *Violations) { LiteralBelow(v, "1", "1.0") }, "is not less than 1.0"},
		{"an exponent past every machine", func(v *Violations) { LiteralMaximum(v, "1e99999999999999999999", "5") }, "is more than 5"},
		{"one of them", func(v *Violations) { LiteralEnum(v, "1.0", "1", "2.5") }, ""},
		{"none of them", func(v *Violations) { LiteralEnum(v, "3", "1", "2.5") }, "is not one of 1, 2.5"},
		{"multiple", func(v *Violations) { LiteralMultiple(v, "0.3", "0.1") }, ""},
		{"no multiple", func(v *Violations) { LiteralMultiple(v, "0.35", "0.1") }, "is not a multiple of 0.1"},
		{"large multiple", func(v *Violations) { LiteralMultiple(v, "3e1000000", "7") }, "is not a multiple of 7"},
		{"zero is a multiple", func(v *Violations) { LiteralMultiple(v, "0e-5", "7") }, ""},
		{"no number", func(v *Violations) {
			LiteralMinimum(v, "", "1")
			LiteralMultiple(v, "x", "1")
			LiteralEnum(v, "1x", "2")
		}, ""},
	} {
		var v Violations
		tt.rule(&v)
		got := ""
		if v.Count() > 0 {
			got = v.List()[0].Detail
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// FuzzDecimals holds comparing and dividing against package big.
func FuzzDecimals(f *testing.F) {
	f.Add("1.50e1", "15")
	f.Add("-0.0", "0")
	f.Add("100", "0.25")
	f.Add("12345678901234567890e-3", "3e2")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, ok := decimalOf(x)
		b, isNumber := decimalOf(y)
		small := func(d decimal) bool { return d.exp > -300 && d.exp < 300 && len(d.digits) < 300 }
		if !ok || !isNumber || !small(a) || !small(b) {
			return
		}
		m, n := rational(t, x), rational(t, y)
		if order, _ := compare(x, y); order != m.Cmp(n) {
			t.Errorf("compare(%s, %s) = %d", x, y, order)
		}
		if b.sign() > 0 && len(b.digits) <= 17 {
			if got, want := a.isMultiple(b), new(big.Rat).Quo(m, n).IsInt(); got != want {
				t.Errorf("%s is a multiple of %s: %t", x, y, got)
			}
		}
	})
}

func rational(t *testing.T, literal string) *big.Rat {
	t.Helper()
	if _, exp, ok := strings.Cut(strings.ToLower(literal), "e"); ok && len(exp) > 5 {
		t.Skip("zero with an exponent that package big computes")
	}
	n, ok := new(big.Rat).SetString(literal)
	if !ok {
		t.Fatalf("%q is a number, and package big says no", literal)
	}
	return n
}
