package state

import (
	"slices"
	"strings"
)

// MayInvoke reports whether the resource policy of a function lets API Gateway
// invoke it on behalf of one of the source ARNs. Account is that of the API.
func (d *Data) MayInvoke(function, qualifier, account string, sources ...string) bool {
	for _, p := range d.Policies[function] {
		if p.Qualifier != qualifier || p.Principal != "apigateway.amazonaws.com" {
			continue
		}
		if p.Action != "lambda:InvokeFunction" && p.Action != "lambda:*" && p.Action != "*" {
			continue
		}
		if p.SourceAccount != "" && p.SourceAccount != account {
			continue
		}
		if p.SourceARN == "" || slices.ContainsFunc(sources, func(arn string) bool { return matchesARN(p.SourceARN, arn) }) {
			return true
		}
	}
	return false
}

// matchesARN matches an ARN against a pattern in which * stands for any text
// and ? for one character, as in the ArnLike condition of a permission.
func matchesARN(pattern, arn string) bool {
	p, a, star, retry := 0, 0, -1, 0
	for a < len(arn) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, a
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == arn[a]):
			p++
			a++
		case star >= 0:
			p, retry = star+1, retry+1
			a = retry
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
