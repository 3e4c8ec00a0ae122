package lint

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/javaregexp"
	"github.com/apigen-go/apigen/internal/openapi"
)

var responseDefaultMissing = &Rule{
	ID:       "response-default-missing",
	Severity: diag.Warning,
	Doc: `an integration does not map every answer of its backend

An answer that no pattern takes is a 500 to the caller. Patterns are matched with
the status of an HTTP backend or an AWS service; of a Lambda function with the
message of its error, so that only default takes a success. A mock needs what its
own status matches.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || isProxy(in) || apigw.HasPlaceholder(string(in.Type)) {
				continue
			}
			responses := s.Doc.Root.Lookup(in.Pointer + "/responses")
			if intrinsic(responses) || intrinsic(s.Doc.Root.Lookup(in.Pointer)) {
				continue
			}
			if missing := unmapped(in, responses); missing != "" {
				report(in.Pointer, name(m, r)+" has no response for "+missing+", which will be answered 500", "add default to the responses of the integration")
			}
		}
	},
}

// unmapped names an answer of the backend that no integration response takes.
func unmapped(in *apigw.Integration, responses *openapi.Node) string {
	if responses.Get("default") != nil {
		return ""
	}
	var patterns []*javaregexp.Regexp
	for _, r := range responses.MembersOrNil() {
		if p, err := javaregexp.CompileWhole(r.Key, 100*time.Millisecond); err == nil && !apigw.HasPlaceholder(r.Key) {
			patterns = append(patterns, p)
		} else {
			return "" // reported elsewhere, or not known yet
		}
	}
	taken := func(answer string) bool {
		return slices.ContainsFunc(patterns, func(p *javaregexp.Regexp) bool { ok, err := p.MatchString(answer); return ok && err == nil })
	}
	answers := map[string]string{"200": "a success", "400": "an error of the caller", "500": "an error of the backend"}
	if _, ok := apigw.ParseLambdaURI(in.URI); ok {
		return "a success"
	}
	if in.Type == apigw.IntegrationMock {
		answers = map[string]string{}
		for _, template := range in.RequestTemplates {
			var given struct{ StatusCode int }
			if json.Unmarshal([]byte(template), &given) != nil || given.StatusCode == 0 {
				return "" // a template decides, or none does: see mock-status
			}
			answers[strconv.Itoa(given.StatusCode)] = "its status " + strconv.Itoa(given.StatusCode)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		if !taken(status) {
			return answers[status]
		}
	}
	return ""
}
