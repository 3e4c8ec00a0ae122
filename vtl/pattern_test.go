package vtl

import (
	"slices"
	"strings"
	"testing"
)

// The rows are what java.util.regex.Matcher finds.
func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, text string
		linear        bool // Go's engine does it
		want          []match
	}{
		{"b", "abcb", true, []match{{1, 2}, {3, 4}}},
		{"(b)(c)?", "abcb", true, []match{{1, 3, 1, 2, 2, 3}, {3, 4, 3, 4, -1, -1}}},
		{"a|ab", "ab", true, []match{{0, 1}}},
		{"a+?", "aa", true, []match{{0, 1}, {1, 2}}},
		{`^a`, "aa", true, []match{{0, 1}}},
		{`\bb`, "ab b", true, []match{{3, 4}}},
		{`\d{2}`, "a12b345", true, []match{{1, 3}, {4, 6}}},
		{"a*", "baac", false, []match{{0, 0}, {1, 3}, {3, 3}, {4, 4}}},
		{"", "ab", false, []match{{0, 0}, {1, 1}, {2, 2}}},
		{"a$", "a\n", false, []match{{0, 1}}},
		{"(?<=a)b", "abb", false, []match{{1, 2}}},
		{`(.)\1`, "abba", false, []match{{1, 3, 1, 2}}},
		{"é", "aéé", true, []match{{1, 3}, {3, 5}}},
		{`é\b`, "aéé", false, []match{{3, 5}}},
		{"(?i)É", "é", false, []match{{0, 2}}},
		{"b", "a\xffb", true, []match{{2, 3}}},
		{`b(?=c)`, "a\xffbéc bc", false, []match{{7, 8}}},
		{"a.", "a\na\ra\u2028ab", true, []match{{8, 10}}},
		{"(?s)a.", "a\nab", true, []match{{0, 2}, {2, 4}}},
		{"[.]", "a.", true, []match{{1, 2}}},
		{`\W`, "aҀ", true, []match{{1, 3}}},
		{`(?=.)\W`, "aҀ", false, []match{{1, 3}}},
		{`[x\D](?=)`, "1٣", false, []match{{1, 3}}},
		{`(?=.)[^\S]`, "a\u00a0 b", false, []match{{3, 4}}},
		{"0{00}", "0", false, []match{{0, 0}, {1, 1}}},
		{`\{a`, "{a", true, []match{{0, 2}}},
	} {
		var cache patternCache
		p, err := cache.compile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.isLinear(tt.text); got != tt.linear {
			t.Errorf("%q in %q: linear is %v, want %v", tt.pattern, tt.text, got, tt.linear)
		}
		got, err := p.find(patternRenderer(), tt.text, -1)
		if err != nil || !slices.EqualFunc(got, tt.want, slices.Equal) {
			t.Errorf("%q in %q: got %v, %v, want %v", tt.pattern, tt.text, got, err, tt.want)
		}
	}
}

func patternRenderer() *renderer {
	t := &Template{limits: Limits{}.withDefaults()}
	r := &renderer{}
	r.start(nil, t, 0) //nolint:staticcheck // no step is over the limit, so nobody asks the context
	r.check = t.limits.Steps
	return r
}

// FuzzPatterns holds the two engines against each other: where Go's is used, it
// finds what the one that backtracks finds.
func FuzzPatterns(f *testing.F) {
	for _, seed := range [][2]string{
		{"(a|b)+c", "ababc"}, {`\d+(\.\d+)?`, "1.5 2"}, {`[^,]+`, "a,b,,c"}, {"a{2,3}", "aaaaa"}, {"(?i)AB|b", "abB"}, {`\s+\w`, "a  b"}, {"(a)|(b)", "ba"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, source, text string) {
		if len(text) > 200 || len(source) > 60 || strings.Contains(source, "(?") {
			return
		}
		var cache patternCache
		p, err := cache.compile(source)
		if err != nil || !p.isLinear(text) {
			return
		}
		got, err := p.find(patternRenderer(), text, -1)
		if err != nil {
			return
		}
		want, err := p.backtrack(patternRenderer(), text, -1)
		if err != nil {
			return // it ran out of time
		}
		// What an inner group of a repeated one took in an earlier round, the
		// engines remember differently.
		if len(got) != len(want) {
			t.Fatalf("%q in %q: got %v, want %v", source, text, got, want)
		}
		for i := range got {
			if !slices.Equal(got[i][:2], want[i][:2]) {
				t.Errorf("%q in %q: got %v, want %v", source, text, got, want)
			}
		}
	})
}
