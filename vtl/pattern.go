package vtl

import (
	"fmt"
	"sync"
	"time"

	"github.com/apigen-go/apigen/internal/javaregexp"
)

// A pattern is a regular expression of Java as a rendering uses it: where matching
// takes a time that grows with the text alone, that is charged as steps; where it
// backtracks, it has little time.
type pattern struct{ *javaregexp.Regexp }

// patternTime is what the backtracking engine has for all matches of a rendering,
// matchTime for one attempt. It is time on the clock: an attempt that a busy
// machine interrupted is made again.
const (
	patternTime = 50 * time.Millisecond
	matchTime   = 15 * time.Millisecond
)

func (p *pattern) tooLong() error {
	return fmt.Errorf("regular expression %q: %w", p, ErrPattern)
}

// patternCache holds the patterns a template has used, up to a number.
type patternCache struct {
	mu       sync.Mutex
	patterns map[patternKey]*pattern
}

type patternKey struct {
	source string
	whole  bool
}

const maxPatterns = 64

// compile gives a pattern that is looked for in a text.
func (c *patternCache) compile(source string) (*pattern, error) {
	return c.get(patternKey{source, false}, javaregexp.Compile)
}

// compileWhole gives a pattern that a whole text has to match.
func (c *patternCache) compileWhole(source string) (*pattern, error) {
	return c.get(patternKey{source, true}, javaregexp.CompileWhole)
}

func (c *patternCache) get(key patternKey, compile func(string, time.Duration) (*javaregexp.Regexp, error)) (*pattern, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.patterns[key]; p != nil {
		return p, nil
	}
	re, err := compile(key.source, matchTime)
	if err != nil {
		return nil, err
	}
	if c.patterns == nil || len(c.patterns) >= maxPatterns {
		c.patterns = make(map[patternKey]*pattern)
	}
	p := &pattern{re}
	c.patterns[key] = p
	return p, nil
}

// find gives up to limit matches, all for -1, in the order of the text.
func (p *pattern) find(r *renderer, s string, limit int) ([]javaregexp.Match, error) {
	if limit == 0 {
		return nil, nil
	}
	if !p.CanFind(s) {
		return p.backtrack(r, s, limit)
	}
	if err := p.chargeLinear(r, s); err != nil {
		return nil, err
	}
	most := (r.t.limits.Steps-r.steps)/chargedMatch + 1 // more would be too many steps
	if limit < 0 || limit > most {
		limit = most
	}
	all := p.FindAll(s, limit)
	return all, r.charge(chargedMatch * len(all))
}

// chargedMatch is the steps of one match.
const chargedMatch = 4

// chargeLinear counts the work of going through a text: Go's engine is at worst
// at every instruction for every byte.
func (p *pattern) chargeLinear(r *renderer, s string) error {
	return r.charge(10 + len(s)*p.Instructions()>>4)
}

// matches reports whether a text matches; the pattern says where.
func (p *pattern) matches(r *renderer, s string) (bool, error) {
	if p.IsLinear(s) {
		if err := p.chargeLinear(r, s); err != nil {
			return false, err
		}
		return p.MatchString(s)
	}
	var found bool
	err := p.attempt(r, func() (err error) {
		found, err = p.MatchString(s)
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

// backtrack finds matches with the backtracking engine.
func (p *pattern) backtrack(r *renderer, s string, limit int) ([]javaregexp.Match, error) {
	var all []javaregexp.Match
	search := p.Search(s)
	for len(all) != limit {
		var m javaregexp.Match
		err := p.attempt(r, func() (err error) {
			m, err = search.Next()
			return err
		})
		if err != nil {
			return nil, err
		}
		if m == nil {
			break
		}
		all = append(all, m)
		if err := r.charge(chargedMatch); err != nil {
			return nil, err
		}
	}
	return all, r.charge(10 + len(s)>>4)
}
