package policy

import "strings"

// Like matches a text against a pattern in which * stands for any text and ?
// for one character.
func Like(pattern, text string) bool {
	p, t, star, retry := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			p, retry = star+1, retry+1
			t = retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// likeARN compares two ARNs part by part, so that a wildcard does not reach
// beyond its part.
func likeARN(pattern, arn string) bool {
	p, a := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(p) != len(a) {
		return false
	}
	for i := range p {
		if !Like(p[i], a[i]) {
			return false
		}
	}
	return true
}

// expand puts the values of policy variables such as ${aws:username} into a
// text. A variable without a value stays as it is, and matches nothing.
func expand(text string, r *Request) string {
	before, rest, found := strings.Cut(text, "${")
	if !found {
		return text
	}
	name, after, closed := strings.Cut(rest, "}")
	if !closed {
		return text
	}
	value := "${" + name + "}"
	switch name {
	case "*", "?", "$":
		value = name
	default:
		name, fallback, _ := strings.Cut(name, ",")
		if values := r.Keys[strings.ToLower(strings.TrimSpace(name))]; len(values) == 1 {
			value = values[0]
		} else if fallback != "" {
			value = strings.Trim(strings.TrimSpace(fallback), "'")
		}
	}
	return before + value + expand(after, r)
}
