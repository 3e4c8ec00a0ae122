package lambdahttp

import (
	"encoding/json"
	"strings"
)

// Claims are the claims of the caller's token, when a Cognito user pool or a JWT
// authorizer checked it; nil otherwise. Every claim is text: API Gateway writes
// lists as "[a b]", numbers and booleans as they are spelt in JSON.
func (c *Context) Claims() map[string]string {
	sp := c.event.find(c.authorizer, "claims")
	if sp.empty() {
		sp = c.event.find(c.event.find(c.authorizer, "jwt"), "claims")
	}
	return c.event.texts(sp)
}

// Scopes are the OAuth scopes of the caller's token, from the claim scope, or
// from scp when there is none.
func (c *Context) Scopes() []string {
	claims := c.Claims()
	scope := claims["scope"]
	if scope == "" {
		scope = claims["scp"]
	}
	return strings.Fields(strings.TrimSuffix(strings.TrimPrefix(scope, "["), "]"))
}

// PrincipalID is whom a Lambda authorizer, or the claim sub, says the caller is.
func (c *Context) PrincipalID() string {
	if id := c.event.textOf(c.authorizer, "principalId"); id != "" {
		return id
	}
	return c.Claims()["sub"]
}

// Authorizer is what a Lambda authorizer gave on: the members of its context,
// and in payload 1.0, where they are all text, principalId and
// integrationLatency beside them. Of other authorizers payload 1.0 has claims
// here and payload 2.0 has nothing. It is nil when no authorizer ran.
func (c *Context) Authorizer() map[string]any {
	sp := c.authorizer
	if c.event.format == formatV2 {
		sp = c.event.find(sp, "lambda")
	}
	var m map[string]any
	if sp.empty() || json.Unmarshal([]byte(c.event.raw(sp)), &m) != nil {
		return nil
	}
	return m
}

// A Caller is the AWS identity that signed the request, when IAM authorizes.
// Texts the event does not have are empty.
type Caller struct {
	ARN               string // arn:aws:sts::123456789012:assumed-role/clerk/session
	AccountID         string
	UserID            string // the unique id of the principal, AIDA... or AROA...:session
	AccessKey         string // the id of the key, not the secret
	OrganizationID    string // of AWS Organizations
	CognitoIdentityID string // with credentials of an identity pool
	CognitoPoolID     string
}

// Caller is whom IAM found to have signed the request. It is false when IAM did
// not authorize.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
func (c *Context) Caller() (Caller, bool) {
	e := c.event
	if iam := e.find(c.authorizer, "iam"); !iam.empty() {
		cognito := e.find(iam, "cognitoIdentity")
		return Caller{
			ARN: e.textOf(iam, "userArn"), AccountID: e.textOf(iam, "accountId"), UserID: e.textOf(iam, "userId"),
			AccessKey: e.textOf(iam, "accessKey"), OrganizationID: e.textOf(iam, "principalOrgId"),
			CognitoIdentityID: e.textOf(cognito, "identityId"), CognitoPoolID: e.textOf(cognito, "identityPoolId"),
		}, true
	}
	arn := e.textOf(c.identity, "userArn")
	if arn == "" {
		return Caller{}, false
	}
	id := c.identity
	return Caller{
		ARN: arn, AccountID: e.textOf(id, "accountId"), UserID: e.textOf(id, "user"),
		AccessKey: e.textOf(id, "accessKey"), OrganizationID: e.textOf(id, "principalOrgId"),
		CognitoIdentityID: e.textOf(id, "cognitoIdentityId"), CognitoPoolID: e.textOf(id, "cognitoIdentityPoolId"),
	}, true
}

// APIKey is the value of the API key the caller used. REST APIs alone have keys,
// and the event names one only when the method demands it; [Context.APIKeyID]
// fits logs better.
func (c *Context) APIKey() string { return c.event.textOf(c.identity, "apiKey") }
