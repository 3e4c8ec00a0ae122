package vtl_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/vtl"
)

// A template that would run for ever, or fill the memory, ends with an error.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, template string
		want           error
	}{
		{"nested loops", "#foreach($a in [1..999])#foreach($b in [1..999])#foreach($c in [1..999])x#end#end#end", vtl.ErrSteps},
		{"empty nested loops", "#foreach($a in [1..999])#foreach($b in [1..999])#foreach($c in [1..999])#end#end#end", vtl.ErrSteps},
		{"doubling string", "#set($s = 'x')#foreach($i in [1..999])#set($s = \"$s$s\")#end", vtl.ErrOutput},
		{"doubling sum", "#set($s = 'x')#foreach($i in [1..999])#set($s = $s + $s)#end", vtl.ErrOutput},
		{"doubling concat", "#set($s = 'x')#foreach($i in [1..999])#set($s = $s.concat($s))#end", vtl.ErrSteps},
		{"doubling replaceAll", "#set($s = 'x')#foreach($i in [1..999])#set($s = $s.replaceAll('x', 'xx'))#end", vtl.ErrOutput},
		{"doubling by regex", "#set($s = 'x')#foreach($i in [1..999])#set($s = $s.replaceAll('[x]', 'xx'))#end", vtl.ErrSteps},
		{"comparing long texts", "#set($s = 'xé')#foreach($i in [1..19])#set($s = $s + $s)#end#foreach($i in [1..999])$s.compareToIgnoreCase($s)#end", vtl.ErrSteps},
		{"lengths of long texts", "#set($s = 'xé')#foreach($i in [1..19])#set($s = $s + $s)#end#foreach($i in [1..999])$s.length()#end", vtl.ErrSteps},
		{"hashes of long texts", "#set($s = 'xé')#foreach($i in [1..19])#set($s = $s + $s)#end#foreach($i in [1..999])$s.hashCode()#end", vtl.ErrSteps},
		{"big numbers printed", "#set($n = 9999999999)#foreach($i in [1..15])#set($n = $n * $n)#end#foreach($i in [1..999])$n#end", vtl.ErrSteps},
		{"a list printed", "#set($l = [1..900])#foreach($i in [1..999])#foreach($j in [1..999])$l.toString()#end#end", vtl.ErrSteps},
		{"repeat", "#set($s = 'x')$s.repeat(999999999)", vtl.ErrOutput},
		{"format width", "#set($s = 'x')$s.format('%99999999d', 1)", vtl.ErrOutput},
		{"doubling list", "#set($l = [1])#foreach($i in [1..999])#set($x = $l.addAll($l))#end", vtl.ErrSteps},
		{"long range", "#set($l = [1..2000000000])$l.size()", vtl.ErrSteps},
		{"shared lists printed", "#set($l = ['xxxxxxxx'])#foreach($i in [1..60])#set($l = [$l, $l])#end$l", vtl.ErrOutput},
		{"shared lists compared", "#set($a = [1])#set($b = [1])#foreach($i in [1..60])#set($a = [$a, $a])#set($b = [$b, $b])#end#if($a == $b)x#end", vtl.ErrSteps},
		{"list in itself", "#set($l = [1])#set($m = {'a': $l})#set($x = $l.add($m))$l", vtl.ErrDepth},
		{"much output", "#set($s = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')#foreach($a in [1..999])#foreach($b in [1..999])$s$s$s$s$s$s$s$s#end#end", vtl.ErrOutput},
		{"blocks in blocks", strings.Join(manyBlocks(120), "") + "$b119", vtl.ErrDepth},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := render(t, tt.template, nil)
			var located *vtl.RenderError
			if !errors.Is(err, tt.want) || !errors.As(err, &located) {
				t.Errorf("got %d bytes, %v, want %v with its place", len(got), err, tt.want)
			}
		})
	}
}

func manyBlocks(n int) []string {
	blocks := []string{"#define($b0)x#end"}
	for i := 1; i < n; i++ {
		blocks = append(blocks, fmt.Sprintf("#define($b%d)$b%d#end", i, i-1))
	}
	return blocks
}

// A pattern that would backtrack without end takes steps by the length of the
// text, and so ends: with its answer, or with an error.
func TestPatternsInLinearTime(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, template, want string
		err                  error
	}{
		{"nested quantifiers", "#set($s = '" + strings.Repeat("a", 60) + "!')$s.matches('(a+)+')", "false", nil},
		{"alternatives", "#set($s = '" + strings.Repeat("a", 60) + "!')$s.matches('(a|a|aa)+$')", "false", nil},
		{"replaced", "#set($s = '" + strings.Repeat("a", 60) + "')$s.replaceAll('(a*)*b', 'x').length()", "60", nil},
		{"a long text", "#set($s = 'aaaaaaaa')#foreach($i in [1..17])#set($s = $s + $s)#end$s.matches('(a?){200}b')", "", vtl.ErrSteps},
		{"many matches", "#set($s = 'abab')#foreach($i in [1..18])#set($s = $s + $s)#end$s.split('[ab]').size()", "", vtl.ErrSteps},
		{"many patterns", "#set($s = '" + strings.Repeat("a", 60) + "!')#foreach($i in [1..1000])#foreach($j in [1..1000])$s.matches('(a+)+')#end#end", "", vtl.ErrSteps},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := render(t, tt.template, nil)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v, want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

// What only the backtracking engine knows is stopped by time.
func TestPatternsInTime(t *testing.T) {
	t.Parallel()
	for _, template := range []string{
		"#set($s = '" + strings.Repeat("a", 60) + "!')$s.matches('(?=a)(a+)+')",
		"#set($s = '" + strings.Repeat("a", 60) + "!')$s.replaceAll('(?=a)(a+)+$', 'x')",
		"#set($s = '" + strings.Repeat("ä", 60) + "!')$s.split('(ä+)+$')",
	} {
		if got, err := render(t, template, nil); !errors.Is(err, vtl.ErrPattern) {
			t.Errorf("%.20s...: got %q, %v, want ErrPattern", template, got, err)
		}
	}
}

// API Gateway ends a #foreach after 1,000 rounds.
func TestRounds(t *testing.T) {
	t.Parallel()
	got, err := render(t, "#foreach($i in [1..5000])#if($foreach.count > 998)$i,#end#end$i", nil)
	if err != nil || got != "999,1000," {
		t.Errorf("got %q, %v", got, err)
	}
	limited, err := vtl.ParseLimited(vtl.Source{Text: "#foreach($i in [1..9])$i#end"}, vtl.Limits{Rounds: 3})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := limited.Render(t.Context(), nil); got != "123" || err != nil {
		t.Errorf("got %q, %v, want 123", got, err)
	}
}

func TestNesting(t *testing.T) {
	t.Parallel()
	for _, template := range []string{
		strings.Repeat("#if(true)", 1000) + strings.Repeat("#end", 1000),
		"#set($x = " + strings.Repeat("(", 1000) + "1" + strings.Repeat(")", 1000) + ")",
		"#set($x = " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + ")",
		"#set($x = " + strings.Repeat("!", 100000) + "true)",
		"$a" + strings.Repeat(".b($a", 1000) + strings.Repeat(")", 1000),
	} {
		var syntax *vtl.SyntaxError
		if _, err := render(t, template, nil); !errors.As(err, &syntax) {
			t.Errorf("%.30q... gives %v, want a syntax error", template, err)
		}
	}
	if _, err := vtl.ParseJSON(strings.Repeat("[", 100000)); !errors.Is(err, vtl.ErrDepth) {
		t.Errorf("deep JSON gives %v", err)
	}
}

// Pieces of text that are no piece of the source are not joined without end: the
// template has more than one node for them, and prints the same.
func TestManyPieces(t *testing.T) {
	t.Parallel()
	for piece, want := range map[string]string{`\#end`: "#end", "# ": "# ", `\\$a`: `\`, "$!{": "$!{"} {
		const n = 20_000
		got, err := render(t, strings.Repeat(piece, n)+".", nil)
		if err != nil || got != strings.Repeat(want, n)+"." {
			t.Errorf("%s: got %d bytes, %v, want %d", piece, len(got), err, n*len(want)+1)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	template, err := vtl.Parse(vtl.Source{Text: "#foreach($a in [1..999])#foreach($b in [1..999])x#end#end"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := template.Render(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// One template is rendered by many goroutines.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	template, err := vtl.Parse(vtl.Source{Text: "#set($l = [])#foreach($i in [1..20])#set($x = $l.add(\"${n}-$i\"))#end$l.size() $l.get(3) $n.matches('\\w+')"})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			name := fmt.Sprintf("g%d", g)
			for range 50 {
				got, err := template.Render(t.Context(), vtl.Vars{"n": vtl.Str(name)})
				if want := "20 " + name + "-4 true"; got != want || err != nil {
					t.Errorf("got %q, %v, want %q", got, err, want)
					return
				}
			}
		})
	}
	group.Wait()
}

// Errors name the place in the file, also when the template stands inside a
// YAML document.
func TestPlaces(t *testing.T) {
	t.Parallel()
	inYAML := vtl.Source{File: "api.yaml", Line: 57, Col: 13, Indent: 12}
	for _, tt := range []struct{ text, want string }{
		{"#if(true)x", "api.yaml:57:13: #if has no #end"},
		{"ab #end", "api.yaml:57:16: #end without its directive"},
		{"one\ntwo #set($x = )", `api.yaml:58:27: got ")", want a value`},
		{"one\n#set($x = \"\\\"a\\\"\")", "a backslash does not escape it"},
		{"one\n\n$x.get(a b)", "api.yaml:59:22: "},
		{"#set($x = \"$a.b('\")", "api.yaml:57:29: "},
		{"#set($l = [1])\n$l.get(7)", "api.yaml:58:15: call get: index 7 is outside of a list of 1"},
		{"#set($l = [1])\nab $l[3]", "api.yaml:58:18: index 3 is outside of a list of 1"},
		{"#set($x = 5 -1)", "put a blank after it"},
		{"#set($x = foo)", "strings need quotes"},
		{"#foreach($x of $y)#end", `want in`},
		{"${x", "${x is not closed"},
	} {
		src := inYAML
		src.Text = tt.text
		template, err := vtl.Parse(src)
		if err == nil {
			_, err = template.Render(t.Context(), nil)
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q\n got %v\nwant %s", tt.text, err, tt.want)
		}
	}
}
