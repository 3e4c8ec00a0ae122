package dataplane

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/awsservice"
)

// A service is an AWS service that answers mapped requests: at the endpoint the
// gateway was given for it, with requests that are signed. Its URI says what is
// called:
//
//	arn:aws:apigateway:REGION:[SUBDOMAIN.]SERVICE:path/PATH
//	arn:aws:apigateway:REGION:[SUBDOMAIN.]SERVICE:action/NAME[&KEY=VALUE]
//
// See
// https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
type service struct {
	uri         uri
	method      string // ANY is the caller's
	credentials uri
}

func (s *service) send(x *exchange, out *outbound) (*reply, *failure) {
	c, f := s.prepare(x, out)
	if f != nil {
		return nil, f
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.match.method.timeout)
	defer cancel()
	req, err := newRequest(ctx, c.method, c.url, c.header, c.body)
	if err != nil {
		return nil, internalError(apiConfigurationError, 0, "Execution failed due to configuration error: "+err.Error())
	}
	if err := c.sign(ctx, req, x); err != nil {
		return nil, internalError(apiConfigurationError, 0, "sign request to "+c.service+": "+err.Error())
	}
	x.logOutbound(c.url.Redacted(), c.header, c.body)
	got, f := x.do(x.server.clients.verifying, req, c.service+" "+c.method+" "+c.url.Redacted())
	if f != nil {
		return nil, f
	}
	got.selector = strconv.Itoa(got.status)
	c.readable(got)
	return got, nil
}

// A serviceCall is one request to a service.
type serviceCall struct {
	service, region string
	method          string
	url             *url.URL
	header          header
	body            []byte
	wrap            string // action whose answer is put into the Query protocol's envelope
}

func (s *service) prepare(x *exchange, out *outbound) (*serviceCall, *failure) {
	if out.query == nil {
		out.query = map[string][]string{}
	}
	address := expandPath(s.uri.expand(x.stage.Variables), out.path)
	parts := strings.SplitN(address, ":", 6)
	if len(parts) != 6 || parts[2] != "apigateway" {
		return nil, internalError(apiConfigurationError, 0, "Execution failed due to configuration error: invalid service URI "+address)
	}
	if s.credentials.expand(x.stage.Variables) == "" {
		return nil, internalError(apiConfigurationError, 0, "Execution failed due to configuration error: the integration has no credentials: name the role the service is called with")
	}
	name := parts[4]
	subdomain := ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		subdomain, name = name[:i], name[i+1:]
	}
	endpoint := x.server.services[name]
	if endpoint == nil {
		return nil, internalError(apiConfigurationError, 0, (&awsservice.NoEndpointError{Service: name}).Error())
	}
	c := &serviceCall{service: name, region: parts[3], method: s.method, body: out.body}
	if c.method == "ANY" {
		c.method = x.verb
	}
	c.header.defaults(x)
	if _, action, ok := strings.Cut(parts[5], "action/"); ok && strings.HasPrefix(parts[5], "action/") {
		c.action(action, out)
	} else {
		c.at(endpoint, bucketPath(name, subdomain)+strings.TrimPrefix(parts[5], "path/"))
	}
	if c.url == nil {
		c.at(endpoint, "")
	}
	c.header.override(out.header)
	c.form(out)
	addQuery(c.url, out.query)
	c.header.del("Referer") // never arrives (recorded)
	c.header.set("X-Amzn-Trace-Id", x.traceID)
	c.header.set("X-Amzn-Apigateway-Api-Id", x.apiID)
	return c, nil
}

// bucketPath is where a local S3 has a bucket that AWS addresses by host name.
func bucketPath(service, subdomain string) string {
	if service == "s3" && subdomain != "" {
		return subdomain + "/"
	}
	return ""
}

// at addresses the call to a path of the endpoint, which may hold a query.
func (c *serviceCall) at(endpoint *url.URL, path string) {
	u, err := awsservice.Address(endpoint, path)
	if err != nil { // the path holds an escape that is none: send it as text
		u = endpoint.JoinPath(path)
	}
	c.url = u
}

// action names an action as the service's protocol wants it.
func (c *serviceCall) action(action string, out *outbound) {
	name, rest, _ := strings.Cut(action, "&")
	for pair := range strings.SplitSeq(rest, "&") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			out.query[key] = append(out.query[key], value)
		}
	}
	if p, ok := awsservice.JSONProtocolOf(c.service); ok {
		if c.service != "events" { // whose target has to be mapped (recorded, test_apigateway_to_eventbridge)
			c.header.set("X-Amz-Target", p.Target(name))
		}
		c.header.set("Content-Type", p.ContentType)
		return
	}
	if c.service == "ssm" && !out.header.has("X-Amz-Target") {
		c.parameterStore(name, out)
		return
	}
	out.query["Action"] = []string{name}
	if version := awsservice.QueryVersion(c.service); version != "" && len(out.query["Version"]) == 0 {
		out.query["Version"] = []string{version}
	}
}

// form puts the parameters of a Query-protocol action into the body when it is
// blank. To a service both are the same; some stand-ins look at the body alone.
func (c *serviceCall) form(out *outbound) {
	if len(out.query["Action"]) == 0 || c.method != http.MethodPost || strings.TrimSpace(string(c.body)) != "" {
		return
	}
	c.body = []byte(url.Values(out.query).Encode())
	c.header.set("Content-Type", "application/x-www-form-urlencoded")
	out.query = nil
}

// sign signs the request with Signature Version 4.
func (c *serviceCall) sign(ctx context.Context, req *http.Request, x *exchange) error {
	body := c.body
	if req.Body == nil || req.ContentLength == 0 {
		body = nil
	}
	return awsservice.Sign(ctx, req, body, c.service, c.region, x.server.Now())
}
