// Package javaregexp is java.util.regex as API Gateway's templates, models,
// selection patterns and validation expressions use it.
//
// A pattern is read as Java reads it and written anew for two engines. Java's own
// backtracks, and some patterns then take longer than anybody waits. So where Go's
// engine finds the same matches it does so, in a time that grows with the text
// alone; everything else has an engine that backtracks, and little time, which
// whoever compiles a pattern has to name.
//
// Differences to Java 17: \X, \N and blocks such as \p{InGreek} are not known,
// look-behinds may be of any length, and what an inner group of a repeated one took in an earlier round may be
// remembered differently. See
// https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/regex/Pattern.html
package javaregexp

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/dlclark/regexp2"
)

// ErrTime is a match that was not found in the time there is for it.
var ErrTime = errors.New("matching takes too long")

// A Regexp is a compiled pattern. It may be used by many goroutines.
type Regexp struct {
	source       string
	names        map[string]int // of named groups
	linear       *regexp.Regexp // nil when there is none of the same meaning
	instructions int            // of linear
	oneLine      bool           // linear means the same in texts of one line alone
	ascii        bool           // linear means the same in ASCII alone
	empty        bool           // linear may match nothing
	backtracking *regexp2.Regexp
}

// clockPeriod is how often the library reads its clock. That is for all its
// users, so it has to be told before the first match.
var clockPeriod = setClock(5 * time.Millisecond)

func setClock(period time.Duration) time.Duration {
	regexp2.SetTimeoutCheckPeriod(period)
	return period
}

// Compile reads a pattern. One match of it takes at most the given time on the
// clock, which is at least 10 ms.
func Compile(pattern string, atMost time.Duration) (*Regexp, error) {
	return compile(pattern, "", "", atMost)
}

// CompileWhole reads a pattern that has to match a text from its beginning to its
// end, as Matcher.matches does.
func CompileWhole(pattern string, atMost time.Duration) (*Regexp, error) {
	return compile(pattern, `\A(?:`, `)\z`, atMost)
}

// CompileSchema reads the pattern of a JSON schema. JSON Schema speaks of ECMA 262,
// the service is of Java, and nobody has recorded whose patterns its models have:
// one that Java refuses, such as [^[\]]+ or {id}, is read as ECMA 262 does. The
// error is Java's.
func CompileSchema(pattern string, atMost time.Duration) (*Regexp, error) {
	re, err := Compile(pattern, atMost)
	if err == nil {
		return re, nil
	}
	backtracking, ecmaErr := regexp2.Compile(pattern, regexp2.ECMAScript)
	if ecmaErr != nil {
		return nil, err
	}
	return newRegexp(pattern, backtracking, atMost), nil
}

func newRegexp(pattern string, backtracking *regexp2.Regexp, atMost time.Duration) *Regexp {
	backtracking.MatchTimeout = max(atMost, 2*clockPeriod) - clockPeriod // which the library adds
	return &Regexp{source: pattern, backtracking: backtracking}
}

func compile(pattern, before, after string, atMost time.Duration) (*Regexp, error) {
	t := translation{source: []rune(unquote(pattern)), names: map[string]int{}}
	if err := t.translate(); err != nil {
		return nil, fmt.Errorf("regular expression %q: %w", pattern, err)
	}
	backtracking, err := regexp2.Compile(before+string(t.out)+after, regexp2.None)
	if err != nil {
		return nil, fmt.Errorf("regular expression %q: %w", pattern, err)
	}
	re := newRegexp(pattern, backtracking, atMost)
	re.names, re.oneLine, re.ascii = t.names, t.oneLine, t.ascii
	if !t.backtracks {
		re.compileLinear(before + string(t.linear) + after)
	}
	return re, nil
}

// String is the pattern as it was given.
func (re *Regexp) String() string { return re.source }

// Group is the number of a named group, or -1.
func (re *Regexp) Group(name string) int {
	if n, ok := re.names[name]; ok {
		return n
	}
	return -1
}

// MatchString reports whether a text holds a match. The error is ErrTime.
func (re *Regexp) MatchString(s string) (bool, error) {
	if re.IsLinear(s) {
		return re.linear.MatchString(s), nil
	}
	found, err := re.backtracking.MatchString(s)
	if err != nil {
		return false, ErrTime // the library's repeats the whole text
	}
	return found, nil
}
