package httpapi

import (
	"net/url"
	"strings"
)

// A query is a query string: as it came, and its parameters decoded, in order.
type query struct {
	raw    string
	params []param
}

type param struct{ name, value string }

// parseQuery decodes a query string; what cannot be decoded stays as it is.
func parseQuery(raw string) query {
	raw, _, _ = strings.Cut(raw, "#")
	q := query{raw: raw}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		q.params = append(q.params, param{unescape(name), unescape(value)})
	}
	return q
}

func unescape(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	return s
}

// values gives all values of a parameter.
func (q query) values(name string) []string {
	var all []string
	for _, p := range q.params {
		if p.name == name {
			all = append(all, p.value)
		}
	}
	return all
}

// multi groups the values by name; nil without any.
func (q query) multi() map[string][]string {
	var out map[string][]string
	for _, p := range q.params {
		if out == nil {
			out = map[string][]string{}
		}
		out[p.name] = append(out[p.name], p.value)
	}
	return out
}

// joined has one text for each name, its values with commas; nil without any.
func (q query) joined() map[string]string {
	var out map[string]string
	for name, values := range q.multi() {
		if out == nil {
			out = map[string]string{}
		}
		out[name] = strings.Join(values, ",")
	}
	return out
}

// without gives the query without a parameter.
func (q query) without(name string) query {
	var left query
	for _, p := range q.params {
		if p.name != name {
			left.params = append(left.params, p)
		}
	}
	left.raw = left.encode()
	return left
}

// with gives the query with one more parameter.
func (q query) with(name, value string) query {
	out := query{params: append(q.params[:len(q.params):len(q.params)], param{name, value})}
	out.raw = q.raw
	if out.raw != "" {
		out.raw += "&"
	}
	out.raw += url.QueryEscape(name) + "=" + url.QueryEscape(value)
	return out
}

func (q query) encode() string {
	pairs := make([]string, len(q.params))
	for i, p := range q.params {
		pairs[i] = url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value)
	}
	return strings.Join(pairs, "&")
}
