package javaregexp

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// The rows are what java.util.regex.Matcher finds; TestJava asks it about more.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, text string
		linear        bool // Go's engine does it
		want          []Match
	}{
		{"b", "abcb", true, []Match{{1, 2}, {3, 4}}},
		{"(b)(c)?", "abcb", true, []Match{{1, 3, 1, 2, 2, 3}, {3, 4, 3, 4, -1, -1}}},
		{"a|ab", "ab", true, []Match{{0, 1}}},
		{"a+?", "aa", true, []Match{{0, 1}, {1, 2}}},
		{`^a`, "aa", true, []Match{{0, 1}}},
		{`\bb`, "ab b", true, []Match{{3, 4}}},
		{`\d{2}`, "a12b345", true, []Match{{1, 3}, {4, 6}}},
		{`\d`, "٣", true, nil},
		{"a*", "baac", false, []Match{{0, 0}, {1, 3}, {3, 3}, {4, 4}}},
		{"a$", "a", true, []Match{{0, 1}}},
		{"a$", "a\n", false, []Match{{0, 1}}},
		{"(?<=a)b", "abb", false, []Match{{1, 2}}},
		{`(.)\1`, "abba", false, []Match{{1, 3, 1, 2}}},
		{"é", "aéé", true, []Match{{1, 3}, {3, 5}}},
		{`é\b`, "aéé", false, []Match{{3, 5}}},
		{"(?i)É", "é", true, nil},
		{"(?iu)É", "é", true, []Match{{0, 2}}},
		{"b", "a\xffb", true, []Match{{2, 3}}},
		{`b(?=c)`, "a\xffbéc bc", false, []Match{{7, 8}}},
		{"a++b", "aab", false, []Match{{0, 3}}},
		{"[a-z&&[^b]]+", "abc", true, []Match{{0, 1}, {2, 3}}},
		{"0{00}", "0", false, []Match{{0, 0}, {1, 1}}},
		{"(?<x>a)(b)", "ab", true, []Match{{0, 2, 0, 1, 1, 2}}},
	} {
		re, err := Compile(tt.pattern, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if got := re.CanFind(tt.text); got != tt.linear {
			t.Errorf("%q in %q: linear is %v, want %v", tt.pattern, tt.text, got, tt.linear)
		}
		if tt.linear {
			if got := re.FindAll(tt.text, -1); !slices.EqualFunc(got, tt.want, slices.Equal) {
				t.Errorf("%q in %q: got %v, want %v", tt.pattern, tt.text, got, tt.want)
			}
		}
		if got, err := searchAll(re, tt.text); err != nil || !slices.EqualFunc(got, tt.want, slices.Equal) {
			t.Errorf("%q in %q by backtracking: got %v, %v, want %v", tt.pattern, tt.text, got, err, tt.want)
		}
	}
}

func searchAll(re *Regexp, text string) ([]Match, error) {
	var all []Match
	for search := re.Search(text); ; {
		m, err := search.Next()
		if m == nil || err != nil {
			return all, err
		}
		all = append(all, m)
	}
}

func TestCompileErrors(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"(a":          `regular expression "(a": unclosed group, at character 3`,
		"a)":          "unmatched )",
		"*":           "dangling *",
		"a{":          "illegal repetition",
		"a{2,1}":      "illegal repetition range",
		"[a":          "unclosed character class",
		"[z-a]":       "illegal character range",
		`\q`:          `illegal escape sequence \q`,
		`\p{Nothing}`: `\p{Nothing} is no class of characters`,
		`\k<x>`:       "group x does not exist",
		`a\`:          "a backslash ends the pattern",
		strings.Repeat("(", 1000) + strings.Repeat(")", 1000): "nested too deeply",
		strings.Repeat("[", 1000) + strings.Repeat("]", 1000): "nested too deeply",
	} {
		if _, err := Compile(pattern, time.Second); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Compile(%.20q): got %v, want %s", pattern, err, want)
		}
	}
}

// A pattern that backtracks without end costs its time and no more.
func TestTime(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a", 60) + "!"
	re, err := Compile(`^(?=a)(a+)+$`, 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := re.MatchString(text); ok || !errors.Is(err, ErrTime) {
		t.Errorf("MatchString = %v, %v, want ErrTime", ok, err)
	}
	if _, err := re.Search(text).Next(); !errors.Is(err, ErrTime) {
		t.Errorf("Next = %v, want ErrTime", err)
	}
	if re, err = Compile(`^(a+)+$`, 20*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if ok, err := re.MatchString(text); ok || err != nil {
		t.Errorf("MatchString = %v, %v, want none, for the time grows with the text alone", ok, err)
	}
}

// Patterns of schemas that Java refuses are those of ECMA 262.
func TestCompileSchema(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, yes, no string
	}{
		{`^\d+$`, "12", "٣"},
		{`^[a-z&&[^b]]+$`, "ac", "b"}, // Java's reading goes first
		{`^[^[\]]+$`, "a(b", "a[b"},
		{`^{[a-z]+}$`, "{id}", "id"},
		{`^[()[\]{}]$`, "[", "a"},
		{`^a{,2}$`, "a{,2}", "aa"},
	} {
		re, err := CompileSchema(tt.pattern, time.Second)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
			continue
		}
		yes, err1 := re.MatchString(tt.yes)
		no, err2 := re.MatchString(tt.no)
		if !yes || no || err1 != nil || err2 != nil || re.String() != tt.pattern {
			t.Errorf("%s: in %q %v %v, in %q %v %v", tt.pattern, tt.yes, yes, err1, tt.no, no, err2)
		}
	}
	for _, pattern := range []string{"(", "a**", "[z-a]", "[a"} {
		if _, err := CompileSchema(pattern, time.Second); err == nil {
			t.Errorf("%s is a pattern", pattern)
		}
	}
	re, err := CompileSchema(`^{(?=a)(a+)+}$`, 20*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := re.MatchString("{" + strings.Repeat("a", 60) + "!"); !errors.Is(err, ErrTime) {
		t.Errorf("a pattern of ECMA 262 without end: %v", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	re, err := Compile("(a)(?<x>b)(?<y2>c)", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if got := [...]int{re.Group("x"), re.Group("y2"), re.Group("z")}; got != [...]int{2, 3, -1} {
		t.Errorf("groups %v", got)
	}
	if re.String() != "(a)(?<x>b)(?<y2>c)" {
		t.Errorf("String() = %s", re)
	}
}

// FuzzEngines holds the two engines against each other: where Go's is used, it
// finds what the one that backtracks finds.
func FuzzEngines(f *testing.F) {
	for _, tt := range asked {
		f.Add(tt.pattern, tt.text)
	}
	f.Add("(a|b)+c", "ababc")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(text) > 200 || len(pattern) > 60 {
			return
		}
		re, err := Compile(pattern, 20*time.Millisecond)
		if err != nil {
			return
		}
		want, err := searchAll(re, text)
		if err != nil {
			return // it ran out of time
		}
		if ok, err := re.MatchString(text); err == nil && ok != (len(want) > 0) {
			t.Fatalf("%q in %q: found %v, want %v", pattern, text, ok, want)
		}
		if !re.CanFind(text) {
			return
		}
		// What an inner group of a repeated one took in an earlier round, the
		// engines remember differently.
		got := re.FindAll(text, -1)
		if !slices.EqualFunc(got, want, func(a, b Match) bool { return a[0] == b[0] && a[1] == b[1] }) {
			t.Errorf("%q in %q: got %v, want %v", pattern, text, got, want)
		}
	})
}
