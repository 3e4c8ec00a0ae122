// Package plan compares two REST APIs, or two HTTP APIs, usually a live one with that of a
// document, and lists what an import would change.
//
// The comparison is of meaning: defaults are filled in, order does not count,
// schemas are compared as JSON, and models to which the service gave a name are
// compared by what they hold. A plan is one value; text and JSON are both
// written from it.
package plan

import "github.com/apigen-go/apigen/internal/apigw"

// FormatVersion is the version of the JSON form. It changes when a member
// changes its meaning or goes away.
const FormatVersion = 1

// A Mode is what an import does with what the document does not have.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html
type Mode string

const (
	// Merge keeps it. A method that the document has is replaced as a whole.
	Merge Mode = "merge"
	// Overwrite deletes it.
	Overwrite Mode = "overwrite"
)

// An Action is what happens to one entity.
type Action string

const (
	Add    Action = "add"
	Change Action = "change"
	Delete Action = "delete"
	Keep   Action = "keep" // live, not in the document, and left alone
)

// A Kind is a kind of entity.
type Kind string

const (
	Setting         Kind = "setting"
	Validator       Kind = "request validator"
	Model           Kind = "model"
	Authorizer      Kind = "authorizer"
	GatewayResponse Kind = "gateway response"
	Resource        Kind = "resource" // one without methods; others show by their methods
	Method          Kind = "method"
	Permission      Kind = "permission" // to invoke a Lambda function
	Stage           Kind = "stage"      // what it serves
)

// An Item is one line of a plan.
type Item struct {
	Action Action `json:"action"`
	Kind   Kind   `json:"kind"`
	Name   string `json:"name"` // of a method: GET /personnel/{personId}
	// Details say what is different, one difference each.
	Details []string `json:"details,omitempty"`
}

// A Plan is what an import would do.
type Plan struct {
	FormatVersion int  `json:"formatVersion"`
	Mode          Mode `json:"mode"`
	// Create is true when there is no live API.
	Create bool   `json:"create"`
	Items  []Item `json:"items"`
}

// Compare lists what importing want over live would do. A nil live is an API
// that does not exist yet.
func Compare(live, want *apigw.RestAPI, mode Mode) *Plan {
	p := &Plan{FormatVersion: FormatVersion, Mode: mode, Create: live == nil, Items: []Item{}}
	if live == nil {
		live = &apigw.RestAPI{APIKeySource: "HEADER"}
	}
	c := &comparison{plan: p, live: canonical(live), want: canonical(want)}
	c.settings()
	c.validators()
	c.models()
	c.authorizers()
	c.gatewayResponses()
	c.resources()
	c.methods()
	return p
}

// Changes tells how many items are more than kept.
func (p *Plan) Changes() int { return len(p.Items) - p.Count(Keep) }

// Count tells how many items have the action.
func (p *Plan) Count(a Action) int {
	n := 0
	for _, item := range p.Items {
		if item.Action == a {
			n++
		}
	}
	return n
}

// Only gives the items with the action.
func (p *Plan) Only(a Action) []Item {
	var items []Item
	for _, item := range p.Items {
		if item.Action == a {
			items = append(items, item)
		}
	}
	return items
}
