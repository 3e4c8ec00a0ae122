package validate

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/apigen-go/apigen/internal/generate/gofile"
)

// maxSteps is how long a pattern may be to become a loop.
const maxSteps = 24

// A step is some characters of a set, a check.Step in the making.
type step struct {
	set      [2]uint64
	others   bool
	min, max int
}

func (s step) write(f *gofile.File) {
	f.Printf("\t\t{Set: [2]uint64{%#x, %#x}, ", s.set[0], s.set[1])
	if s.others {
		f.Printf("Others: true, ")
	}
	f.Printf("Min: %d, Max: %d},\n", s.min, s.max)
}

func (s step) meets(o step) bool {
	return s.set[0]&o.set[0] != 0 || s.set[1]&o.set[1] != 0 || s.others && o.others
}

// loop turns a pattern from ^ to $ into steps, if it can be matched without ever
// going back: the characters of a step that may be repeated cannot start what
// follows. It is nil for other patterns.
func loop(pattern string) []step {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || re.Op != syntax.OpConcat || len(re.Sub) < 3 {
		return nil
	}
	last := len(re.Sub) - 1
	if re.Sub[0].Op != syntax.OpBeginText || re.Sub[last].Op != syntax.OpEndText {
		return nil
	}
	var steps []step
	for _, part := range re.Sub[1:last] {
		next := stepsOf(part)
		if next == nil {
			return nil
		}
		steps = append(steps, next...)
	}
	if len(steps) > maxSteps {
		return nil
	}
	for i, s := range steps {
		if s.min == s.max {
			continue
		}
		for _, after := range steps[i+1:] {
			if s.meets(after) {
				return nil
			}
			if after.min > 0 {
				break
			}
		}
	}
	return steps
}

func stepsOf(re *syntax.Regexp) []step {
	switch re.Op {
	case syntax.OpLiteral:
		var steps []step
		for _, c := range re.Rune {
			s, ok := setOf([]rune{c, c})
			if !ok || re.Flags&syntax.FoldCase != 0 {
				return nil
			}
			steps = append(steps, s)
		}
		return steps
	case syntax.OpCharClass:
		if s, ok := setOf(re.Rune); ok {
			return []step{s}
		}
	case syntax.OpAnyChar:
		s, _ := setOf([]rune{0, unicode.MaxRune})
		return []step{s}
	case syntax.OpAnyCharNotNL:
		s, _ := setOf([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune})
		return []step{s}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		of := stepsOf(re.Sub[0])
		if len(of) != 1 || of[0].min != 1 || of[0].max != 1 {
			return nil
		}
		s := of[0]
		switch re.Op {
		case syntax.OpStar:
			s.min, s.max = 0, -1
		case syntax.OpPlus:
			s.max = -1
		case syntax.OpQuest:
			s.min = 0
		default:
			s.min, s.max = re.Min, re.Max
		}
		return slices.Clip([]step{s})
	}
	return nil
}

// setOf makes a set of ranges of characters. Of characters outside ASCII it
// takes all or none.
func setOf(ranges []rune) (step, bool) {
	s := step{min: 1, max: 1}
	for i := 0; i+1 < len(ranges); i += 2 {
		low, high := ranges[i], ranges[i+1]
		for c := low; c <= high && c < utf8.RuneSelf; c++ {
			s.set[c>>6] |= 1 << (c & 63)
		}
		if high >= utf8.RuneSelf {
			if low > utf8.RuneSelf || high < unicode.MaxRune {
				return s, false
			}
			s.others = true
		}
	}
	return s, true
}
