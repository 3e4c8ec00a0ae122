package diag

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
)

// A Tool is who found the findings, for [WriteSARIF].
type Tool struct {
	Name    string
	Version string
	Rules   []ToolRule // every rule there is, sorted by ID
}

// A ToolRule describes a rule.
type ToolRule struct {
	ID       string
	Title    string
	Text     string
	Severity Severity
	HelpURI  string
}

// WriteSARIF writes the findings in the Static Analysis Results Interchange
// Format 2.1.0, which code scanning of GitHub and editors read. A finding is at
// its place in the Go source when that is known, with the document beside it.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func WriteSARIF(w io.Writer, tool Tool, l List) error {
	index := map[string]int{}
	driver := sarifDriver{Name: tool.Name, Version: tool.Version, Rules: []sarifRule{}}
	for i, r := range tool.Rules {
		index[r.ID] = i
		driver.Rules = append(driver.Rules, sarifRule{
			ID: r.ID, ShortDescription: sarifText{r.Title}, FullDescription: sarifText{r.Text}, HelpURI: r.HelpURI,
			Configuration: sarifConfiguration{sarifLevel(r.Severity)},
		})
	}
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = driver
	for _, d := range l {
		run.Results = append(run.Results, sarifOf(d, index))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

func sarifOf(d Diagnostic, index map[string]int) sarifResult {
	message := d.Message
	if d.Hint != "" {
		message += ". Hint: " + d.Hint
	}
	at := sarifAt(d.Place())
	if d.Pointer != "" {
		at.Logical = []sarifLogical{{FullyQualifiedName: d.Pointer, Kind: "member"}}
	}
	out := sarifResult{RuleID: d.Rule, Level: sarifLevel(d.Severity), Message: sarifText{message}, Locations: []sarifLocation{at}}
	if i, ok := index[d.Rule]; ok {
		out.RuleIndex = &i
	}
	if d.Source.IsValid() {
		related := sarifAt(d.Pos)
		related.ID, related.Message = 1, &sarifText{"the place in the document"}
		out.Related = []sarifLocation{related}
	}
	if d.Fix != nil {
		out.Fixes = []sarifFix{sarifFixOf(d)}
	}
	return out
}

func sarifFixOf(d Diagnostic) sarifFix {
	change := sarifChange{Artifact: sarifArtifact{sarifURI(d.Pos.File)}}
	for _, e := range d.Fix.Edits {
		change.Replacements = append(change.Replacements, sarifReplacement{
			Deleted:  sarifRegion{e.Start.Line, e.Start.Col, e.End.Line, e.End.Col},
			Inserted: sarifText{e.Text},
		})
	}
	return sarifFix{Description: sarifText{d.Fix.Message}, Changes: []sarifChange{change}}
}

func sarifLevel(s Severity) string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "note"
}

func sarifAt(p Pos) sarifLocation {
	if p.File == "" {
		return sarifLocation{}
	}
	at := &sarifPhysical{Artifact: sarifArtifact{sarifURI(p.File)}}
	if p.Line > 0 {
		at.Region = &sarifRegion{StartLine: p.Line, StartColumn: p.Col}
	}
	return sarifLocation{Physical: at}
}

func sarifURI(file string) string {
	u := url.URL{Path: filepath.ToSlash(file)}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string             `json:"id"`
	ShortDescription sarifText          `json:"shortDescription"`
	FullDescription  sarifText          `json:"fullDescription"`
	HelpURI          string             `json:"helpUri,omitempty"`
	Configuration    sarifConfiguration `json:"defaultConfiguration"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex *int            `json:"ruleIndex,omitempty"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes     []sarifFix      `json:"fixes,omitempty"`
}

type sarifLocation struct {
	ID       int            `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifLogical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
	Kind               string `json:"kind"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted sarifText   `json:"insertedContent"`
}
