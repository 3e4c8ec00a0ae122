// Package apidiff compares two documents of an API: what callers will notice,
// by oasdiff's rules, and what API Gateway will do differently, by our own.
//
// A difference has one of four levels. What breaks callers and what weakens the
// API's protection are both reasons to stop a release, so each can be asked for.
package apidiff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A Level says how much a change matters, the most first.
type Level string

const (
	Breaking Level = "breaking" // callers that worked will not
	Weakened Level = "weakened" // something that was refused will be accepted
	Warning  Level = "warning"  // may break callers, or cannot be told
	Info     Level = "info"
)

var ranks = map[Level]int{Breaking: 0, Weakened: 1, Warning: 2, Info: 3}

// Levels are the names of the levels, the most severe first.
func Levels() []string {
	return []string{string(Breaking), string(Weakened), string(Warning), string(Info)}
}

// A Change is one difference.
type Change struct {
	Level Level `json:"level"`
	// Rule names what was found: a rule of oasdiff, or one that begins with
	// "gateway-".
	Rule string `json:"rule"`
	// Operation is the method and path, or empty for the API itself.
	Operation string `json:"operation,omitempty"`
	Text      string `json:"text"`
}

// Compare lists what differs, the most severe first, then by operation.
func Compare(old, revised *openapi.Document) ([]Change, error) {
	changes, err := callers(old, revised)
	if err != nil {
		return nil, err
	}
	changes = append(changes, gateway(old, revised)...)
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(ranks[a.Level], ranks[b.Level]), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text))
	})
	return changes, nil
}

// Worst reports whether a change has the level or a more severe one.
func Worst(changes []Change, level Level) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return ranks[c.Level] <= ranks[level] })
}

// ParseLevel reads the name of a level.
func ParseLevel(name string) (Level, error) {
	if _, ok := ranks[Level(name)]; !ok {
		return "", fmt.Errorf("unknown level %q: want breaking, weakened, warning or info", name)
	}
	return Level(name), nil
}
