package authorizer

import (
	"fmt"
	"strings"
)

// A Source is a place of a request the caller's identity comes from.
type Source struct {
	Location string // header, querystring, stageVariables or context
	Name     string // of context without $context, e.g. identity.sourceIp
}

// Sources are an authorizer's identity sources.
type Sources []Source

// ParseSources reads identity sources in the form of REST APIs, one text with
// commas (method.request.header.X, stageVariables.X, context.X), or of HTTP APIs,
// a list ($request.header.X, $stageVariables.X, $context.X).
func ParseSources(texts ...string) (Sources, error) {
	var all Sources
	for _, text := range texts {
		for part := range strings.SplitSeq(text, ",") {
			part = strings.TrimSpace(part)
			if part == "" {
				continue
			}
			source, ok := parseSource(part)
			if !ok {
				return nil, fmt.Errorf("identity source %q: want method.request.header.NAME, method.request.querystring.NAME, stageVariables.NAME or context.NAME", part)
			}
			all = append(all, source)
		}
	}
	return all, nil
}

func parseSource(text string) (Source, bool) {
	text = strings.TrimPrefix(text, "$")
	for _, form := range []struct{ prefix, location string }{
		{"method.request.header.", "header"}, {"request.header.", "header"},
		{"method.request.querystring.", "querystring"}, {"request.querystring.", "querystring"},
		{"stageVariables.", "stageVariables"}, {"context.", "context"},
	} {
		if name, ok := strings.CutPrefix(text, form.prefix); ok && name != "" {
			return Source{form.location, name}, true
		}
	}
	return Source{}, false
}

// Values gives the value each source has. Missing names the first that has none
// or an empty one.
func (s Sources) Values(value func(Source) string) (values []string, missing string) {
	for _, source := range s {
		v := value(source)
		if v == "" && missing == "" {
			missing = source.Location + " " + source.Name
		}
		values = append(values, v)
	}
	return values, missing
}
