package vtl

import (
	"errors"
	"fmt"
	"strings"
)

// A Source is the text of a template and where that text begins in its file, so
// that an error in a template inside a YAML document names the YAML line.
type Source struct {
	File string // shown in errors; may be empty
	Line int    // of the first character, counted from 1; zero means 1
	Col  int    // of the first character, counted from 1; zero means 1
	Text string

	// Indent is how many columns every line after the first is moved to the
	// right in the file, as in a YAML block scalar. Zero for a file of its own.
	Indent int
}

// A Position is a place in a file. Line and Col count from 1; Col counts bytes.
type Position struct {
	File string
	Line int
	Col  int
}

// String writes the position as editors read it: file:line:col.
func (p Position) String() string {
	if p.File == "" {
		return fmt.Sprintf("%d:%d", p.Line, p.Col)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// at finds the position of the byte at offset.
func (s Source) at(offset int) Position {
	offset = min(max(offset, 0), len(s.Text))
	before := s.Text[:offset]
	p := Position{File: s.File, Line: max(s.Line, 1)}
	newlines := strings.Count(before, "\n")
	if newlines == 0 {
		p.Col = max(s.Col, 1) + offset
		return p
	}
	p.Line += newlines
	p.Col = offset - strings.LastIndexByte(before, '\n') + s.Indent
	return p
}

// A SyntaxError is a template that cannot be parsed. API Gateway answers a
// request that needs such a template with status 500.
type SyntaxError struct {
	Pos     Position
	Message string
	Hint    string // what to write instead, when that is known
}

func (e *SyntaxError) Error() string {
	text := e.Pos.String() + ": " + e.Message
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// A RenderError is a template that could not be rendered: a method that failed,
// or a limit that was reached.
type RenderError struct {
	Pos Position
	Err error
}

func (e *RenderError) Error() string { return e.Pos.String() + ": " + e.Err.Error() }

func (e *RenderError) Unwrap() error { return e.Err }

// The limits a rendering may reach; see [Limits].
var (
	ErrSteps  = errors.New("template takes too many steps")
	ErrDepth  = errors.New("template or value is nested too deeply")
	ErrOutput = errors.New("template makes too much text")
	// ErrPattern is a regular expression that has to be tried in too many ways.
	ErrPattern = errors.New("matching takes too long")
)

// ErrNoMethod is what [Object.Call] answers when the object has no such method,
// or none that takes these arguments. The reference is then empty, as on API
// Gateway.
var ErrNoMethod = errors.New("no such method")
