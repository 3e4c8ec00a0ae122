package authorizer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/policy"
)

// A Format is the form a function's answer must have.
type Format int

const (
	// PolicyREST is a policy whose context is flat: texts, numbers, booleans.
	PolicyREST Format = iota
	// PolicyHTTP is a policy of an HTTP API, whose context may hold lists and
	// objects.
	PolicyHTTP
	// Simple is {"isAuthorized": bool, "context": {...}} of an HTTP API.
	Simple
)

// An Answer is what a function said about a caller.
type Answer struct {
	PrincipalID string
	// Policy decides, for each method anew; it is nil in a simple answer, where
	// Authorized does.
	Policy             *policy.Document
	Authorized         bool
	Context            map[string]any // as decoded from JSON, numbers as json.Number
	UsageIdentifierKey string         // an API key
}

// maxResource is how long a Resource of a policy may be.
const maxResource = 512

// Read reads a function's answer. Its error is [ErrMalformed]. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
func Read(payload []byte, f Format) (*Answer, error) {
	var raw struct {
		PrincipalID        *string         `json:"principalId"`
		PolicyDocument     json.RawMessage `json:"policyDocument"`
		IsAuthorized       *bool           `json:"isAuthorized"`
		Context            map[string]any  `json:"context"`
		UsageIdentifierKey *string         `json:"usageIdentifierKey"`
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	ans := &Answer{Context: raw.Context}
	if raw.UsageIdentifierKey != nil {
		ans.UsageIdentifierKey = *raw.UsageIdentifierKey
	}
	if raw.PrincipalID != nil {
		ans.PrincipalID = *raw.PrincipalID
	}
	if f == Simple {
		if raw.IsAuthorized == nil {
			return nil, fmt.Errorf("%w: it has no isAuthorized", ErrMalformed)
		}
		ans.Authorized = *raw.IsAuthorized
		return ans, nil
	}
	if ans.PrincipalID == "" {
		return nil, fmt.Errorf("%w: it has no principalId", ErrMalformed)
	}
	if f == PolicyREST {
		if err := flat(raw.Context); err != nil {
			return nil, err
		}
	}
	var err error
	if ans.Policy, err = readPolicy(raw.PolicyDocument); err != nil {
		return nil, err
	}
	return ans, nil
}

func readPolicy(text []byte) (*policy.Document, error) {
	if len(text) == 0 {
		return nil, fmt.Errorf("%w: it has no policyDocument", ErrMalformed)
	}
	d, err := policy.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	for _, s := range d.Statements {
		for _, resource := range slices.Concat(s.Resources, s.NotResources) {
			if len(resource) > maxResource {
				return nil, fmt.Errorf("%w: a Resource takes more than %d characters", ErrMalformed, maxResource)
			}
		}
	}
	return d, nil
}

// flat wants a context of texts, numbers and booleans.
func flat(members map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		switch members[name].(type) {
		case map[string]any, []any:
			return fmt.Errorf("%w: context.%s is a structure; texts, numbers and booleans are taken", ErrMalformed, name)
		}
	}
	return nil
}

// Texts gives the context as REST APIs show it: everything is text, and what is
// null is left out.
func (a *Answer) Texts() map[string]string {
	out := map[string]string{}
	for name, value := range a.Context {
		if value != nil {
			out[name] = fmt.Sprint(value)
		}
	}
	return out
}
