package httpapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A caller is what an authorizer found out. The zero caller is anybody.
type caller struct {
	claims  map[string]string // of a JWT, as text; nil without
	scopes  []string          // of a JWT, on routes that ask for scopes
	granted map[string]any    // context of a Lambda authorizer
	lambda  bool              // a Lambda authorizer let the caller in
	id      string            // principalId of its policy
	iam     *iamCaller
}

// An iamCaller is who signed a request.
type iamCaller struct {
	accessKey, accountID, userARN, userID string
}

// event2 is requestContext.authorizer of payload 2.0.
func (c *caller) event2() map[string]any {
	switch {
	case c.claims != nil:
		return map[string]any{"jwt": map[string]any{"claims": c.claims, "scopes": c.scopes}}
	case c.lambda:
		return map[string]any{"lambda": c.granted}
	case c.iam != nil:
		return map[string]any{"iam": map[string]any{
			"accessKey": c.iam.accessKey, "accountId": c.iam.accountID, "callerId": c.iam.userID, "cognitoIdentity": nil,
			"principalOrgId": nil, "userArn": c.iam.userARN, "userId": c.iam.userID,
		}}
	}
	return nil
}

// event1 is requestContext.authorizer of payload 1.0. The guide's sample has
// both members of JWT authorizers as null when there is none.
func (c *caller) event1() map[string]any {
	switch {
	case c.claims != nil:
		return map[string]any{"claims": c.claims, "scopes": c.scopes}
	case c.lambda:
		out := map[string]any{}
		for name, value := range c.granted {
			out[name] = value
		}
		if c.id != "" {
			out["principalId"] = c.id
		}
		return out
	}
	return map[string]any{"claims": nil, "scopes": nil}
}

// identify fills who signed the request into payload 1.0.
func (c *caller) identify(i *identity1) {
	if c.iam == nil {
		return
	}
	i.AccessKey, i.AccountID, i.UserARN = &c.iam.accessKey, &c.iam.accountID, &c.iam.userARN
	i.Caller, i.User = &c.iam.userID, &c.iam.userID
}

// claimTexts writes claims as events have them (measured in August 2026): all is
// text; lists are in brackets with spaces, objects JSON, and null is left out.
func claimTexts(claims map[string]any) map[string]string {
	out := make(map[string]string, len(claims))
	for name, value := range claims {
		if value != nil {
			out[name] = claimText(value)
		}
	}
	return out
}

func claimText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		texts := make([]string, len(v))
		for i, item := range v {
			texts[i] = claimText(item)
		}
		return "[" + strings.Join(texts, " ") + "]"
	case map[string]any:
		b, err := json.Marshal(v)
		if err == nil {
			return string(b)
		}
	}
	return fmt.Sprint(value)
}

// anyOf reports whether the lists have a text in common.
func anyOf(have, want []string) bool {
	return slices.ContainsFunc(want, func(s string) bool { return slices.Contains(have, s) })
}
