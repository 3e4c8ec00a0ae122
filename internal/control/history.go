package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A History remembers on this machine what was imported, for a rollback and to
// tell own imports from changes by hand. What it does not have, another machine
// imported: then the descriptions of deployments tell, and git has the document.
type History struct {
	Dir string // empty remembers nothing
}

// mostRecords is how many imports of one API are remembered.
const mostRecords = 50

// A record is one import.
type record struct {
	Document  string            `json:"document"` // hash, as in the deployment's description
	Stored    string            `json:"stored"`   // digest of the API read back
	Time      time.Time         `json:"time"`
	Stage     string            `json:"stage,omitempty"`
	Revision  string            `json:"revision,omitempty"`
	Variables map[string]string `json:"stageVariables,omitempty"`
	// Definition is the API as it was read back, which has Stored as its digest.
	Definition json.RawMessage `json:"definition"`
	// Body is the document as it was sent, with its parameters filled in.
	Body json.RawMessage `json:"body"`
}

func (h History) folder(api string) string { return filepath.Join(h.Dir, api) }

// add remembers an import and forgets the oldest beyond [mostRecords].
func (h History) add(api string, r record) error {
	if h.Dir == "" {
		return nil
	}
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("remember the import: %w", err)
	}
	name := r.Time.UTC().Format("20060102T150405.000000Z") + "-" + r.Document + "-" + r.Stored + ".json"
	if err := writeFile(filepath.Join(h.folder(api), name), append(data, '\n')); err != nil {
		return err
	}
	names, err := h.names(api)
	if err != nil {
		return err
	}
	for _, old := range names[:max(0, len(names)-mostRecords)] {
		if err := os.Remove(filepath.Join(h.folder(api), old)); err != nil {
			return fmt.Errorf("forget an old import: %w", err)
		}
	}
	return nil
}

// names lists the records of an API, the oldest first.
func (h History) names(api string) ([]string, error) {
	if h.Dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(h.folder(api))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the history of imports: %w", err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".json") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// holds reports whether an import left the API with this digest.
func (h History) holds(api, digest string) (bool, error) {
	names, err := h.names(api)
	return slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, "-"+digest+".json") }), err
}

// pair reports whether an import of this document left the API with this digest.
func (h History) pair(api, document, digest string) (bool, error) {
	names, err := h.names(api)
	return slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, "-"+document+"-"+digest+".json") }), err
}

// find gives the latest import with this hash of its document or its definition,
// or nil.
func (h History) find(api, hash string) (*record, error) {
	names, err := h.names(api)
	if err != nil || hash == "" {
		return nil, err
	}
	for _, name := range slices.Backward(names) {
		if !strings.Contains(strings.TrimSuffix(name, ".json")+"-", "-"+hash+"-") {
			continue
		}
		file := filepath.Join(h.folder(api), name)
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read the history of imports: %w", err)
		}
		r := &record{}
		if err := json.Unmarshal(data, r); err != nil {
			return nil, fmt.Errorf("read the history of imports: %s: %w", file, err)
		}
		return r, nil
	}
	return nil, nil
}

// document gives the document of a record.
func (r *record) document() (*openapi.Document, error) {
	doc, err := openapi.Parse("import of "+r.Time.Format(time.DateTime), r.Body)
	if err != nil {
		return nil, fmt.Errorf("read the history of imports: %w", err)
	}
	return doc, nil
}

// definition gives the definition of a record, or nil when it has none.
func (r *record) definition(p plane) (definition, error) {
	if len(r.Definition) == 0 || string(r.Definition) == "null" {
		return nil, nil
	}
	d, err := p.remembered(r.Definition)
	if err != nil {
		return nil, fmt.Errorf("read the history of imports: %w", err)
	}
	return d, nil
}
