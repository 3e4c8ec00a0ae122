package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
)

// Off is the severity that turns a rule off.
const Off diag.Severity = "off"

// A Setting gives a rule another severity, in a whole project.
type Setting struct {
	Rule     string
	Severity diag.Severity // Off, Info, Warning or Error
	Pos      diag.Pos      // of the setting, for findings about it
}

var settingUnknown = &Rule{
	ID:       "setting-unknown",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `the configuration sets a rule that does not exist

A name that is misspelt, or that of a rule which went away, silently does nothing.`,
	Check: func(s *Subject, report Report) {}, // judge reports it: it is about no place of the document
}

// ruleIDs gives the names of all rules.
func ruleIDs() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// unknownRule says what is wrong with a rule's name; nothing when it is known.
func unknownRule(id string) (message, hint string) {
	ids := ruleIDs()
	if slices.Contains(ids, id) {
		return "", ""
	}
	hint = "docs/rules.md lists the rules"
	if near := diag.Nearest(id, ids); near != "" {
		hint = "did you mean " + near
	}
	return "there is no rule " + id, hint
}

// judge drops what is silenced, sets severities, and adds what is wrong with
// settings and ignores themselves.
func (s *Subject) judge(all []finding, rules []*Rule) []finding {
	var extra []finding
	severity := map[string]diag.Severity{}
	for _, set := range s.Opts.Settings {
		if message, hint := unknownRule(set.Rule); message != "" {
			extra = append(extra, about(settingUnknown, set.Pos, message, hint))
			continue
		}
		severity[set.Rule] = set.Severity
	}
	runs := func(id string) bool {
		return severity[id] != Off && slices.ContainsFunc(rules, func(r *Rule) bool { return r.ID == id })
	}
	for i := range all {
		if s.Opts.Source != nil && all[i].Pointer != "" {
			all[i].Source = s.Opts.Source(all[i].Pointer)
		}
	}
	all, wrong := s.silence(all, runs)
	all = append(append(all, extra...), wrong...)
	all = slices.DeleteFunc(all, func(f finding) bool { return !runs(f.Rule) })
	for i := range all {
		if want := severity[all[i].Rule]; want != "" {
			all[i].Severity = want
		}
	}
	return all
}

// about makes a finding that is not about a place of the document.
func about(rule *Rule, pos diag.Pos, message, hint string) finding {
	return finding{Diagnostic: diag.Diagnostic{Pos: pos, Severity: rule.Severity, Rule: rule.ID, Message: message, Hint: hint}}
}

// silence drops the findings that an ignore is about, and gives what is wrong
// with the ignores. Those about a rule that does not run are let be.
func (s *Subject) silence(all []finding, runs func(string) bool) (kept, wrong []finding) {
	for _, ig := range append(documentIgnores(s.Doc, s.Opts.Text), s.Opts.Ignores...) {
		if message, hint := unknownRule(ig.Rule); message != "" {
			wrong = append(wrong, about(ignoreUnknown, ig.Pos, message, hint))
			continue
		}
		if strings.TrimSpace(ig.Reason) == "" {
			wrong = append(wrong, about(ignoreReason, ig.Pos, "apigen:ignore "+ig.Rule+" does not say why, so it does not hold",
				"write apigen:ignore "+ig.Rule+" and the reason"))
			continue
		}
		before := len(all)
		all = slices.DeleteFunc(all, func(f finding) bool { return f.Rule == ig.Rule && s.hits(ig, f.Pointer) })
		if len(all) == before && runs(ig.Rule) {
			wrong = append(wrong, about(ignoreUnused, ig.Pos, "apigen:ignore "+ig.Rule+" silences nothing",
				"remove it, or put it above what the finding is about"))
		}
	}
	return all, wrong
}
