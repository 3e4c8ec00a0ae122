package javaregexp

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// A Match is where a match and its groups begin and end, in bytes; -1 for a
// group that takes no part.
type Match []int

// compileLinear compiles a pattern for Go's engine. A pattern that it does not
// know has to backtrack. One that may match nothing is left to the other engine
// as well, unless only whether there is a match matters: Go leaves empty matches
// out that Java finds.
func (re *Regexp) compileLinear(source string) {
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return
	}
	if re.linear, err = regexp.Compile(source); err != nil {
		re.linear = nil
	}
	re.instructions = len(program.Inst)
	re.empty = matchesNothing(tree)
}

// matchesNothing reports whether a pattern may match the empty text.
func matchesNothing(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return matchesNothing(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || matchesNothing(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !matchesNothing(sub) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, matchesNothing)
	}
	return true
}

// IsLinear reports whether the time to judge a text grows with its length alone:
// Go's engine finds in it what Java's would.
func (re *Regexp) IsLinear(s string) bool {
	if re.linear == nil {
		return false
	}
	if !re.oneLine && !re.ascii {
		return true
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || re.oneLine && (s[i] == '\n' || s[i] == '\r') {
			return false
		}
	}
	return true
}

// CanFind reports whether FindAll finds in a text what Java would. It may not
// where IsLinear does: Go leaves out empty matches beside others.
func (re *Regexp) CanFind(s string) bool { return !re.empty && re.IsLinear(s) }

// Instructions is the length of the program of Go's engine, which is at worst at
// every one of them for every byte of a text.
func (re *Regexp) Instructions() int { return re.instructions }

// FindAll gives up to limit matches in a text for which CanFind holds.
func (re *Regexp) FindAll(s string, limit int) []Match {
	found := re.linear.FindAllStringSubmatchIndex(s, limit)
	all := make([]Match, len(found))
	for i, m := range found {
		all[i] = m
	}
	return all
}

// A Search finds the matches in a text one after the other, by backtracking.
type Search struct {
	re     *Regexp
	text   []rune
	offset []int // in bytes, of every rune and of the end
	last   *regexp2.Match
}

// Search begins to look for matches.
func (re *Regexp) Search(s string) *Search {
	f := &Search{re: re, text: []rune(s)}
	f.offset = make([]int, 0, len(f.text)+1)
	for i := range s {
		f.offset = append(f.offset, i)
	}
	f.offset = append(f.offset, len(s))
	return f
}

// Next gives the next match, or nil after the last one. After ErrTime it may be
// called again, to try once more.
func (f *Search) Next() (Match, error) {
	var m *regexp2.Match
	var err error
	if f.last == nil {
		m, err = f.re.backtracking.FindRunesMatch(f.text)
	} else {
		m, err = f.re.backtracking.FindNextMatch(f.last)
	}
	if err != nil {
		return nil, ErrTime
	}
	if m == nil {
		return nil, nil
	}
	f.last = m
	out := make(Match, 2*m.GroupCount())
	for i := range m.GroupCount() {
		out[2*i], out[2*i+1] = -1, -1
		if g := m.GroupByNumber(i); g != nil && len(g.Captures) > 0 {
			out[2*i], out[2*i+1] = f.offset[g.Index], f.offset[g.Index+g.Length]
		}
	}
	return out, nil
}
