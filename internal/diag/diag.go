// Package diag holds findings about a user's files: where they are, how bad
// they are, and how they are shown.
//
// A finding is not an error: the work that met it goes on, so that all of them
// are reported at once.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// A Pos is a place in a file. Line and Col count from 1; zero means unknown.
type Pos struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"column,omitempty"`
}

// String writes the position as editors read it: file:line:col.
func (p Pos) String() string {
	switch {
	case p.File == "" && p.Line == 0:
		return "-"
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// IsValid reports whether the position names a line of a file.
func (p Pos) IsValid() bool { return p.File != "" && p.Line > 0 }

// Severity says what a finding means for the work.
type Severity string

const (
	// Error findings stop the work: nothing is written, or the service would refuse.
	Error Severity = "error"
	// Warning findings are accepted but differ from what was probably meant.
	Warning Severity = "warning"
	// Info findings are advice.
	Info Severity = "info"
)

// A Diagnostic is one finding about one place in a file.
type Diagnostic struct {
	Pos      Pos      `json:"pos"`
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`              // stable ID, e.g. "model-name"
	Message  string   `json:"message"`           // names the thing; no final period
	Hint     string   `json:"hint,omitempty"`    // the next step, when there is one
	Pointer  string   `json:"pointer,omitempty"` // JSON pointer, when the finding is about a document
	Source   Pos      `json:"source,omitzero"`   // the Go source the place was generated from, when it is known
	Fix      *Fix     `json:"fix,omitempty"`     // nil when a person has to decide
}

// A Fix is a way to mend a finding that changes nothing else.
type Fix struct {
	Message string `json:"message"` // what it does: write httpMethod: POST
	Edits   []Edit `json:"edits"`
}

// An Edit puts a text in place of what stands from Start up to End.
type Edit struct {
	Start Pos    `json:"start"`
	End   Pos    `json:"end"`
	Text  string `json:"text"`
}

// Place gives the position to show first: that in the Go source, where people
// mend generated documents, else that in the file.
func (d Diagnostic) Place() Pos {
	if d.Source.IsValid() {
		return d.Source
	}
	return d.Pos
}

// A List is the findings of one run.
type List []Diagnostic

// HasErrors reports whether any finding is an [Error].
func (l List) HasErrors() bool { return l.Count(Error) > 0 }

// Count tells how many findings have the severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Distinct gives the findings without those that say again what one before says, as
// of a struct that several others embed.
func (l List) Distinct() List {
	seen := make(map[Diagnostic]bool, len(l))
	return slices.DeleteFunc(slices.Clone(l), func(d Diagnostic) bool {
		again := seen[d]
		seen[d] = true
		return again
	})
}

// Sort orders the findings by file, line and column, and keeps the order of
// those at one place.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
		)
	})
}
