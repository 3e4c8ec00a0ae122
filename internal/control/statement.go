package control

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// A statement is one of a Lambda function's resource policy.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
type statement struct {
	Sid       string
	Effect    string
	Principal principal
	Action    texts
	Condition map[string]map[string]texts
}

// texts is a JSON string or a list of them.
type texts []string

func (t *texts) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = texts{one}
		return nil
	}
	var many []string
	err := json.Unmarshal(data, &many)
	*t = many
	return err
}

// A principal is the services it names, or "*".
type principal struct{ services texts }

func (p *principal) UnmarshalJSON(data []byte) error {
	if p.services.UnmarshalJSON(data) == nil {
		return nil
	}
	var named struct{ Service, AWS texts }
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	p.services = slices.Concat(named.Service, named.AWS)
	return nil
}

// source gives the ARN of the callers that the statement names, or nothing.
func (s statement) source() string {
	for _, conditions := range s.Condition {
		for key, values := range conditions {
			if strings.EqualFold(key, "AWS:SourceArn") && len(values) > 0 {
				return values[0]
			}
		}
	}
	return ""
}

// allows reports whether the statement lets API Gateway invoke the function for
// every caller of the source ARN. A condition it does not understand counts as
// not met.
func (s statement) allows(source, accountID string) bool {
	if s.Effect != "Allow" || !slices.ContainsFunc(s.Principal.services, func(p string) bool { return p == "apigateway.amazonaws.com" || p == "*" }) {
		return false
	}
	if !slices.ContainsFunc(s.Action, func(a string) bool { return a == "lambda:InvokeFunction" || a == "lambda:*" || a == "*" }) {
		return false
	}
	for operator, conditions := range s.Condition {
		for key, values := range conditions {
			if !met(operator, key, values, source, accountID) {
				return false
			}
		}
	}
	return true
}

func met(operator, key string, values texts, source, accountID string) bool {
	switch {
	case strings.EqualFold(key, "AWS:SourceArn") && slices.Contains([]string{"ArnLike", "ArnEquals", "StringLike"}, operator):
		return slices.ContainsFunc(values, func(pattern string) bool { return matches(pattern, source) })
	case strings.EqualFold(key, "AWS:SourceAccount") && operator == "StringEquals":
		return slices.Contains(values, accountID)
	}
	return false
}

// matches reports whether a pattern with * and ? takes all of a source that may
// hold * itself.
func matches(pattern, source string) bool {
	expr := regexp.QuoteMeta(pattern)
	expr = strings.ReplaceAll(expr, `\*`, `.*`)
	expr = strings.ReplaceAll(expr, `\?`, `[^*]`)
	ok, err := regexp.MatchString("^"+expr+"$", source)
	return err == nil && ok
}
