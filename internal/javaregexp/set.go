package javaregexp

import (
	"slices"
	"unicode"
)

// A set is what a character class takes: ranges from lo to hi, in order and apart.
type set []span

type span struct{ lo, hi rune }

// The classes of Java that are ASCII without (?U), and those that are not.
var (
	digits     = set{{'0', '9'}}
	lower      = set{{'a', 'z'}}
	upper      = set{{'A', 'Z'}}
	letters    = union(upper, lower)
	alnum      = union(digits, letters)
	words      = union(alnum, set{{'_', '_'}})
	spaces     = set{{'\t', '\r'}, {' ', ' '}}
	punctuated = set{{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}
	horizontal = set{{'\t', '\t'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}}
	vertical   = set{{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}}
	lineEnds   = set{{'\n', '\n'}, {'\r', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}}
	everything = set{{0, unicode.MaxRune}}
)

func union(sets ...set) set {
	all := slices.Concat(sets...)
	slices.SortFunc(all, func(a, b span) int { return int(a.lo) - int(b.lo) })
	var out set
	for _, s := range all {
		if n := len(out); n > 0 && s.lo <= out[n-1].hi+1 {
			out[n-1].hi = max(out[n-1].hi, s.hi)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (s set) not() set {
	var out set
	next := rune(0)
	for _, r := range s {
		if r.lo > next {
			out = append(out, span{next, r.lo - 1})
		}
		next = r.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, span{next, unicode.MaxRune})
	}
	return out
}

func (s set) and(other set) set { return union(s.not(), other.not()).not() }

// folded adds the letters that differ in case alone: of ASCII, or all with (?u).
func (s set) folded(all bool) set {
	out := slices.Clone(s)
	for _, r := range s {
		if !all {
			for c := max(r.lo, 'A'); c <= min(r.hi, 'z'); c++ {
				if isLetter(c) {
					out = append(out, span{c ^ 0x20, c ^ 0x20})
				}
			}
			continue
		}
		for c := r.lo; c <= min(r.hi, lastCased); c++ {
			for f := unicode.SimpleFold(c); f != c; f = unicode.SimpleFold(f) {
				out = append(out, span{f, f})
			}
		}
	}
	return union(out)
}

// lastCased is above every letter that has a case.
const lastCased = 0x1E943

func isLetter(c rune) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

func ofTable(tables ...*unicode.RangeTable) set {
	var out set
	for _, t := range tables {
		for _, r := range t.R16 {
			out = appendRange(out, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			out = appendRange(out, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return union(out)
}

func appendRange(s set, lo, hi, stride rune) set {
	if stride == 1 {
		return append(s, span{lo, hi})
	}
	for c := lo; c <= hi; c += stride {
		s = append(s, span{c, c})
	}
	return s
}

// surrogates cannot stand in a text of Go.
var surrogates = set{{0xD800, 0xDFFF}}

// class is a class in brackets as both engines read it.
func (s set) class() []rune {
	s = s.and(surrogates.not())
	if len(s) == 0 {
		return []rune(`[^\x00-` + string(unicode.MaxRune) + `]`)
	}
	out := []rune{'['}
	for _, r := range s {
		out = appendEscaped(out, r.lo)
		if r.hi > r.lo {
			out = append(out, '-')
			out = appendEscaped(out, r.hi)
		}
	}
	return append(out, ']')
}

// appendEscaped writes a character that means itself, in a class or outside one.
func appendEscaped(out []rune, c rune) []rune {
	if c == '-' {
		return append(out, []rune(`\x2d`)...) // one of the engines misreads \- at the end of a range
	}
	if c < 0x80 && c > ' ' && c != '_' && !isLetter(c) && (c < '0' || c > '9') {
		out = append(out, '\\')
	}
	return append(out, c)
}
