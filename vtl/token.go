package vtl

// kind is the kind of a token inside a directive's parentheses or a method's
// arguments. Text, references and directives are not tokens: the parser reads
// them from the source as it meets them.
type kind uint8

const (
	tokEOF kind = iota
	tokBad      // a character no expression holds
	tokString
	tokInt
	tokFloat
	tokWord
	tokDollar
	tokLParen
	tokRParen
	tokLBracket
	tokRBracket
	tokLCurly
	tokRCurly
	tokComma
	tokColon
	tokRange // ..
	tokAssign
	tokOr
	tokAnd
	tokEq
	tokNe
	tokLt
	tokLe
	tokGt
	tokGe
	tokAdd
	tokSub
	tokMul
	tokDiv
	tokMod
	tokNot
	tokTrue
	tokFalse
)

// A token is a piece of an expression, src[start:end].
type token struct {
	kind       kind
	start, end int
}

// words are the operators and literals that are spelt with letters.
var words = map[string]kind{
	"true": tokTrue, "false": tokFalse,
	"and": tokAnd, "or": tokOr, "not": tokNot,
	"eq": tokEq, "ne": tokNe,
	"lt": tokLt, "le": tokLe, "gt": tokGt, "ge": tokGe,
}

// precedence of the binary operators, loosest first; zero for what is none.
func (k kind) precedence() int {
	switch k {
	case tokOr:
		return 1
	case tokAnd:
		return 2
	case tokEq, tokNe:
		return 3
	case tokLt, tokLe, tokGt, tokGe:
		return 4
	case tokAdd, tokSub:
		return 5
	case tokMul, tokDiv, tokMod:
		return 6
	}
	return 0
}
