package schema

import (
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	for _, tt := range []struct{ name, doc, goName, wire, want string }{
		{"empty", "", "ID", "id", ""},
		{"lines are joined", "One\ntwo\n\nthree\nfour\n", "", "", "One two\n\nthree four"},
		{"name on the wire", "FirstName is given.", "FirstName", "firstName", "firstName is given."},
		{"another name", "FirstNames are given.", "FirstName", "firstName", "FirstNames are given."},
		{"lists stay", "Either:\n  - a\n  - b", "", "", "Either:\n  - a\n  - b"},
		{"code stays", "Call\n\n\tf(x)\n\tg(x)", "", "", "Call\n\n    f(x)\n    g(x)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Describe(tt.doc, tt.goName, tt.wire); got != tt.want {
				t.Errorf("Describe(%q) = %q, want %q", tt.doc, got, tt.want)
			}
		})
	}
}

func TestSummarize(t *testing.T) {
	for _, tt := range []struct{ doc, summary, description string }{
		{"", "", ""},
		{"GetThing returns a thing.", "Returns a thing", ""},
		{"GetThing returns a thing", "Returns a thing", ""},
		{"Returns a thing, e.g. this. And more.", "Returns a thing, e.g. this", "Returns a thing, e.g. this. And more."},
		{"GetThing returns\na thing.\n\nMore.", "Returns a thing", "Returns a thing.\n\nMore."},
		{"GetThing 3.5 is fine.", "3.5 is fine", ""},
		{"GetThing überall.", "Überall", ""},
	} {
		if s, d := Summarize(tt.doc, "GetThing"); s != tt.summary || d != tt.description {
			t.Errorf("Summarize(%q) = %q, %q, want %q, %q", tt.doc, s, d, tt.summary, tt.description)
		}
	}
}

func FuzzSummarize(f *testing.F) {
	f.Add("GetThing returns a thing. And more.", "GetThing")
	f.Add(". ", "")
	f.Add("X \xff", "X")
	f.Fuzz(func(t *testing.T, doc, name string) {
		summary, _ := Summarize(doc, name)
		if strings.Contains(summary, "\n") {
			t.Errorf("Summarize(%q, %q) has a summary of several lines: %q", doc, name, summary)
		}
	})
}
