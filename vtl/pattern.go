package vtl

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// A pattern is a compiled java.util.regex.Pattern. Java's engine backtracks, and
// some patterns then take longer than anybody waits. So there are two: where
// Go's own engine finds the same matches it does so in a time that grows with the
// text alone, which is charged as steps; everything else has an engine that
// backtracks, and little time.
type pattern struct {
	source       string
	linear       *regexp.Regexp // nil when there is none of the same meaning
	instructions int            // of linear
	oneLine      bool           // linear means the same in texts of one line alone
	ascii        bool           // linear means the same in ASCII alone
	backtracking *regexp2.Regexp
}

// A match is where a match and its groups begin and end, in bytes; -1 for a
// group that takes no part.
type match []int

// patternTime is what the backtracking engine has for all matches of a rendering,
// matchTime for one attempt. It is time on the clock: an attempt that a busy
// machine interrupted is made again.
const (
	patternTime = 50 * time.Millisecond
	matchTime   = 15 * time.Millisecond
)

// clockPeriod is how often the library reads its clock. That is for all its
// users, so it has to be told before the first match.
var clockPeriod = setClock(5 * time.Millisecond)

func setClock(period time.Duration) time.Duration {
	regexp2.SetTimeoutCheckPeriod(period)
	return period
}

// tooLong replaces the engine's error, which repeats the whole text.
func (p *pattern) tooLong() error {
	return fmt.Errorf("regular expression %q: %w", p.source, ErrPattern)
}

// patternCache holds the patterns a template has used, up to a number.
type patternCache struct {
	mu       sync.Mutex
	patterns map[string]*pattern
}

const maxPatterns = 64

func (c *patternCache) compile(source string) (*pattern, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.patterns[source]; p != nil {
		return p, nil
	}
	translated := fromJava(source)
	backtracking, err := regexp2.Compile(translated, regexp2.None)
	if err != nil {
		return nil, fmt.Errorf("regular expression %q: %w", source, err)
	}
	backtracking.MatchTimeout = matchTime - clockPeriod // which the library adds
	p := &pattern{source: source, backtracking: backtracking}
	p.compileLinear(translated)
	if c.patterns == nil || len(c.patterns) >= maxPatterns {
		c.patterns = make(map[string]*pattern)
	}
	c.patterns[source] = p
	return p, nil
}

// compileLinear compiles a pattern for Go's engine. A pattern that it does not
// know has to backtrack. One that may match nothing is left to the other engine
// as well: Go leaves empty matches out that Java finds.
func (p *pattern) compileLinear(source string) {
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil || matchesNothing(tree) || bareBrace(source) && hasBrace(tree) {
		return
	}
	p.limits(tree)
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return
	}
	if p.linear, err = regexp.Compile(source); err != nil {
		p.linear = nil
	}
	p.instructions = len(program.Inst)
}

// bareBrace reports whether a pattern has a brace that is not escaped.
func bareBrace(source string) bool { return strings.Count(source, "{") > strings.Count(source, `\{`) }

// hasBrace reports whether Go's engine looks for a brace. Where it takes the
// braces of a{00} for text, Java's counts.
func hasBrace(re *syntax.Regexp) bool {
	return re.Op == syntax.OpLiteral && slices.Contains(re.Rune, '{') || slices.ContainsFunc(re.Sub, hasBrace)
}

// limits notes what the engines do not mean the same by: the ends of lines, and
// letters beyond ASCII.
func (p *pattern) limits(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpAnyCharNotNL, syntax.OpBeginLine, syntax.OpEndLine:
		p.oneLine = true
	case syntax.OpEndText:
		p.oneLine = p.oneLine || re.Flags&syntax.WasDollar != 0
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		p.ascii = true
	}
	p.ascii = p.ascii || re.Flags&syntax.FoldCase != 0
	for _, sub := range re.Sub {
		p.limits(sub)
	}
}

// matchesNothing reports whether a pattern may match the empty text.
func matchesNothing(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return matchesNothing(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || matchesNothing(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !matchesNothing(sub) {
				return false
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if matchesNothing(sub) {
				return true
			}
		}
		return false
	}
	return true
}

// isLinear reports whether Go's engine finds in a text what Java's would.
func (p *pattern) isLinear(s string) bool {
	if p.linear == nil {
		return false
	}
	if !p.oneLine && !p.ascii {
		return true
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || p.oneLine && (s[i] == '\n' || s[i] == '\r') {
			return false
		}
	}
	return true
}

// find gives up to limit matches, all for -1, in the order of the text.
func (p *pattern) find(r *renderer, s string, limit int) ([]match, error) {
	if limit == 0 {
		return nil, nil
	}
	if !p.isLinear(s) {
		return p.backtrack(r, s, limit)
	}
	if err := p.chargeLinear(r, s); err != nil {
		return nil, err
	}
	most := (r.t.limits.Steps-r.steps)/chargedMatch + 1 // more would be too many steps
	if limit < 0 || limit > most {
		limit = most
	}
	found := p.linear.FindAllStringSubmatchIndex(s, limit)
	all := make([]match, len(found))
	for i, m := range found {
		all[i] = m
	}
	return all, r.charge(chargedMatch * len(all))
}

// chargedMatch is the steps of one match.
const chargedMatch = 4

// chargeLinear counts the work of going through a text: Go's engine is at worst
// at every instruction for every byte.
func (p *pattern) chargeLinear(r *renderer, s string) error {
	return r.charge(10 + len(s)*p.instructions>>4)
}

// matches reports whether a text matches; the pattern says where.
func (p *pattern) matches(r *renderer, s string) (bool, error) {
	if p.isLinear(s) {
		if err := p.chargeLinear(r, s); err != nil {
			return false, err
		}
		return p.linear.MatchString(s), nil
	}
	var found bool
	err := p.attempt(r, func() (err error) {
		found, err = p.backtracking.MatchString(s)
		return err
	})
	if err != nil {
		return false, err
	}
	return found, r.charge(10 + len(s)>>4)
}

// attempt lets the backtracking engine try until the rendering's time for it is
// over.
func (p *pattern) attempt(r *renderer, try func() error) error {
	for r.patternTime < patternTime {
		began := time.Now()
		err := try()
		r.patternTime += time.Since(began)
		if err == nil {
			return nil
		}
	}
	return p.tooLong()
}

// backtrack finds matches with the backtracking engine, which counts in runes.
func (p *pattern) backtrack(r *renderer, s string, limit int) ([]match, error) {
	runes := []rune(s)
	offset := make([]int, 0, len(runes)+1) // in bytes, of every rune
	for i := range s {
		offset = append(offset, i)
	}
	offset = append(offset, len(s))
	var all []match
	var last *regexp2.Match
	for len(all) != limit {
		var m *regexp2.Match
		err := p.attempt(r, func() (err error) {
			if last == nil {
				m, err = p.backtracking.FindRunesMatch(runes)
			} else {
				m, err = p.backtracking.FindNextMatch(last)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if m == nil {
			break
		}
		all, last = append(all, p.groups(m, offset)), m
		if err := r.charge(chargedMatch); err != nil {
			return nil, err
		}
	}
	return all, r.charge(10 + len(s)>>4)
}

func (p *pattern) groups(m *regexp2.Match, offset []int) match {
	out := make(match, 2*m.GroupCount())
	for i := range m.GroupCount() {
		g := m.GroupByNumber(i)
		if g == nil || len(g.Captures) == 0 {
			out[2*i], out[2*i+1] = -1, -1
			continue
		}
		out[2*i], out[2*i+1] = offset[g.Index], offset[g.Index+g.Length]
	}
	return out
}

// group is the number of a named group, or -1.
func (p *pattern) group(name string) int {
	if p.linear != nil {
		return p.linear.SubexpIndex(name)
	}
	return p.backtracking.GroupNumberFromName(name)
}
