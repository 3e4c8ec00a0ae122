package javaregexp

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// A trial is a pattern and a text to look in.
type trial struct{ pattern, text string }

// asked are patterns that say something each about Java's language.
var asked = func() []trial {
	var all []trial
	for _, row := range []struct {
		patterns string // apart by spaces
		texts    []string
	}{
		{`b (b)(c)? a|ab a+? ^a a$ \bb \d{2} a* (a|b)*c (?<=a)b (.)\1 a. (?s)a. [.]`, []string{"", "ab", "abcb", "aa", "baac", "abba", "a\na\ra\u2028ab", "a.", "a12b345"}},
		{`\d+ \D+ \w+ \W+ \s+ \S+ \h+ \H \v+ \V+ \R [\d] [^\d] [\W_] [^\s\d]`, []string{"1٣a b", "a\u00a0\t\x0b\r\n\u2028é_-", "\x1c\x85"}},
		{`\p{Lower}+ \p{Upper}+ \p{ASCII}+ \p{Alpha}+ \p{Digit} \p{Alnum}+ \p{Punct}+ \p{Graph}+ \p{Print}+ \p{Blank} \p{Cntrl} \p{XDigit}+ \p{Space}+ \P{Alpha}+ [\p{Punct}&&[^_]]+ \p{L}+ \pL+ \P{L}+ \p{Lu} \p{IsL}+ \p{IsLatin}+ \p{IsGreek}+ \p{IsAlphabetic}+ \p{IsDigit} \p{javaLowerCase}+ \p{javaWhitespace}+ \p{sc=Greek} \p{gc=Lu} \p{IsWhite_Space} \p{LC}+ \p{L1}+ \p{IsPunctuation}+ \p{Is_No} \p{NoSuch} \p{IsWhitespace}`,
			[]string{"aB1_-é Ωω٣\t\u00a0\u2007\n~", "«x»", "Ab ©"}},
		{`[a-c] [^a-c] [a-] [-a] [a-c-e] [a&&b] [a-z&&[def]] [a-z&&[^bc]] [a-z&&[^m-p]]+ [a[bc]] [^a[bc]] [a[^b]] []a] [^]a] [a-[b]] [&&a] [a&&] [a&&&&b] [a-z&&b-y&&[^c]]+ [a&b] [\]a] [\\] [a\-z] [[:alpha:]] [z-a] [a-\d] [a [] [\Qa-z\E] [a^]`,
			[]string{"abcdez", "-]^&[\\:", "ae-", "bcmnq"}},
		{`a++a a*+b (a|ab)++c a?+a a{1,2}+a (?>a+)a a{2} a{2,} a{2,3}? a{0} 0{00} {a a{ a{,2} a} a** a+* *a (?i)* ^* $+ \b+ (a?)* (a*)+ (|a)+ (a|b|)+x`, []string{"aaaa", "aab", "abac", "00", "a}", "", "ba"}},
		{`a$ $ ^ (?m)^ (?m)$ (?m)^a$ (?m)b$ a\Z a\z \Aa (?d)a$ (?dm)^b (?d). . (?s). .+ (?m).*$ ^$ (?m)^$ (?-s).`,
			[]string{"a", "a\n", "a\r\n", "a\nb", "a\r\nb\n", "b\u0085a\u2028b", "", "\n", "\r\n\r\n", "a\n\n", "\r"}},
		{`(?i)a (?i)É (?iu)É (?i)[a-c]+ (?i)[^a]+ (?i)a(?-i)b a(?i)b|c (?i:a)b ((?i)a)b (?iu)[à-ý]+ (?i)k (?iu)k (?i)(a)\1 (?i)\p{Lower}+ (?i)\p{Lu} (?i)\x41 (?i)[k] (?iu)ß (?z)a (?i (?U)\w+ (?U)\d (?U)\s (?U)\p{Lower}+ (?u)é`,
			[]string{"aAbB", "éÉ", "ABC", "aA", "Kk\u212a", "aBc C", "٣ß\u00a0ẞ"}},
		{`(?<x>a)(b) (a)(?<x>b)\1 (?<x>a)\k<x> \k<x>(?<x>a) \1(a) (a)\2 (a)\11 (a)(b)\2\1 (?<1x>a) (?<x>a)(?<x>b) \k{x} ((a)|b)* (a)\10`, []string{"aba", "aa", "ab", "abba", "aa1", "aa0"}},
		{`(?=a)a (?!a). (?<=a)b (?<!a)b (?=(a+))a*b\1 (?<=a{1,3})b (?!) (?=) (?:) () (a|) (a (a)) a)`, []string{"ab", "bb", "aab", "baaabac", ""}},
		{`\Qa.b\E \Q*\E+ \Q \Qab \E \\Q a\Q\E* [\Q]\E] \Q1\E2 (a)\1\Q1\E \Q\\E \Qa\\Eb`, []string{"a.b", "**", "ab", "\\Q", "aa", "]", "12", "aa1", "\\", "a\\b"}},
		{`\t \n \x41 \x{41} \x{1F600} \u0041 \u00e9 \101 \0101 \07 \0 \0400 \e \a \cA \cj \q \y \_ \- \/ \é \N \i \8 \ud83d\ude00 . [\x{1F600}-\x{1F610}] \x4 \u004`, []string{"A\t\n", "😀", "é\x07\x1b\x01", " 0q_-/é", "*"}},
		{"(?x)a\\ b (?x)[a\\ ] (?x)a#c\nb", []string{"ab", "a b", "a"}},
	} {
		for pattern := range strings.SplitSeq(row.patterns, " ") {
			for _, text := range row.texts {
				all = append(all, trial{pattern, text})
			}
		}
	}
	for _, text := range []string{"ab", "a b", "a", "#", "c"} {
		for _, pattern := range []string{"(?x) a  b ", "(?x)a # comment\n b", "(?x)[a b]+", "(?x)a\\ b", "(?x)a\\#|#", "(?x: a ) b", "(?x)a + ", "(?x)( ? : a)", "(?x)a {1 , 2}", "(?x)\\Q \\E", "(?x)[ ^ a]"} {
			all = append(all, trial{pattern, text})
		}
	}
	return all
}()

// TestJava asks Java what it finds. Without Java the test is skipped, or fails
// when APIGEN_STRICT=1.
func TestJava(t *testing.T) {
	t.Parallel()
	answers := java(t, asked)
	for i, tt := range asked {
		if got := found(tt); got != answers[i] {
			t.Errorf("%q in %q: got %s, Java finds %s", tt.pattern, tt.text, got, answers[i])
		}
	}
}

// found is what the package finds, in the words of testdata/Find.java; it holds
// the two engines to each other on the way.
func found(tt trial) string {
	re, err := Compile(tt.pattern, time.Second)
	if err != nil {
		return "error"
	}
	var b strings.Builder
	search := re.Search(tt.text)
	for {
		m, err := search.Next()
		if err != nil {
			return err.Error()
		}
		if m == nil {
			break
		}
		b.WriteByte('[')
		for i, at := range m {
			if i > 0 {
				b.WriteByte(' ')
			}
			if at >= 0 {
				at = utf8.RuneCountInString(tt.text[:at])
			}
			fmt.Fprint(&b, at)
		}
		b.WriteByte(']')
	}
	some := b.Len() > 0
	if ok, err := re.MatchString(tt.text); ok != some || err != nil {
		return fmt.Sprint("the engines differ: ", ok, err)
	}
	whole, err := CompileWhole(tt.pattern, time.Second)
	if err != nil {
		return "error"
	}
	if ok, err := whole.MatchString(tt.text); err != nil {
		return err.Error()
	} else if ok {
		b.WriteString(" whole")
	}
	return b.String()
}

func java(t *testing.T, trials []trial) []string {
	t.Helper()
	for _, tool := range []string{"java", "javac"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("APIGEN_STRICT") == "1" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	classes := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "javac", "-nowarn", "-d", classes, "testdata/Find.java").CombinedOutput(); err != nil {
		t.Fatalf("javac: %v\n%s", err, out)
	}
	var in, stderr bytes.Buffer
	for _, tt := range trials {
		fmt.Fprintln(&in, base64.StdEncoding.EncodeToString([]byte(tt.pattern)), base64.StdEncoding.EncodeToString([]byte(tt.text)))
	}
	run := exec.CommandContext(t.Context(), "java", "-XX:TieredStopAtLevel=1", "-cp", classes, "Find")
	run.Stdin, run.Stderr = &in, &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("java: %v\n%s", err, stderr.Bytes())
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(trials) {
		t.Fatalf("Java answered %d of %d", len(lines), len(trials))
	}
	return lines
}
