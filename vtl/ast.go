package vtl

// A node is a piece of a template's body.
type node interface{ position() int }

// at is the offset in the source where a node begins.
type at int

func (a at) position() int { return int(a) }

type (
	textNode struct {
		at
		text string
	}
	// refNode is a reference, in the body or in an expression.
	refNode struct {
		at
		slot    int    // of the variable, in the renderer's table
		name    string // of the variable, without $
		source  string // as written; what \$x prints
		escapes int    // backslashes before it
		path    []step
	}
	setNode struct {
		at
		target *refNode
		value  expr
	}
	ifNode struct {
		at
		branches []branch
		orElse   []node
	}
	foreachNode struct {
		at
		slot int
		list expr
		body []node
	}
	defineNode struct {
		at
		slot int // or -1 for a variable that cannot be found again
		body []node
	}
	stopNode  struct{ at }
	breakNode struct{ at }
)

type branch struct {
	cond expr
	body []node
}

type stepKind uint8

const (
	stepProperty stepKind = iota // .name
	stepMethod                   // .name(args)
	stepIndex                    // [args[0]]
)

// isPlain reports whether the reference is written $name, without ! or braces.
// Velocity 1.7 finds only such variables again after #set and #define.
func (n *refNode) isPlain() bool { return n.source[1] == n.name[0] }

// endsWithProperty reports whether the last part that is no index is .name.
func (n *refNode) endsWithProperty() bool {
	for i := len(n.path) - 1; i >= 0; i-- {
		if k := n.path[i].kind; k != stepIndex {
			return k == stepProperty
		}
	}
	return false
}

// A step is one part of a reference after the variable.
type step struct {
	at
	kind    stepKind
	name    string
	methods *methodSet // what name means on values of each kind; nil when no value has it
	args    []expr
}

// An expr is a value to be computed. It is a node, because an escape or a
// comparison is shown with its place.
type expr interface{ position() int }

type (
	constExpr struct {
		at
		value Value
	}
	// interpolated is a string in double quotes that holds references or
	// directives.
	interpolated struct {
		at
		body []node
	}
	listExpr struct {
		at
		elems []expr
	}
	mapExpr struct {
		at
		keys, values []expr
	}
	rangeExpr struct {
		at
		from, to expr
		source   string // as written
	}
	// parenExpr matters for #if: a comparison in parentheses keeps its truth.
	parenExpr struct {
		at
		inner  expr
		source string // of inner, with the blanks around it
	}
	notExpr struct {
		at
		operand expr
	}
	binaryExpr struct {
		at
		op          kind
		left, right expr
		source      string // of right, with the blanks around it
	}
)
