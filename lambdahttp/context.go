package lambdahttp

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// A Context is what API Gateway says of a request besides the request itself.
// Texts the event does not have are empty. It must not be changed.
type Context struct {
	RequestID         string // API Gateway's, as in its access log
	ExtendedRequestID string // of payload 1.0 alone
	APIID             string
	AccountID         string // the owner of the API
	Stage             string // "$default" for function URLs and such stages
	DomainName        string // by which the client called
	Resource          string // the template of the resource, "/pets/{id}", or in 2.0 the route key, "GET /pets/{id}"
	OperationName     string // of REST APIs alone: the operationId
	SourceIP          string // of the client
	UserARN           string // of the caller, when IAM authorizes (1.0)
	APIKeyID          string // only when the method demands an API key

	protocol   string
	epoch      int64 // milliseconds
	authorizer span
	event      *event
}

type contextKey struct{}

// requestContext is the context of a request: that of the invocation, and what
// the event says.
type requestContext struct {
	context.Context
	info *Context
}

func (c *requestContext) Value(key any) any {
	if key == (contextKey{}) {
		return c.info
	}
	return c.Context.Value(key)
}

// RequestContext returns what API Gateway said of the request that ctx belongs
// to. It is false for requests that did not come through [Handler.Invoke].
func RequestContext(ctx context.Context) (*Context, bool) {
	c, ok := ctx.Value(contextKey{}).(*Context)
	return c, ok
}

// Time is when API Gateway received the request, in UTC to the millisecond; zero
// when the event does not say.
func (c *Context) Time() time.Time {
	if c.epoch == 0 {
		return time.Time{}
	}
	return time.UnixMilli(c.epoch).UTC()
}

// Event is the event as it came, in a copy.
func (c *Context) Event() []byte { return []byte(c.event.s) }

// StageVariables are the variables of the stage, nil when it has none.
func (c *Context) StageVariables() map[string]string { return c.event.texts(c.event.stageVars) }

// PathParameters are the path parameters as API Gateway cut them out: not
// decoded for REST APIs, decoded for HTTP APIs.
func (c *Context) PathParameters() map[string]string { return c.event.texts(c.event.pathVars) }

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
	if sp := c.event.find(c.authorizer, "principalId"); !sp.empty() {
		sc := c.event.at(sp)
		return (&event{scanner: sc}).scalar()
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

// find returns the member of that name of the object at sp, which was scanned
// before; the empty span when there is none, or null.
func (e *event) find(sp span, name string) (found span) {
	if sp.empty() || e.s[sp.start] != '{' {
		return span{}
	}
	sc := e.at(sp)
	sc.object(func(n string) {
		if value := sc.skipNonNull(); n == name {
			found = value
		}
	})
	return found
}

// texts reads an object of texts; other values read as they are spelt.
func (e *event) texts(sp span) map[string]string {
	if sp.empty() || e.s[sp.start] != '{' {
		return nil
	}
	m := make(map[string]string)
	sub := event{scanner: e.at(sp)}
	sub.object(func(name string) { m[name] = sub.scalar() })
	return m
}
