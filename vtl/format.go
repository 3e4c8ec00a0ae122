package vtl

import (
	"fmt"
	"strings"
)

// formatText is String.format for the conversions %s, %d, %x, %o, %f, %e, %b, %n
// and %%, with flags, width and precision. Another conversion is an error.
func formatText(r *renderer, _ Value, args []Value) (Value, error) {
	if len(args) == 0 {
		return Value{}, ErrNoMethod
	}
	pattern, ok := args[0].Text()
	if !ok {
		return Value{}, ErrNoMethod
	}
	args = args[1:]
	if len(args) == 1 && args[0].kind == KindList && args[0].List().flavour == javaArray {
		args = args[0].List().elems
	}
	var b strings.Builder
	next := 0
	for {
		text, rest, found := strings.Cut(pattern, "%")
		b.WriteString(text)
		if !found {
			return Str(b.String()), r.chargeText(b.Len())
		}
		end := strings.IndexFunc(rest, func(c rune) bool { return !strings.ContainsRune("-+ 0,(#.123456789", c) })
		if end < 0 {
			return Value{}, fmt.Errorf("format %q ends inside a conversion", args)
		}
		flags, conversion := rest[:end], rest[end]
		pattern = rest[end+1:]
		if conversion == '%' || conversion == 'n' {
			b.WriteByte(map[byte]byte{'%': '%', 'n': '\n'}[conversion])
			continue
		}
		if next >= len(args) {
			return Value{}, fmt.Errorf("format has no argument for %%%s%c", flags, conversion)
		}
		s, err := r.convert(flags, conversion, args[next])
		if err != nil {
			return Value{}, err
		}
		next++
		b.WriteString(s)
		if b.Len() > r.max {
			return Value{}, ErrOutput
		}
	}
}

// convert formats one argument. Go's verbs do what Java's conversions do, for
// those that are let through.
func (r *renderer) convert(flags string, conversion byte, v Value) (string, error) {
	if digits := strings.FieldsFunc(flags, func(c rune) bool { return c < '0' || c > '9' }); len(strings.Join(digits, "")) > 6 {
		return "", ErrOutput
	}
	verb := "%" + flags + string(conversion)
	switch conversion {
	case 's', 'S':
		s, err := r.text(v)
		if conversion == 'S' {
			s = strings.ToUpper(s)
		}
		return fmt.Sprintf("%"+flags+"s", s), err
	case 'd', 'x', 'X', 'o':
		switch {
		case v.kind == KindInt && conversion != 'd' && v.Int() < 0:
			return fmt.Sprintf(verb, uint32(v.Int())), nil
		case v.kind == KindInt:
			return fmt.Sprintf(verb, v.Int()), nil
		case v.kind == KindBig:
			return fmt.Sprintf(verb, v.big()), nil
		}
	case 'f', 'e', 'E':
		if v.kind == KindFloat {
			return fmt.Sprintf(verb, v.Float()), nil
		}
	case 'b':
		return fmt.Sprintf("%"+flags+"t", v.kind == KindBool && v.Bool() || v.kind != KindBool && !v.IsNull()), nil
	}
	return "", fmt.Errorf("format %%%s%c cannot print %s", flags, conversion, v)
}
