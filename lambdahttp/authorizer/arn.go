package authorizer

import (
	"fmt"
	"strings"
)

// A MethodARN names a method of a stage as a caller calls it:
// arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/live/GET/pets/7.
type MethodARN struct {
	Partition, Region, Account string
	API, Stage                 string
	Verb                       string // GET
	Path                       string // as it was called, "/pets/7"
}

// ParseMethodARN reads an ARN as events carry it.
func ParseMethodARN(s string) (MethodARN, error) {
	head := strings.SplitN(s, ":", 6)
	if len(head) != 6 || head[0] != "arn" || head[2] != "execute-api" || head[1] == "" {
		return MethodARN{}, fmt.Errorf("%q is not the ARN of a method", s)
	}
	parts := strings.SplitN(head[5], "/", 4)
	if len(parts) < 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return MethodARN{}, fmt.Errorf("%q is not the ARN of a method: want API/STAGE/VERB/PATH at its end", s)
	}
	m := MethodARN{Partition: head[1], Region: head[3], Account: head[4], API: parts[0], Stage: parts[1], Verb: parts[2], Path: "/"}
	if len(parts) == 4 {
		m.Path += parts[3]
	}
	return m, nil
}

func (m MethodARN) String() string { return m.resource(m.Verb, m.Path) }

// resource is the ARN of what a verb and a path select in the stage.
func (m MethodARN) resource(verb, path string) string {
	return "arn:" + m.Partition + ":execute-api:" + m.Region + ":" + m.Account + ":" + m.API + "/" + m.Stage + "/" + verb + path
}

// match tells whether s matches a pattern in which * is any text, slashes
// included, and ? any one character, as in IAM's resources.
func match(glob, text string) bool {
	pattern, s := []rune(glob), []rune(text)
	star, retry := -1, 0
	i := 0
	for j := 0; j < len(s); {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, retry = i, j
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == s[j]):
			i++
			j++
		case star >= 0:
			retry++
			i, j = star+1, retry
		default:
			return false
		}
	}
	return strings.Trim(string(pattern[i:]), "*") == ""
}
