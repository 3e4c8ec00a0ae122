package validate

import (
	"fmt"
	"go/types"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/gofile"
)

// Rules writes calls of the rules of package check.
type Rules struct {
	f        *gofile.File
	patterns []string
}

// NewRules writes into f.
func NewRules(f *gofile.File) *Rules { return &Rules{f: f} }

// A Sink is where violations go: a variable with the method Add, and the
// pointer to the Violations the rules take.
type Sink struct{ Variable, Pointer string }

// Ruled reports whether a schema, itself and not what is inside of it, has a
// rule that values of t do not keep by themselves.
func Ruled(s *contract.Schema, t types.Type) bool {
	c := &s.Constraints
	narrows := func(v *contract.Value, upper bool) bool {
		basic, ok := t.Underlying().(*types.Basic)
		if v == nil || !ok || basic.Info()&types.IsNumeric == 0 {
			return v != nil
		}
		text, err := limit(v, basic, upper)
		return text != "" || err != nil
	}
	return len(s.Enum) > 0 || narrows(c.Minimum, false) || narrows(c.Maximum, true) ||
		c.ExclusiveMinimum != nil || c.ExclusiveMaximum != nil || c.MultipleOf != nil ||
		c.MinLength != nil || c.MaxLength != nil || c.Pattern != "" ||
		c.MinItems != nil || c.MaxItems != nil || c.UniqueItems || c.MinProperties != nil || c.MaxProperties != nil
}

// Scalar writes the rules of a string or a number whose value is expr, of type
// t. Formats are no rules: API Gateway does not check them either.
func (r *Rules) Scalar(to Sink, s *contract.Schema, t types.Type, expr string) error {
	c := &s.Constraints
	basic, ok := t.Underlying().(*types.Basic)
	if ok && basic.Info()&types.IsString != 0 && (s.Kind == contract.Integer || s.Kind == contract.Number) {
		return r.literal(to, s, expr)
	}
	r.enum(to, s.Enum, expr)
	if !ok || basic.Info()&types.IsNumeric == 0 && numeric(c) {
		if Ruled(s, t) {
			return fmt.Errorf("a %s cannot have a numeric limit", t)
		}
		return nil
	}
	if basic.Info()&types.IsNumeric != 0 {
		return r.number(to, c, basic, expr)
	}
	check := r.check()
	if c.MinLength != nil && *c.MinLength > 0 {
		r.f.Printf("%s.MinLength(%s, %s, %d)\n", check, to.Pointer, expr, *c.MinLength)
	}
	if c.MaxLength != nil {
		r.f.Printf("%s.MaxLength(%s, %s, %d)\n", check, to.Pointer, expr, *c.MaxLength)
	}
	if c.Pattern != "" {
		name, err := r.pattern(c.Pattern)
		if err != nil {
			return err
		}
		r.f.Printf("%s.Matches(%s, %s, &%s)\n", check, to.Pointer, expr, name)
	}
	return nil
}

// literal writes the rules of a number that is kept as it is written.
func (r *Rules) literal(to Sink, s *contract.Schema, expr string) error {
	c := &s.Constraints
	if len(s.Enum) > 0 {
		var texts []string
		for _, v := range s.Enum {
			texts = append(texts, strconv.Quote(v.Value.Text))
		}
		r.f.Printf("%s.LiteralEnum(%s, %s, %s)\n", r.check(), to.Pointer, expr, strings.Join(texts, ", "))
	}
	for _, l := range []struct {
		rule  string
		value *contract.Value
	}{
		{"Minimum", c.Minimum}, {"Maximum", c.Maximum}, {"Above", c.ExclusiveMinimum}, {"Below", c.ExclusiveMaximum}, {"Multiple", c.MultipleOf},
	} {
		if l.value == nil {
			continue
		}
		n, ok := new(big.Rat).SetString(l.value.Text)
		if !ok || l.rule == "Multiple" && (n.Sign() <= 0 || len(l.value.Text) > 17) {
			return fmt.Errorf("a number cannot have the limit %q", l.value.Text)
		}
		r.f.Printf("%s.Literal%s(%s, %s, %q)\n", r.check(), l.rule, to.Pointer, expr, l.value.Text)
	}
	return nil
}

// Length writes the rules of how many items or members there are.
func (r *Rules) Length(to Sink, s *contract.Schema, length string) {
	c := &s.Constraints
	for _, l := range []struct {
		rule  string
		limit *int
	}{{"MinItems", c.MinItems}, {"MaxItems", c.MaxItems}, {"MinProperties", c.MinProperties}, {"MaxProperties", c.MaxProperties}} {
		if l.limit != nil && (*l.limit > 0 || strings.HasPrefix(l.rule, "Max")) {
			r.f.Printf("%s.%s(%s, %s, %d)\n", r.check(), l.rule, to.Pointer, length, *l.limit)
		}
	}
}

// Unique writes the rule that items are unlike each other.
func (r *Rules) Unique(to Sink, s *contract.Schema, item types.Type, expr string) {
	if !s.Constraints.UniqueItems {
		return
	}
	rule := "UniqueJSON"
	if _, ok := item.Underlying().(*types.Basic); ok && formOf(resolved(s.Items), item) == scalar {
		rule = "Unique"
	}
	r.f.Printf("%s.%s(%s, %s)\n", r.check(), rule, to.Pointer, expr)
}

func (r *Rules) check() string { return r.f.Use(CheckPackage, "check") }

func (r *Rules) enum(to Sink, enum []contract.EnumValue, expr string) {
	if len(enum) == 0 {
		return
	}
	var cases, texts []string
	for _, v := range enum {
		if l := literal(&v.Value); !slices.Contains(cases, l) {
			cases, texts = append(cases, l), append(texts, v.Value.Text)
		}
	}
	r.f.Printf("switch %s {\ncase %s:\ndefault:\n", expr, strings.Join(cases, ", "))
	r.f.Printf("%s.Add(%q)\n}\n", to.Variable, "is not one of "+strings.Join(texts, ", "))
}

// literal is the Go literal of a JSON scalar, as an untyped constant.
func literal(v *contract.Value) string {
	if v.Kind == contract.String {
		return strconv.Quote(v.Text)
	}
	return v.Text
}

func (r *Rules) number(to Sink, c *contract.Constraints, t *types.Basic, expr string) error {
	for _, l := range []struct {
		rule  string
		value *contract.Value
	}{{"Minimum", c.Minimum}, {"Maximum", c.Maximum}, {"Above", c.ExclusiveMinimum}, {"Below", c.ExclusiveMaximum}} {
		if l.value == nil {
			continue
		}
		upper := l.rule == "Maximum" || l.rule == "Below"
		text, err := limit(l.value, t, upper)
		if l.rule == "Above" || l.rule == "Below" {
			text, err = exclusive(l.value, t, upper)
		}
		if err != nil {
			return err
		}
		if text != "" {
			r.f.Printf("%s.%s(%s, %s, %s)\n", r.check(), l.rule, to.Pointer, expr, text)
		}
	}
	if c.MultipleOf == nil {
		return nil
	}
	step, ok := new(big.Rat).SetString(c.MultipleOf.Text)
	switch {
	case !ok || step.Sign() <= 0:
		return fmt.Errorf("multipleOf %q is not a number above 0", c.MultipleOf.Text)
	case t.Info()&types.IsInteger == 0:
		r.f.Printf("%s.MultipleOf(%s, %s, %q)\n", r.check(), to.Pointer, expr, c.MultipleOf.Text)
	case !step.IsInt():
		return fmt.Errorf("an integer cannot be a multiple of %s", c.MultipleOf.Text)
	case inside(step.Num(), t):
		r.f.Printf("%s.Multiple(%s, %s, %s)\n", r.check(), to.Pointer, expr, step.Num())
	default:
		return fmt.Errorf("no %s but 0 is a multiple of %s", t, c.MultipleOf.Text)
	}
	return nil
}

func numeric(c *contract.Constraints) bool {
	return c.Minimum != nil || c.Maximum != nil || c.ExclusiveMinimum != nil || c.ExclusiveMaximum != nil || c.MultipleOf != nil
}

// exclusive is a limit that no value may have, as a Go constant of type t.
func exclusive(v *contract.Value, t *types.Basic, upper bool) (string, error) {
	n, ok := new(big.Rat).SetString(v.Text)
	switch {
	case !ok:
		return "", fmt.Errorf("limit %q is not a number", v.Text)
	case t.Info()&types.IsInteger == 0:
		return v.Text, nil
	}
	whole := new(big.Int).Div(n.Num(), n.Denom()) // rounds down
	if !n.IsInt() && upper {
		whole.Add(whole, big.NewInt(1))
	}
	if low, high := bounds(t); upper && whole.Cmp(high) > 0 || !upper && whole.Cmp(low) < 0 {
		return "", nil
	} else if whole.Cmp(low) < 0 || whole.Cmp(high) > 0 {
		return "", fmt.Errorf("no %s meets the limit %s", t, v.Text)
	}
	return whole.String(), nil
}

// limit is a limit as a Go constant of type t; empty when every value of t is
// inside of it. A fraction says of an integer what the next integer inside says.
func limit(v *contract.Value, t *types.Basic, upper bool) (string, error) {
	n, ok := new(big.Rat).SetString(v.Text)
	if !ok {
		return "", fmt.Errorf("limit %q is not a number", v.Text)
	}
	if t.Info()&types.IsInteger == 0 {
		return v.Text, nil
	}
	whole := new(big.Int).Div(n.Num(), n.Denom()) // rounds down
	if !n.IsInt() && !upper {
		whole.Add(whole, big.NewInt(1))
	}
	low, high := bounds(t)
	switch {
	case upper && whole.Cmp(high) >= 0, !upper && whole.Cmp(low) <= 0:
		return "", nil
	case !inside(whole, t):
		return "", fmt.Errorf("no %s meets the limit %s", t, v.Text)
	}
	return whole.String(), nil
}

func inside(n *big.Int, t *types.Basic) bool {
	low, high := bounds(t)
	return n.Cmp(low) >= 0 && n.Cmp(high) <= 0
}

// bounds are the least and the largest value of an integer type.
func bounds(t *types.Basic) (low, high *big.Int) {
	bits := uint(types.SizesFor("gc", "amd64").Sizeof(t)) * 8
	if t.Info()&types.IsUnsigned != 0 {
		high = new(big.Int).Lsh(big.NewInt(1), bits)
		return new(big.Int), high.Sub(high, big.NewInt(1))
	}
	high = new(big.Int).Lsh(big.NewInt(1), bits-1)
	low = new(big.Int).Neg(high)
	return low, high.Sub(high, big.NewInt(1))
}

// pattern returns the variable of a pattern.
func (r *Rules) pattern(text string) (string, error) {
	if _, err := regexp.Compile(text); err != nil {
		return "", fmt.Errorf("pattern %s: %w", text, err)
	}
	i := slices.Index(r.patterns, text)
	if i < 0 {
		i = len(r.patterns)
		r.patterns = append(r.patterns, text)
	}
	return fmt.Sprintf("pattern%d", i+1), nil
}

// Patterns writes the variables of the patterns that rules use.
func (r *Rules) Patterns() {
	if len(r.patterns) == 0 {
		return
	}
	r.f.Printf("\n// The patterns: as loops where they are simple, otherwise compiled when they\n// are first used.\nvar (\n")
	for i, text := range r.patterns {
		r.f.Printf("\tpattern%d = %s.Pattern{Text: %q", i+1, r.check(), text)
		if steps := loop(text); steps != nil {
			r.f.Printf(", Steps: []%s.Step{\n", r.check())
			for _, s := range steps {
				s.write(r.f)
			}
			r.f.Printf("\t}")
		}
		r.f.Printf("}\n")
	}
	r.f.Printf(")\n")
}
