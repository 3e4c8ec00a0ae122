package lambdahttp

import (
	"errors"
	"net/http"
	"strings"
)

// A format is a shape of events, and of the responses to them.
type format uint8

const (
	formatREST     format = iota // REST API
	formatV1                     // HTTP API, payload format 1.0
	formatV2                     // HTTP API, payload format 2.0, and function URLs
	formatALB                    // Application Load Balancer, one value for each header
	formatALBLists               // the same with multi-value headers enabled
)

// lists tells whether responses carry headers as lists.
func (f format) lists() bool { return f != formatV2 && f != formatALB }

func (f format) alb() bool { return f == formatALB || f == formatALBLists }

// Errors of events this package does not take.
var (
	errNoEvent    = errors.New("not a request: neither httpMethod and path nor version 2.0 and rawPath")
	errLattice    = errors.New("event of VPC Lattice: only API Gateway, function URL and load balancer events are taken")
	errWebSocket  = errors.New("event of a WebSocket API: only REST API, HTTP API, function URL and load balancer events are taken")
	errAuthorizer = errors.New("event for a Lambda authorizer: this function answers requests")
)

// errWarmUp is a call that only keeps the function warm.
var errWarmUp = errors.New("warm-up call")

// An event is what a scan of the event text found. Maps stay text until
// somebody needs them.
type event struct {
	scanner
	scratch scratch // the text of the event is its first

	format     format
	plainBody  bool
	base64     bool
	hasHost    bool
	elb        bool
	lattice    bool
	webSocket  bool
	authorizer bool // the event is for an authorizer
	warmUp     bool

	version   string
	method    string // httpMethod, in 2.0 requestContext.http.method
	path      string // in 2.0 rawPath
	method2   string // as 2.0 has them, before the version is known
	path2     string
	rawQuery  string // 2.0 alone
	headers   span
	multi     span // multiValueHeaders
	query     span // queryStringParameters
	multiQ    span // multiValueQueryStringParameters
	cookies   span
	stageVars span
	pathVars  span
	body      span // quotes excluded

	fields     http.Header // read already; those at fieldsAt
	fieldsAt   span
	host       string // of the fields, if hasHost
	valuesUsed int
	values     [usualHeaders]string // of the fields, as long as there is room

	ctx Context
}

// parse reads the whole event and tells its format.
func (e *event) parse() error {
	if e.peek() != '{' {
		e.unexpected("an object")
		return e.err
	}
	e.object(e.member)
	if e.err == nil && e.peek() != 0 || e.i < len(e.b) {
		e.unexpected("the end")
	}
	if e.err != nil {
		return e.err
	}
	switch {
	case e.authorizer:
		return errAuthorizer
	case e.lattice:
		return errLattice
	case e.webSocket:
		return errWebSocket
	case e.version == "2.0" && e.method2 != "" && strings.HasPrefix(e.path2, "/"):
		e.format, e.method, e.path = formatV2, e.method2, e.path2
	case e.version == "1.0" && e.method != "" && strings.HasPrefix(e.path, "/"):
		e.format = formatV1
	case e.version == "" && e.method != "" && strings.HasPrefix(e.path, "/"):
		e.format = e.unversioned()
	case e.warmUp:
		return errWarmUp
	default:
		return errNoEvent
	}
	e.ctx.event = e
	return nil
}

// unversioned tells the events apart that have no version.
func (e *event) unversioned() format {
	switch {
	case !e.elb:
		return formatREST
	case e.multi.empty():
		return formatALB
	}
	return formatALBLists
}

// streams tells whether the caller may take a stream.
func (e *event) streams() bool {
	return e.format == formatREST || e.format == formatV2 && e.functionURL()
}

// functionURL tells whether a 2.0 event is of a function URL.
func (e *event) functionURL() bool { return strings.Contains(e.ctx.DomainName, ".lambda-url.") }

// member reads a member of the event.
func (e *event) member(name string) {
	switch name {
	case "version":
		e.version = e.scalar()
	case "httpMethod":
		e.method = e.text()
	case "path":
		e.path = e.text()
	case "rawPath":
		e.path2 = e.text()
	case "rawQueryString":
		e.rawQuery = e.text()
	case "resource":
		e.ctx.Resource = e.scalar()
	case "routeKey":
		e.ctx.Resource = e.scalar()
	case "headers":
		if e.version == "2.0" {
			e.headers = e.readHeaders()
		} else { // there may be lists, which are better
			e.headers = e.skipNonNull()
		}
	case "multiValueHeaders":
		e.multi = e.readHeaders()
	case "queryStringParameters":
		e.query = e.skipNonNull()
	case "multiValueQueryStringParameters":
		e.multiQ = e.skipNonNull()
	case "cookies":
		e.cookies = e.skipNonNull()
	case "stageVariables":
		e.stageVars = e.skipNonNull()
	case "pathParameters":
		e.pathVars = e.skipNonNull()
	case "requestContext":
		e.object(e.contextMember)
	case "body":
		e.readBody()
	case "isBase64Encoded":
		e.base64 = e.boolean()
	case "methodArn", "routeArn":
		e.authorizer = true
		e.skip()
	case "raw_path": // VPC Lattice, version 1
		e.lattice = true
		e.skip()
	case "warmup":
		e.warmUp = e.scalar() == "true"
	case "source":
		e.warmUp = e.scalar() == "serverless-plugin-warmup"
	default:
		e.skip()
	}
}

// contextMember reads a member of requestContext.
func (e *event) contextMember(name string) {
	c := &e.ctx
	switch name {
	case "requestId":
		c.RequestID = e.scalar()
	case "extendedRequestId":
		c.ExtendedRequestID = e.scalar()
	case "apiId":
		c.APIID = e.scalar()
	case "accountId":
		c.AccountID = e.scalar()
	case "stage":
		c.Stage = e.scalar()
	case "domainName":
		c.DomainName = e.scalar()
	case "operationName":
		c.OperationName = e.scalar()
	case "protocol":
		c.protocol = e.scalar()
	case "requestTimeEpoch", "timeEpoch":
		c.epoch = e.integer()
	case "identity":
		e.peek()
		start := e.i
		e.object(e.identityMember)
		c.identity = e.from(start)
	case "http":
		e.object(e.httpMember)
	case "authorizer":
		c.authorizer = e.skipNonNull()
	case "elb":
		e.elb = true
		e.skip()
	case "serviceNetworkArn":
		e.lattice = true
		e.skip()
	case "connectionId":
		e.webSocket = true
		e.skip()
	default:
		e.skip()
	}
}

// identityMember reads a member of requestContext.identity (REST, 1.0).
func (e *event) identityMember(name string) {
	switch name {
	case "sourceIp":
		e.ctx.SourceIP = e.scalar()
	case "apiKeyId":
		e.ctx.APIKeyID = e.scalar()
	default:
		e.skip()
	}
}

// httpMember reads a member of requestContext.http (2.0).
func (e *event) httpMember(name string) {
	switch name {
	case "method":
		e.method2 = e.text()
	case "sourceIp":
		e.ctx.SourceIP = e.scalar()
	case "protocol":
		e.ctx.protocol = e.scalar()
	default:
		e.skip()
	}
}

// readBody remembers where the body stands; how it reads is known only when
// isBase64Encoded is.
func (e *event) readBody() {
	switch e.peek() {
	case '"':
		e.body, e.plainBody = e.quoted()
	case 'n':
		e.literal("null")
		e.body = span{}
	default:
		e.unexpected("a string")
	}
}
