package vtl

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// stringMethods are those of java.lang.String. Places in a string count UTF-16
// units, as in Java.
var stringMethods = []signature{
	{"length()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Int(int64(units(v.str))), nil
	}},
	{"isEmpty()", func(_ *renderer, v Value, _ []Value) (Value, error) { return Bool(v.str == ""), nil }},
	{"isBlank()", func(_ *renderer, v Value, _ []Value) (Value, error) {
		return Bool(strings.TrimSpace(v.str) == ""), nil
	}},
	{"charAt(index)", func(_ *renderer, v Value, args []Value) (Value, error) {
		if err := onlyInts(args); err != nil {
			return Value{}, err
		}
		return slice(v.str, args[0].Int(), args[0].Int()+1)
	}},
	{"substring(begin)", func(_ *renderer, v Value, args []Value) (Value, error) {
		if err := onlyInts(args); err != nil {
			return Value{}, err
		}
		return slice(v.str, args[0].Int(), int64(units(v.str)))
	}},
	{"substring(begin, end)", substring},
	{"subSequence(begin, end)", substring},
	{"indexOf(text)", indexIn(false)},
	{"indexOf(text, from)", indexIn(false)},
	{"lastIndexOf(text)", indexIn(true)},
	{"lastIndexOf(text, from)", indexIn(true)},
	{"contains(text)", withText(func(s, x string) Value { return Bool(strings.Contains(s, x)) })},
	{"startsWith(prefix)", withText(func(s, x string) Value { return Bool(strings.HasPrefix(s, x)) })},
	{"startsWith(prefix, from)", func(_ *renderer, v Value, args []Value) (Value, error) {
		prefix, ok := args[0].Text()
		if !ok || args[1].kind != KindInt {
			return Value{}, ErrNoMethod
		}
		rest, err := slice(v.str, args[1].Int(), int64(units(v.str)))
		return Bool(err == nil && strings.HasPrefix(rest.str, prefix)), nil
	}},
	{"endsWith(suffix)", withText(func(s, x string) Value { return Bool(strings.HasSuffix(s, x)) })},
	{"equalsIgnoreCase(text)", withText(func(s, x string) Value { return Bool(strings.EqualFold(s, x)) })},
	{"compareTo(text)", withText(func(s, x string) Value { return Int(int64(compareJava(s, x))) })},
	{"compareToIgnoreCase(text)", slow(withText(func(s, x string) Value {
		fold := func(s string) string { return strings.ToLower(strings.ToUpper(s)) }
		return Int(int64(compareJava(fold(s), fold(x))))
	}))},
	{"contentEquals(text)", withText(func(s, x string) Value { return Bool(s == x) })},
	{"concat(text)", made(withText(func(s, x string) Value { return Str(s + x) }))},
	{"replace(old, new)", replaceText},
	{"replaceAll(regex, replacement)", replaceRegexp(-1)},
	{"replaceFirst(regex, replacement)", replaceRegexp(1)},
	{"matches(regex)", matches},
	{"split(regex)", split},
	{"split(regex, limit)", split},
	{"toLowerCase()", slow(made(onText(strings.ToLower)))},
	{"toUpperCase()", slow(made(onText(func(s string) string {
		return strings.ReplaceAll(strings.ToUpper(s), "ß", "SS")
	})))},
	{"trim()", onText(func(s string) string {
		return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	})},
	{"strip()", onText(strings.TrimSpace)},
	{"intern()", onText(func(s string) string { return s })},
	{"repeat(count)", func(r *renderer, v Value, args []Value) (Value, error) {
		if err := onlyInts(args); err != nil {
			return Value{}, err
		}
		n := args[0].Int()
		switch {
		case n < 0:
			return Value{}, fmt.Errorf("count is negative: %d", n)
		case v.str == "":
			return v, nil
		case n > int64(r.max/len(v.str)):
			return Value{}, ErrOutput
		}
		return Str(strings.Repeat(v.str, int(n))), r.chargeText(len(v.str) * int(n))
	}},
	{"hashCode()", func(r *renderer, v Value, _ []Value) (Value, error) {
		h := int32(0)
		for u := range utf16Units(v.str) {
			h = 31*h + int32(u)
		}
		return Int(int64(h)), r.chargeText(len(v.str))
	}},
	{"getBytes()", func(r *renderer, v Value, _ []Value) (Value, error) {
		return r.array(len(v.str), func(i int) Value { return Int(int64(int8(v.str[i]))) })
	}},
	{"toCharArray()", func(r *renderer, v Value, _ []Value) (Value, error) {
		runes := []rune(v.str)
		return r.array(len(runes), func(i int) Value { return Str(string(runes[i])) })
	}},
	{"valueOf(value)", func(r *renderer, _ Value, args []Value) (Value, error) {
		s, err := r.text(args[0])
		return Str(s), err
	}},
	{"join(delimiter, elements)", joinText},
	{"format(pattern, ...)", formatText},
}

// units is the length of a string in UTF-16.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// offset is where in s the UTF-16 unit i is.
func offset(s string, i int) int {
	n := 0
	for at, r := range s {
		if n >= i {
			return at
		}
		n++
		if r > 0xffff {
			n++
		}
	}
	return len(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// slice is the text from one UTF-16 unit to another.
func slice(s string, from, to int64) (Value, error) {
	n := int64(len(s))
	ascii := isASCII(s)
	if !ascii {
		n = int64(units(s))
	}
	if from < 0 || to > n || from > to {
		return Value{}, fmt.Errorf("characters %d to %d of a string of %d", from, to, n)
	}
	if !ascii {
		return Str(s[offset(s, int(from)):offset(s, int(to))]), nil
	}
	return Str(s[from:to]), nil
}

func substring(_ *renderer, v Value, args []Value) (Value, error) {
	if err := onlyInts(args); err != nil {
		return Value{}, err
	}
	return slice(v.str, args[0].Int(), args[1].Int())
}

func withText(f func(s, x string) Value) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		x, ok := args[0].Text()
		if !ok {
			return Value{}, ErrNoMethod
		}
		return f(v.str, x), r.chargeText(len(v.str) + len(x))
	}
}

func onText(f func(string) string) method {
	return func(_ *renderer, v Value, _ []Value) (Value, error) { return Str(f(v.str)), nil }
}

// slow counts the work of a method that looks every letter up.
func slow(m method) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		steps := len(v.str)
		for i := range args {
			steps += len(args[i].str)
		}
		if err := r.charge(steps >> 3); err != nil {
			return Value{}, err
		}
		return m(r, v, args)
	}
}

// made counts the work of the text that a method makes.
func made(m method) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		result, err := m(r, v, args)
		if err != nil {
			return result, err
		}
		return result, r.chargeText(len(result.str))
	}
}

// indexIn finds the first or last place of a text or of a character's number.
func indexIn(last bool) method {
	return func(r *renderer, v Value, args []Value) (Value, error) {
		x, ok := args[0].Text()
		if !ok && onlyInts(args[:1]) == nil {
			x, ok = string(rune(args[0].Int())), true
		}
		if !ok || onlyInts(args[1:]) != nil {
			return Value{}, ErrNoMethod
		}
		from, s := 0, v.str
		if len(args) == 2 {
			at := offset(s, int(min(max(args[1].Int(), 0), int64(len(s)))))
			if last {
				s = s[:min(at+len(x), len(s))]
			} else {
				from = at
			}
		}
		i := strings.Index(s[from:], x)
		if last {
			i = strings.LastIndex(s, x)
		}
		if i < 0 {
			return Int(-1), r.chargeText(len(s))
		}
		return Int(int64(units(s[:from+i]))), r.chargeText(len(s))
	}
}

// compareJava orders strings by their UTF-16 units and tells how far the first
// different ones, or the lengths, are apart.
func compareJava(a, b string) int {
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x != y {
			return distance(x, y)
		}
		a, b = a[n:], b[m:]
	}
	return units(a) - units(b)
}

// distance is how far the first different UTF-16 units of two characters are
// apart.
func distance(x, y rune) int {
	high1, low1 := utf16.EncodeRune(x)
	high2, low2 := utf16.EncodeRune(y)
	if x > 0xffff && y > 0xffff && high1 == high2 {
		return int(low1 - low2)
	}
	if x > 0xffff {
		x = high1
	}
	if y > 0xffff {
		y = high2
	}
	return int(x - y)
}

// utf16Units goes over the UTF-16 units of a string.
func utf16Units(s string) iter.Seq[uint16] {
	return func(yield func(uint16) bool) {
		for _, r := range s {
			if r > 0xffff {
				high, low := utf16.EncodeRune(r)
				if !yield(uint16(high)) || !yield(uint16(low)) {
					return
				}
			} else if !yield(uint16(r)) {
				return
			}
		}
	}
}

func replaceText(r *renderer, v Value, args []Value) (Value, error) {
	old, ok1 := args[0].Text()
	with, ok2 := args[1].Text()
	if !ok1 || !ok2 {
		return Value{}, ErrNoMethod
	}
	if err := r.chargeReplacement(v.str, strings.Count(v.str, old), len(with)); err != nil {
		return Value{}, err
	}
	return Str(strings.ReplaceAll(v.str, old, with)), nil
}

// chargeReplacement counts the work of putting texts of a length into s, before
// it is done.
func (r *renderer) chargeReplacement(s string, places, length int) error {
	if length > 0 && places > r.max/length {
		return ErrOutput
	}
	return r.chargeText(len(s) + places*length)
}

func (r *renderer) array(n int, at func(int) Value) (Value, error) {
	if err := r.charge(n); err != nil {
		return Value{}, err
	}
	elems := make([]Value, n)
	for i := range elems {
		elems[i] = at(i)
	}
	return FromList(&List{elems: elems, flavour: javaArray}), nil
}

func joinText(r *renderer, _ Value, args []Value) (Value, error) {
	delimiter, ok := args[0].Text()
	l := args[1].List()
	if !ok || l == nil {
		return Value{}, ErrNoMethod
	}
	p := printer{max: r.max}
	for i := range l.Len() {
		if i > 0 {
			p.out = append(p.out, delimiter...)
		}
		p.value(l.At(i))
	}
	if p.err != nil {
		return Value{}, p.err
	}
	return Str(string(p.out)), r.chargeText(len(p.out))
}
