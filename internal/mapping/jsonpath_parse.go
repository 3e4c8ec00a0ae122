package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/vtl"
)

// pathParser reads a JSONPath.
type pathParser struct {
	src   string
	pos   int
	depth int // of filters inside filters
}

var pathFunctions = []string{"length", "size", "keys", "min", "max", "avg", "sum", "first", "last", "concat"}

func parsePath(src string) (*jsonPath, error) {
	src = strings.TrimSpace(src)
	if src == "" {
		return nil, errors.New("is empty")
	}
	if src[0] != '$' && src[0] != '@' {
		src = "$." + src
	}
	p := &pathParser{src: src}
	path, err := p.path()
	if err != nil {
		return nil, err
	}
	if p.pos < len(src) {
		return nil, p.unexpected("the end")
	}
	return path, nil
}

func (p *pathParser) unexpected(want string) error {
	if p.pos >= len(p.src) {
		return fmt.Errorf("ends, want %s", want)
	}
	return fmt.Errorf("got %q at character %d, want %s", p.src[p.pos:min(p.pos+8, len(p.src))], p.pos+1, want)
}

func (p *pathParser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

func (p *pathParser) accept(text string) bool {
	if strings.HasPrefix(p.src[p.pos:], text) {
		p.pos += len(text)
		return true
	}
	return false
}

func (p *pathParser) space() {
	for p.pos < len(p.src) && (p.src[p.pos] == ' ' || p.src[p.pos] == '\t') {
		p.pos++
	}
}

// path reads from $ or @ to the first character that goes on with no path.
func (p *pathParser) path() (*jsonPath, error) {
	path := &jsonPath{relative: p.peek() == '@'}
	p.pos++
	for p.pos < len(p.src) {
		descend := p.accept("..")
		if !descend && p.peek() != '[' && !p.accept(".") {
			return path, nil
		}
		if p.peek() == '[' {
			s, err := p.bracket()
			if err != nil {
				return nil, err
			}
			s.descend = descend
			path.steps = append(path.steps, s)
			continue
		}
		if p.accept("*") {
			path.steps = append(path.steps, pathStep{kind: pathWildcard, descend: descend})
			continue
		}
		name := p.name()
		if name == "" {
			return nil, p.unexpected("a name")
		}
		if p.peek() == '(' {
			return path, p.function(path, name)
		}
		path.steps = append(path.steps, pathStep{kind: pathNames, descend: descend, names: []string{name}})
	}
	return path, nil
}

// name reads what stands after a dot.
func (p *pathParser) name() string {
	start := p.pos
	for p.pos < len(p.src) && strings.IndexByte(".[]() \t=!<>&|,~?*'\"", p.src[p.pos]) < 0 {
		p.pos++
	}
	return p.src[start:p.pos]
}

func (p *pathParser) function(path *jsonPath, name string) error {
	if !slices.Contains(pathFunctions, name) {
		return fmt.Errorf("has no function %s()", name)
	}
	p.pos++
	path.function = name
	for p.space(); p.peek() != ')'; p.space() {
		if len(path.args) > 0 && !p.accept(",") {
			return p.unexpected("a comma or )")
		}
		p.space()
		v, err := p.literal()
		if err != nil {
			return err
		}
		path.args = append(path.args, v)
	}
	p.pos++
	return nil
}

// bracket reads [...].
func (p *pathParser) bracket() (pathStep, error) {
	p.pos++
	p.space()
	var s pathStep
	var err error
	switch c := p.peek(); {
	case c == '*':
		p.pos++
		s.kind = pathWildcard
	case c == '?':
		p.pos++
		s.kind = pathFilter
		s.filter, err = p.filterExpression()
	case c == '\'' || c == '"':
		s.kind = pathNames
		s.names, err = p.nameList()
	default:
		err = p.indexes(&s)
	}
	if err != nil {
		return s, err
	}
	p.space()
	if !p.accept("]") {
		return s, p.unexpected("]")
	}
	return s, nil
}

func (p *pathParser) nameList() (names []string, err error) {
	for {
		p.space()
		name, err := p.quoted()
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		p.space()
		if !p.accept(",") {
			return names, nil
		}
	}
}

// quoted reads a string in either quote; a backslash takes the next character
// as it is.
func (p *pathParser) quoted() (string, error) {
	quote := p.peek()
	if quote != '\'' && quote != '"' {
		return "", p.unexpected("a name in quotes")
	}
	var b strings.Builder
	for i := p.pos + 1; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == quote:
			p.pos = i + 1
			return b.String(), nil
		case c == '\\' && i+1 < len(p.src):
			i++
			b.WriteByte(p.src[i])
		default:
			b.WriteByte(c)
		}
	}
	p.pos = len(p.src)
	return "", p.unexpected("a closing quote")
}

// indexes reads 1, 1,2, 1:2, 1:, :2 and :.
func (p *pathParser) indexes(s *pathStep) error {
	first, hasFirst, err := p.integer()
	if err != nil {
		return err
	}
	p.space()
	if p.accept(":") {
		p.space()
		s.kind = pathSlice
		last, hasLast, err := p.integer()
		if hasFirst {
			s.from = &first
		}
		if hasLast {
			s.to = &last
		}
		return err
	}
	if !hasFirst {
		return p.unexpected("an index, a name in quotes, * or a filter")
	}
	s.kind = pathIndexes
	s.indexes = []int{first}
	for p.accept(",") {
		p.space()
		next, ok, err := p.integer()
		if err != nil {
			return err
		}
		if !ok {
			return p.unexpected("an index")
		}
		s.indexes = append(s.indexes, next)
		p.space()
	}
	return nil
}

func (p *pathParser) integer() (n int, ok bool, err error) {
	start := p.pos
	p.accept("-")
	for c := p.peek(); '0' <= c && c <= '9'; c = p.peek() {
		p.pos++
	}
	if p.pos == start {
		return 0, false, nil
	}
	n, err = strconv.Atoi(p.src[start:p.pos])
	return n, err == nil, err
}

// literal reads a string, number, boolean, null or JSON list.
func (p *pathParser) literal() (vtl.Value, error) {
	switch c := p.peek(); {
	case c == '\'' || c == '"':
		s, err := p.quoted()
		return vtl.Str(s), err
	case p.accept("true"):
		return vtl.Bool(true), nil
	case p.accept("false"):
		return vtl.Bool(false), nil
	case p.accept("null"):
		return vtl.Value{}, nil
	case c == '[':
		return p.listLiteral()
	case c == '-' || '0' <= c && c <= '9':
		start := p.pos
		for p.pos < len(p.src) && strings.IndexByte("+-.0123456789eE", p.src[p.pos]) >= 0 {
			p.pos++
		}
		return vtl.ParseJSON(p.src[start:p.pos])
	}
	return vtl.Value{}, p.unexpected("a value")
}

func (p *pathParser) listLiteral() (vtl.Value, error) {
	if p.depth++; p.depth > maxFilterNesting {
		return vtl.Value{}, errors.New("is nested too deeply")
	}
	defer func() { p.depth-- }()
	p.pos++
	l := vtl.NewJSONList()
	for p.space(); p.peek() != ']'; p.space() {
		if l.Len() > 0 && !p.accept(",") {
			return vtl.Value{}, p.unexpected("a comma or ]")
		}
		p.space()
		v, err := p.literal()
		if err != nil {
			return vtl.Value{}, err
		}
		l.Add(v)
	}
	p.pos++
	return vtl.FromList(l), nil
}
