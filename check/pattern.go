package check

import (
	"regexp"
	"sync"
	"unicode/utf8"
)

// A Pattern is a regular expression in the syntax of package regexp. It is
// compiled when it is first used, so that it costs nothing when a program
// starts; simple ones, for which Steps stand, are never compiled.
type Pattern struct {
	Text string
	// Steps say what the pattern says, when it is one of those that are read
	// from the first character to the last without ever going back.
	Steps []Step

	once sync.Once
	re   *regexp.Regexp
}

// A Step is some characters of a set, as many as there are.
type Step struct {
	Set      [2]uint64 // of ASCII characters, a bit for each
	Others   bool      // all other characters are in the set as well
	Min, Max int       // of characters; a Max below 0 is none
}

// Matches wants some part of value to match the pattern.
func Matches[T ~string](v *Violations, value T, p *Pattern) {
	if !p.Match(string(value)) {
		v.Add("does not match the pattern " + p.Text)
	}
}

// Match reports whether some part of s matches the pattern. The generator has
// made sure that the pattern compiles.
func (p *Pattern) Match(s string) bool {
	if p.Steps != nil {
		return match(p.Steps, s)
	}
	p.once.Do(func() { p.re = regexp.MustCompile(p.Text) })
	return p.re.MatchString(s)
}

func match(steps []Step, s string) bool {
	i := 0
	for k := range steps {
		step, n := &steps[k], 0
		for i < len(s) && n != step.Max {
			size := 1
			if c := s[i]; c >= utf8.RuneSelf {
				if !step.Others {
					break
				}
				_, size = utf8.DecodeRuneInString(s[i:])
			} else if step.Set[c>>6]>>(c&63)&1 == 0 {
				break
			}
			i += size
			n++
		}
		if n < step.Min {
			return false
		}
	}
	return i == len(s)
}
