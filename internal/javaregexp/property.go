package javaregexp

import (
	"fmt"
	"strings"
	"unicode"
)

// posix are the classes \p{NAME} of ASCII.
var posix = map[string]set{
	"Lower": lower, "Upper": upper, "ASCII": {{0, 0x7F}}, "Alpha": letters, "Digit": digits, "Alnum": alnum,
	"Punct": punctuated, "Graph": {{'!', '~'}}, "Print": {{' ', '~'}}, "Blank": {{'\t', '\t'}, {' ', ' '}},
	"Cntrl": {{0, 0x1F}, {0x7F, 0x7F}}, "XDigit": {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}, "Space": spaces,
}

// properties are the methods java.lang.Character.isNAME and the binary properties
// of Unicode that Java knows, in lower case and without is or java before them.
var properties = map[string]func() set{
	"lowercase":               func() set { return ofTable(unicode.Ll, unicode.Other_Lowercase) },
	"uppercase":               func() set { return ofTable(unicode.Lu, unicode.Other_Uppercase) },
	"titlecase":               func() set { return ofTable(unicode.Lt) },
	"alphabetic":              func() set { return ofTable(unicode.L, unicode.Nl, unicode.Other_Alphabetic) },
	"letter":                  func() set { return ofTable(unicode.L) },
	"digit":                   func() set { return ofTable(unicode.Nd) },
	"letterordigit":           func() set { return ofTable(unicode.L, unicode.Nd) },
	"ideographic":             func() set { return ofTable(unicode.Ideographic) },
	"punctuation":             func() set { return ofTable(unicode.P) },
	"control":                 func() set { return ofTable(unicode.Cc) },
	"isocontrol":              func() set { return ofTable(unicode.Cc) },
	"white_space":             func() set { return ofTable(unicode.White_Space) },
	"whitespace":              javaWhitespace,
	"spacechar":               func() set { return ofTable(unicode.Z) },
	"hex_digit":               func() set { return ofTable(unicode.Nd, unicode.Hex_Digit) },
	"join_control":            func() set { return ofTable(unicode.Join_Control) },
	"noncharacter_code_point": func() set { return ofTable(unicode.Noncharacter_Code_Point) },
	"assigned":                assigned,
	"defined":                 assigned,
}

// javaWhitespace is Character.isWhitespace: no space that keeps words together.
func javaWhitespace() set {
	glue := set{{0xA0, 0xA0}, {0x2007, 0x2007}, {0x202F, 0x202F}}
	return union(ofTable(unicode.Z).and(glue.not()), set{{'\t', '\r'}, {0x1C, 0x1F}})
}

func assigned() set {
	return ofTable(unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C)
}

// categories of Java that Go has no table of.
var unions = map[string]func() set{
	"LC": func() set { return ofTable(unicode.Lu, unicode.Ll, unicode.Lt) },
	"LD": func() set { return ofTable(unicode.L, unicode.Nd) },
	"L1": func() set { return set{{0, 0xFF}} },
	"Cn": func() set { return assigned().not() },
	"C":  func() set { return union(ofTable(unicode.C), assigned().not()) },
}

// wide are the properties that classes of ASCII are named after, with (?U).
var wide = map[string]string{
	"Lower": "lowercase", "Upper": "uppercase", "Alpha": "alphabetic", "Digit": "digit", "Punct": "punctuation",
	"Cntrl": "control", "XDigit": "hex_digit", "Space": "white_space",
}

// property is what \p{name} takes; with (?U) the classes of ASCII are those of
// Unicode.
func property(name string, unicodeClass bool) (set, error) {
	unknown := fmt.Errorf("\\p{%s} is no class of characters", name)
	if key, value, found := strings.Cut(name, "="); found {
		switch strings.ToLower(key) {
		case "general_category", "gc":
			return category(value, unknown)
		case "script", "sc":
			return script(value, unknown)
		}
		return nil, unknown
	}
	if key := wide[name]; unicodeClass && key != "" {
		return properties[key](), nil
	}
	if s, ok := posix[name]; ok {
		return s, nil
	}
	if rest, ok := strings.CutPrefix(name, "java"); ok {
		if p := properties[strings.ToLower(rest)]; p != nil {
			return p(), nil
		}
		return nil, unknown
	}
	if rest, ok := strings.CutPrefix(name, "Is"); ok {
		key := strings.ToLower(rest)
		if key == "whitespace" {
			key = "white_space" // Java's own is javaWhitespace
		}
		if p := properties[key]; p != nil {
			return p(), nil
		}
		if s, err := category(rest, unknown); err == nil {
			return s, nil
		}
		return script(rest, unknown)
	}
	return category(name, unknown)
}

func category(name string, unknown error) (set, error) {
	if s := unions[name]; s != nil {
		return s(), nil
	}
	if t := unicode.Categories[name]; t != nil {
		return ofTable(t), nil
	}
	return nil, unknown
}

func script(name string, unknown error) (set, error) {
	for known, t := range unicode.Scripts {
		if strings.EqualFold(known, name) {
			return ofTable(t), nil
		}
	}
	return nil, unknown
}
