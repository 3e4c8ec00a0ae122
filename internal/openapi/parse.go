package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

// Limits of a document, so that a hostile one ends with an error. API Gateway
// itself takes 6 MB; the largest public document seen has 327 KB.
const (
	maxBytes = 32 << 20
	maxNodes = 1_000_000 // after aliases are expanded
	maxDepth = 500
)

// A Format is the notation of a document.
type Format string

const (
	JSON Format = "json"
	YAML Format = "yaml"
)

// A Document is a parsed file.
type Document struct {
	File   string
	Format Format
	Root   *Node
	// Findings are oddities that do not stop the reading, such as a key that
	// stands twice in an object (the last one counts).
	Findings diag.List
}

// A SyntaxError says where a document stops being JSON or YAML.
type SyntaxError struct {
	Pos     diag.Pos
	Message string
}

func (e *SyntaxError) Error() string { return e.Pos.String() + ": " + e.Message }

// Parse reads a document. File is its name for positions. What begins with a
// brace or a bracket is read as JSON first, because tab-indented JSON is no
// YAML; everything else, and a text that merely looks like JSON in a file not
// named .json, is read as YAML. An error is a [*SyntaxError].
func Parse(file string, data []byte) (*Document, error) {
	doc := &Document{File: file}
	if len(data) > maxBytes {
		return nil, &SyntaxError{diag.Pos{File: file}, fmt.Sprintf("document has %d bytes, at most %d are read", len(data), maxBytes)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	start := bytes.TrimLeft(data, " \t\r\n")
	if len(start) == 0 {
		return nil, &SyntaxError{diag.Pos{File: file, Line: 1, Col: 1}, "document is empty"}
	}
	if start[0] != '{' && start[0] != '[' {
		return parseYAML(doc, data)
	}
	root, jsonErr := doc.scanJSON(data)
	if jsonErr == nil {
		doc.Format, doc.Root = JSON, root
		return doc, nil
	}
	var syntax *SyntaxError
	if errors.As(jsonErr, &syntax) && !strings.EqualFold(filepath.Ext(file), ".json") {
		if flow, err := parseYAML(&Document{File: file}, data); err == nil {
			return flow, nil
		}
	}
	return nil, jsonErr
}

// duplicate notes a key that stands twice in one object.
func (d *Document) duplicate(pos diag.Pos, key string, first diag.Pos) {
	d.Findings = append(d.Findings, diag.Diagnostic{
		Pos: pos, Severity: diag.Warning, Rule: "duplicate-key",
		Message: fmt.Sprintf("key %q stands twice in one object; the first is at line %d", key, first.Line),
		Hint:    "the last one counts; remove the other",
	})
}
