package schema

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Describe makes the description of a document from a Go comment: the lines of
// a paragraph are joined, lists and code keep theirs. A comment that starts
// with the Go name, as Go comments do, starts with the name on the wire instead
// when one is given.
func Describe(doc, goName, wireName string) string {
	doc = strings.TrimSpace(doc)
	if rest, ok := strings.CutPrefix(doc, goName+" "); ok && goName != "" && wireName != "" {
		doc = wireName + " " + rest
	}
	var paragraphs []string
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(doc, "\t", "    "), "\n\n") {
		paragraphs = append(paragraphs, unwrap(strings.TrimRight(paragraph, "\n ")))
	}
	return strings.Join(paragraphs, "\n\n")
}

func unwrap(paragraph string) string {
	lines := strings.Split(paragraph, "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
			return paragraph
		}
	}
	return strings.Join(lines, " ")
}

// Summarize splits a method's comment into the summary, which is its first
// sentence without the method's name and without the period, and the
// description, which is empty when there is no more to say than the summary.
func Summarize(doc, goName string) (summary, description string) {
	text := Describe(doc, "", "")
	if rest, ok := strings.CutPrefix(text, goName+" "); ok {
		r, size := utf8.DecodeRuneInString(rest)
		text = string(unicode.ToUpper(r)) + rest[size:]
	}
	first, _, _ := strings.Cut(text, "\n")
	end := sentenceEnd(first)
	summary = strings.TrimSuffix(strings.TrimSpace(first[:end]), ".")
	if end == len(text) {
		return summary, ""
	}
	return summary, text
}

// sentenceEnd gives the index behind the first sentence: a period before a
// blank, unless it ends an abbreviation.
func sentenceEnd(s string) int {
	for i := range len(s) {
		if s[i] != '.' || i+1 < len(s) && s[i+1] != ' ' {
			continue
		}
		word := s[strings.LastIndexByte(s[:i], ' ')+1 : i]
		switch strings.ToLower(strings.TrimLeft(word, "(")) {
		case "e.g", "i.e", "etc", "vs", "cf", "no":
			continue
		}
		return i + 1
	}
	return len(s)
}

// IsDeprecated reports whether a comment has a paragraph that starts with
// "Deprecated:", Go's mark for it.
func IsDeprecated(doc string) bool {
	return strings.HasPrefix(doc, "Deprecated:") || strings.Contains(doc, "\n\nDeprecated:")
}
