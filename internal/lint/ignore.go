package lint

import (
	"bytes"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// An Ignore silences the findings of one rule at one place and below it.
//
// In YAML it is a comment above a key or behind it, in a contract a comment in
// the Go source above the type, field or route, or behind it:
//
//	# apigen:ignore security-public the health check is for everybody
//	//apigen:ignore security-public the health check is for everybody
//
// In JSON, and in YAML too, it is a member, which API Gateway ignores:
//
//	"x-apigen-ignore": {"security-public": "the health check is for everybody"}
//
// Above the first key of a document it holds for all of it.
type Ignore struct {
	Rule   string
	Reason string
	Pos    diag.Pos // of the ignore itself
	// At is the line it is about; the column does not count.
	At diag.Pos
	// Pointer is what it is about when it is a member.
	Pointer string
	member  bool
}

const (
	ignoreWord   = "apigen:ignore"
	ignoreMember = "x-apigen-ignore"
)

var ignoreUnknown = &Rule{
	ID:       "ignore-unknown",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `an ignore names a rule that does not exist

It silences nothing.`,
	Check: func(*Subject, Report) {}, // judge reports it, and the next two
}

var ignoreReason = &Rule{
	ID:       "ignore-reason",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `an ignore does not say why

Whoever reads it next cannot know whether it still holds, so it does not.`,
	Check: func(*Subject, Report) {},
}

var ignoreUnused = &Rule{
	ID:       "ignore-unused",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `an ignore silences nothing

What it was about is gone, or it stands in the wrong place.`,
	Check: func(*Subject, Report) {},
}

// hits reports whether the ignore is about the value at the pointer, or about one
// that it is part of.
func (s *Subject) hits(ig Ignore, pointer string) bool {
	if ig.member {
		return pointer == ig.Pointer || strings.HasPrefix(pointer, ig.Pointer+"/")
	}
	for {
		if at := s.posOf(pointer); at.File == ig.At.File && at.Line == ig.At.Line {
			return true
		}
		if s.Opts.Source != nil {
			if at := s.Opts.Source(pointer); at.File == ig.At.File && at.Line == ig.At.Line {
				return true
			}
		}
		if pointer == "" {
			return false
		}
		pointer = pointer[:strings.LastIndexByte(pointer, '/')]
	}
}

func (s *Subject) posOf(pointer string) diag.Pos {
	if pointer == "" && s.Doc.Root != nil {
		return s.Doc.Root.Pos
	}
	return s.Doc.PosOf(pointer)
}

// documentIgnores gives the ignores a document holds.
func documentIgnores(doc *openapi.Document, text []byte) []Ignore {
	var all []Ignore
	doc.Root.Walk(func(path []string, n *openapi.Node) bool {
		own := n.Get(ignoreMember)
		for _, m := range own.MembersOrNil() {
			all = append(all, Ignore{Rule: m.Key, Reason: m.Value.StringOr(""), Pos: m.Pos, Pointer: openapi.Pointer(path...), member: true})
		}
		return true
	})
	if doc.Format == openapi.YAML && bytes.Contains(text, []byte(ignoreWord)) {
		all = append(all, yamlIgnores(doc, text)...)
	}
	return all
}

// yamlIgnores reads the comments of a YAML text. A line that only looks like a
// comment, inside a text of several lines, is none.
func yamlIgnores(doc *openapi.Document, text []byte) []Ignore {
	inside := textLines(doc.Root)
	lines := strings.Split(string(text), "\n")
	var all []Ignore
	for i, line := range lines {
		at := strings.Index(line, "# "+ignoreWord+" ")
		if at < 0 || at > 0 && line[at-1] != ' ' && line[at-1] != '\t' || inside(i+1) {
			continue
		}
		about := i + 1
		if strings.TrimSpace(line[:at]) == "" {
			about = nextKey(lines, i+1)
		}
		pos := diag.Pos{File: doc.File, Line: i + 1, Col: at + 1}
		for _, ig := range directive(line[at+2:]) {
			ig.Pos, ig.At = pos, diag.Pos{File: doc.File, Line: about}
			all = append(all, ig)
		}
	}
	return all
}

// nextKey gives the number of the next line that is no comment and not blank.
func nextKey(lines []string, i int) int {
	for ; i < len(lines); i++ {
		if line := strings.TrimSpace(lines[i]); line != "" && line[0] != '#' && line != "---" {
			return i + 1
		}
	}
	return 0
}

// textLines tells of a line whether it is inside a scalar that holds the word.
func textLines(root *openapi.Node) func(line int) bool {
	type extent struct {
		start int
		text  bool
	}
	var all []extent
	root.Walk(func(_ []string, n *openapi.Node) bool {
		all = append(all, extent{n.Pos.Line, n.Is(openapi.String) && strings.Contains(n.Text, ignoreWord)})
		return true
	})
	slices.SortStableFunc(all, func(a, b extent) int { return a.start - b.start })
	return func(line int) bool {
		last := extent{}
		for _, e := range all {
			if e.start > line {
				break
			}
			last = e
		}
		return last.text && last.start < line
	}
}

// directive reads "apigen:ignore RULE,RULE reason". A second comment mark ends
// the reason.
func directive(text string) []Ignore {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), ignoreWord+" ")
	if !ok {
		return nil
	}
	rest, _, _ = strings.Cut(rest, " # ")
	rules, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	var all []Ignore
	for id := range strings.SplitSeq(rules, ",") {
		all = append(all, Ignore{Rule: id, Reason: strings.TrimSpace(reason)})
	}
	return all
}

// GoIgnores reads the ignores of a Go source file. A comment of its own line is
// about the next line of code, another about its own line. File is the name that
// positions of the contract have.
func GoIgnores(file string, src []byte) []Ignore {
	if !bytes.Contains(src, []byte("//"+ignoreWord+" ")) {
		return nil
	}
	files := token.NewFileSet()
	handle := files.AddFile(file, -1, len(src))
	var s scanner.Scanner
	s.Init(handle, src, func(token.Position, string) {}, scanner.ScanComments)
	var all, waiting []Ignore
	code := 0 // the line of the last token that is no comment
	for {
		pos, tok, literal := s.Scan()
		line := files.Position(pos).Line
		switch {
		case tok == token.EOF:
			return all
		case tok == token.COMMENT:
			for _, ig := range directive(strings.TrimPrefix(literal, "//")) {
				ig.Pos = diag.Pos{File: file, Line: line, Col: files.Position(pos).Column}
				if line == code {
					ig.At = diag.Pos{File: file, Line: line}
					all = append(all, ig)
				} else {
					waiting = append(waiting, ig)
				}
			}
		case tok == token.SEMICOLON && literal == "\n":
		default:
			code = line
			for _, ig := range waiting {
				ig.At = diag.Pos{File: file, Line: line}
				all = append(all, ig)
			}
			waiting = nil
		}
	}
}
