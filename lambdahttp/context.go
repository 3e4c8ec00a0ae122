package lambdahttp

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/apigen-go/apigen/caller"
)

// A Context is what API Gateway, the function URL or the load balancer says of a
// request besides the request itself. Texts the event does not have are empty.
// It must not be changed.
type Context struct {
	RequestID         string // API Gateway's, as in its access log
	ExtendedRequestID string // of payload 1.0 alone
	APIID             string
	AccountID         string // the owner of the API
	Stage             string // "$default" for function URLs and such stages
	DomainName        string // by which the client called
	Resource          string // the template of the resource, "/pets/{id}", or in 2.0 the route key, "GET /pets/{id}"
	OperationName     string // of REST APIs alone: the operationId
	SourceIP          string // of the client, or of whoever connected to the load balancer
	APIKeyID          string // only when the method demands an API key

	protocol   string
	epoch      int64 // milliseconds
	authorizer span
	identity   span
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
	switch key {
	case contextKey{}, caller.Key{}:
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

// RequestInfo is what package caller tells services of the request.
func (c *Context) RequestInfo() caller.Info {
	return caller.Info{
		RequestID: c.RequestID, Stage: c.Stage, StageVariables: c.StageVariables(),
		Principal: c.PrincipalID(), Claims: c.Claims(), APIKeyID: c.APIKeyID, SourceIP: c.SourceIP,
	}
}

// Time is when API Gateway received the request, in UTC to the millisecond; zero
// when the event does not say.
func (c *Context) Time() time.Time {
	if c.epoch == 0 {
		return time.Time{}
	}
	return time.UnixMilli(c.epoch).UTC()
}

// A Source is what called the function.
type Source string

// The sources whose events this package takes.
const (
	RESTAPI      Source = "REST API"
	HTTPAPI      Source = "HTTP API" // in either payload format
	FunctionURL  Source = "function URL"
	LoadBalancer Source = "Application Load Balancer"
)

// Source is what called the function.
func (c *Context) Source() Source {
	switch {
	case c.event.format == formatREST:
		return RESTAPI
	case c.event.format.alb():
		return LoadBalancer
	case c.event.format == formatV2 && c.event.functionURL():
		return FunctionURL
	}
	return HTTPAPI
}

// Event is the event as it came, in a copy.
func (c *Context) Event() []byte { return []byte(c.event.s) }

// Decode reads the event into v with encoding/json, for members that have no
// place in Context. The package events of aws-lambda-go has types for v, such as
// APIGatewayProxyRequest, APIGatewayV2HTTPRequest, LambdaFunctionURLRequest and
// ALBTargetGroupRequest.
func (c *Context) Decode(v any) error {
	if err := json.Unmarshal([]byte(c.event.s), v); err != nil {
		return fmt.Errorf("decode Lambda event: %w", err)
	}
	return nil
}

// StageVariables are the variables of the stage, nil when it has none.
func (c *Context) StageVariables() map[string]string { return c.event.texts(c.event.stageVars) }

// PathParameters are the path parameters as API Gateway cut them out: not
// decoded for REST APIs, decoded for HTTP APIs.
func (c *Context) PathParameters() map[string]string { return c.event.texts(c.event.pathVars) }

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

// textOf reads a member of the object at sp as text; empty when there is none.
func (e *event) textOf(sp span, name string) string {
	found := e.find(sp, name)
	if found.empty() {
		return ""
	}
	sc := e.at(found)
	return sc.scalar()
}

// texts reads an object of texts; other values read as they are spelt.
func (e *event) texts(sp span) map[string]string {
	if sp.empty() || e.s[sp.start] != '{' {
		return nil
	}
	m := make(map[string]string)
	sc := e.at(sp)
	sc.object(func(name string) { m[name] = sc.scalar() })
	return m
}
