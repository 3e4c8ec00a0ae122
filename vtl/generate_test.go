package vtl_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// generate makes n templates from a grammar of the language. The same seed makes
// the same templates. A blank follows every reference without braces: what touches
// one is often taken for a part of it by Velocity's scanner, which the
// hand-written templates show.
func generate(seed uint64, n int) []string {
	templates := make([]string, n)
	for i := range templates {
		g := generator{rand: rand.New(rand.NewPCG(seed, uint64(i)))}
		templates[i] = prelude + g.body(4)
	}
	return templates
}

// prelude gives the generated templates variables of every kind; $u has none.
const prelude = `#set($s = 'Hello')#set($t = "a b,c")#set($e = '')#set($n = 5)#set($f = 2.5)#set($b = true)#set($no = false)` +
	`#set($l = [3, 'two', 1.5, [7, 8]])#set($r = [1..4])#set($m = {'a': 1, 'b': {'c': 'd', 'l': [1, 2]}, 'k k': 'v'})`

type generator struct {
	rand  *rand.Rand
	loops int
	sets  int
}

func (g *generator) pick(options ...string) string { return options[g.rand.IntN(len(options))] }

func (g *generator) chance(percent int) bool { return g.rand.IntN(100) < percent }

func (g *generator) body(depth int) string {
	var b strings.Builder
	for range 1 + g.rand.IntN(5) {
		b.WriteString(g.statement(depth))
	}
	return b.String()
}

func (g *generator) statement(depth int) string {
	if depth == 0 {
		return g.text() + g.textReference(2)
	}
	switch g.rand.IntN(14) {
	case 0, 1, 2:
		return g.text()
	case 3, 4, 5:
		return g.pick("", "", "", `\`, `\\`, `\\\`) + g.textReference(3)
	case 6, 7:
		return g.blank() + g.set() + g.lineEnd()
	case 8, 9:
		return g.conditional(depth)
	case 10, 11:
		return g.loop(depth)
	case 12:
		return g.pick("## note $s #if(\n", "#* note $s #end *#", "#[[ $s #if ]]#", "#**doc*#", "##\n")
	}
	return g.rare(depth)
}

// rare is what templates seldom hold.
func (g *generator) rare(depth int) string {
	switch g.rand.IntN(9) {
	case 0:
		name := "$d" + strconv.Itoa(g.rand.IntN(3))
		return "#define(" + name + ")" + g.lineEnd() + g.body(depth-1) + g.pick("#end", "#{end}") + name + " "
	case 1:
		return "#nothing(" + g.pick("", "$s", "'x' $n", "$l, 5", "word") + ")"
	case 2:
		return g.pick("#word", "#{word}", "#1f", "# ", "#-", "#_x y", "SET #n = :v ")
	case 3:
		return "#macro(m $x)" + g.lineEnd() + g.body(depth-1) + "#end#m(1)"
	case 4:
		return g.pick(`\#if`, `\\#set(`, `\#set($n = 1)`, `\#end`, `\#word`, `\`, `\a`, `\\`) + g.pick(" ", "x")
	case 5:
		return g.pick("$ ", "$5 ", "$$s", "$!! ", "${ ", "$!5", "$-", "$!$s", "$ {s}")
	case 6:
		if g.loops > 0 {
			return "#if($foreach.count > 1)#break#end"
		}
	case 7:
		if g.chance(20) {
			return "#stop"
		}
	}
	return g.text()
}

func (g *generator) blank() string { return g.pick("", "", " ", "\n", "  ", "\t", "\n  ") }

func (g *generator) lineEnd() string { return g.pick("", "", " ", "\n", "  \n", "\r\n", "\n\n") }

func (g *generator) text() string {
	return g.pick("text", " ", "\n", "{\"k\": \"v\"}", "a.b", " (x)", " [0]", "| ", "'q'", "\"", "}", ".", "!", "é ", "-1", ", ")
}

func (g *generator) conditional(depth int) string {
	s := g.pick("#if", "#{if}") + g.blank() + "(" + g.condition(3) + ")" + g.lineEnd() + g.body(depth-1)
	for g.chance(30) {
		s += g.pick("#elseif", "#{elseif}") + "(" + g.condition(3) + ")" + g.lineEnd() + g.body(depth-1)
	}
	if g.chance(50) {
		s += "#{else}" + g.lineEnd() + g.body(depth-1)
	}
	return s + "#{end}" + g.lineEnd()
}

func (g *generator) loop(depth int) string {
	g.loops++
	variable := g.pick("$i", "$j", "$s", "$n")
	list := g.pick("$l", "$r", "$m", "$m.b.l", "$u", "$s", "[1..3]", "[2..-1]", "['x', \"$t\"]", "$m.keySet()", "$m.entrySet()", "[$n..7]", "$t.split(',')", "[]", "{'a': $n}")
	s := "#foreach(" + g.pick("", " ") + variable + " in " + list + g.pick("", " ") + ")" + g.lineEnd()
	s += g.body(depth-1) + g.pick("", variable+" ", "$foreach.count ", "${foreach.index}", "$velocityCount;", "$foreach.hasNext\n", "#if($foreach.last)z#end")
	g.loops--
	return s + "#{end}" + g.lineEnd()
}

func (g *generator) set() string {
	target := g.pick("$x", "$y", "$z", "$n", "$m.new", "$m['key']", "$m.b.c", "$l[0]", "$l[-1]", "$x.y", "$s", "$u.v", "$m[$n]")
	g.sets++
	return g.pick("#set(", "#set (", "#set( ", "#{set}(") + target + g.pick(" = ", "=", " =\n") + g.expression(3) + g.pick(")", " )")
}

func (g *generator) variable() string {
	return g.pick("s", "t", "e", "n", "f", "b", "no", "l", "r", "m", "u", "x", "y", "z", "i", "j")
}

func (g *generator) reference(depth int) string {
	inner := g.variable()
	for depth > 0 && g.chance(50) {
		inner += g.step(depth - 1)
		depth--
	}
	return g.pick("$"+inner, "$"+inner, "${"+inner+"}", "$!"+inner, "$!{"+inner+"}")
}

// textReference is a reference in text.
func (g *generator) textReference(depth int) string {
	ref := g.reference(depth)
	if !strings.HasSuffix(ref, "}") {
		ref += g.pick(" x", "\n", ", ", "; ", `"`)
	}
	return ref
}

func (g *generator) step(depth int) string {
	switch g.rand.IntN(4) {
	case 0:
		return "." + g.pick("a", "b", "c", "l", "empty", "none", "key", "value", "size")
	case 1:
		return "[" + g.pick("0", "1", "-1", "'a'", `"b"`, "'k k'", "$n", "$u", "$i") + "]"
	}
	if depth == 0 {
		return g.pick(".size()", ".length()", ".isEmpty()", ".toString()", ".toUpperCase()", ".trim()", ".intValue()", ".values()", ".keySet()", ".get('b')")
	}
	arg := func() string { return g.operand(depth - 1) }
	switch g.rand.IntN(16) {
	case 0:
		return ".get(" + g.pick("0", "1", "'a'", "'b'", "$n", "$u") + ")"
	case 1:
		return ".contains(" + arg() + ")"
	case 2:
		return ".substring(" + g.pick("0", "1", "1, 2", "0,$u", "2, 1") + ")"
	case 3:
		return ".replaceAll(" + g.pick("'l'", "'[a-z]'", "'(l+)'", "'\\s'") + ", " + g.pick("'x'", "''", "'<$0>'") + ")"
	case 4:
		return ".put('p', " + arg() + ")"
	case 5:
		return ".add(" + arg() + ")"
	case 6:
		return ".indexOf(" + arg() + ")"
	case 7:
		return ".split(" + g.pick("','", "' '", "'l'", "''") + ")" + g.pick(".size()", "[0]", ".get(0)")
	case 8:
		return ".equals(" + arg() + ")"
	case 9:
		return ".startsWith(" + arg() + ")"
	case 10:
		return ".replace(" + g.pick("'l'", "'b'", "$u") + ", " + g.pick("'L'", "$s", "5") + ")"
	case 11:
		return ".containsKey(" + arg() + ")"
	case 12:
		return ".remove(" + g.pick("'a'", "0", "'none'") + ")"
	case 13:
		return ".concat(" + arg() + ")"
	case 14:
		return ".matches(" + g.pick("'[A-Z].*'", "'Hello'", "'\\d+'") + ")"
	}
	return ".lastIndexOf(" + arg() + ")"
}

// operand is what may stand in lists, maps and arguments.
func (g *generator) operand(depth int) string {
	switch g.rand.IntN(11) {
	case 0, 1:
		return strconv.Itoa(g.rand.IntN(12) - 3)
	case 2:
		return g.pick("1.5", "0.25", "100.0", "-.5", "3e2", "2147483648", "9223372036854775807")
	case 3, 4:
		return g.stringLiteral()
	case 5:
		return g.pick("true", "false")
	case 6:
		if depth > 0 {
			return "[" + g.operand(depth-1) + g.pick("", ", "+g.operand(depth-1)) + "]"
		}
	case 7:
		if depth > 0 {
			return "{" + g.pick("'p'", "\"q\"", "5", "$s") + ": " + g.operand(depth-1) + "}"
		}
	case 8:
		return g.pick("[]", "{}", "[1..3]", "[$n..2]", "{ }")
	}
	return g.reference(min(depth, 2))
}

func (g *generator) stringLiteral() string {
	return g.pick("'two'", "'Hello'", "\"a $n b\"", "\"$s\"", "'it''s'", `"say ""hi"""`, "''", `""`, `"${s}x$!u"`, `"#if($b)y#{else}n#end"`,
		`"a\n$u"`, `"\$s"`, `'$s'`, `"cost $"`, `"#"`, `"$m.b.c"`, `"$l.size()"`, `"\u0041"`, `"a##b"`, `"x #foreach($q in [1..2])$q#end"`)
}

func (g *generator) expression(depth int) string {
	if depth == 0 || g.chance(45) {
		return g.operand(depth)
	}
	if g.chance(15) {
		return "(" + g.expression(depth-1) + ")"
	}
	if g.chance(30) {
		return g.condition(depth - 1)
	}
	if g.chance(40) {
		return g.reference(1) + " + " + g.pick(g.reference(1), g.stringLiteral(), "3", "2.5")
	}
	return g.expression(depth-1) + " " + g.pick("-", "*", "/", "%") + " " + g.expression(depth-1)
}

func (g *generator) condition(depth int) string {
	if depth == 0 {
		return g.pick(g.reference(2), "true", "false", g.reference(1))
	}
	switch g.rand.IntN(7) {
	case 0:
		return g.pick("!", "! ", "not ") + g.condition(depth-1)
	case 1, 2:
		return g.condition(depth-1) + g.pick(" && ", " || ", " and ", " or ", "&&") + g.condition(depth-1)
	case 3, 4:
		return g.expression(depth-1) + g.pick(" == ", " != ", " < ", " > ", " <= ", " >= ", " eq ", " ne ", " lt ", " gt ", " le ", " ge ", "==") + g.expression(depth-1)
	case 5:
		return "(" + g.condition(depth-1) + ")"
	}
	return g.reference(3)
}
