package dataplane

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/apigw"
)

// An httpEndpoint is the backend of the HTTP and HTTP_PROXY integrations. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
type httpEndpoint struct {
	uri      uri
	method   string // ANY is the caller's
	vpcLink  *uri   // id of the VPC link; nil goes over the internet
	insecure bool
}

func compileHTTP(in *apigw.Integration) *httpEndpoint {
	e := &httpEndpoint{uri: parseURI(in.URI), method: in.HTTPMethod, insecure: in.InsecureSkipVerify}
	if in.ConnectionType == "VPC_LINK" {
		id := parseURI(in.ConnectionID)
		e.vpcLink = &id
	}
	return e
}

// send answers mapped requests.
func (e *httpEndpoint) send(x *exchange, out *outbound) (*reply, *failure) {
	var h header
	h.defaults(x)
	h.override(out.header)
	got, f := e.exchange(x, out, h)
	if f != nil {
		return nil, f
	}
	got.selector = strconv.Itoa(got.status)
	return got, nil
}

// defaults are the headers of an integration request that mappings may
// override; of the caller's headers nothing passes but the Content-Type
// (recorded, test_apigateway_header_remapping_http).
func (h *header) defaults(x *exchange) {
	h.set("Accept", "application/json")
	h.set("User-Agent", "AmazonAPIGateway_"+x.apiID)
	switch x.verb {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
	default:
		contentType := x.header.get("Content-Type")
		if contentType == "" {
			contentType = "application/json"
		}
		h.set("Content-Type", contentType)
	}
}

// override sets mapped headers over those there are. Some never arrive, and
// Connection stays the gateway's.
func (h *header) override(mapped header) {
	for _, f := range mapped {
		h.del(f.name)
	}
	for _, f := range mapped {
		switch strings.ToLower(f.name) {
		case "via", "expect", "te", "proxy-authenticate", "connection":
		default:
			h.add(f.name, f.value)
		}
	}
}

// exchange sends a request whose headers are settled, and reads the answer.
func (e *httpEndpoint) exchange(x *exchange, out *outbound, h header) (*reply, *failure) {
	ctx, cancel := context.WithTimeout(x.r.Context(), x.match.method.timeout)
	defer cancel()
	req, client, f := e.request(ctx, x, out, h)
	if f != nil {
		return nil, f
	}
	return x.do(client, req, req.Method+" "+req.URL.Redacted())
}

// request makes the request of an exchange, and says who sends it.
func (e *httpEndpoint) request(ctx context.Context, x *exchange, out *outbound, h header) (*http.Request, *http.Client, *failure) {
	address := expandPath(e.uri.expand(x.stage.Variables), out.path)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		f := internalError(apiConfigurationError, 0, "Execution failed due to configuration error: Invalid endpoint address")
		f.detail = address
		return nil, nil, f
	}
	addQuery(u, out.query)
	h.set("X-Amzn-Trace-Id", x.traceID)
	h.set("X-Amzn-Apigateway-Api-Id", x.apiID)
	if !h.has("Host") {
		h.set("Host", u.Host) // through a VPC link the URI still names the host
	}
	if e.vpcLink != nil {
		id := e.vpcLink.expand(x.stage.Variables)
		link := x.server.vpcLinks[id]
		if link == nil {
			return nil, nil, internalError(apiConfigurationError, 0, "VPC link "+id+" leads nowhere: say where with --vpc-link "+id+"=http://HOST:PORT")
		}
		u.Scheme, u.Host = link.Scheme, link.Host
	}
	method := e.method
	if method == "ANY" {
		method = x.verb
	}
	req, err := newRequest(ctx, method, u, h, out.body)
	if err != nil {
		return nil, nil, internalError(apiConfigurationError, 0, "Execution failed due to configuration error: "+err.Error())
	}
	x.logOutbound(u.Redacted(), h, out.body)
	client, f := x.backendClient(u.Scheme, e.insecure)
	return req, client, f
}

// An httpProxy passes requests to an HTTP backend and its answers back. Of the
// mappings of the request the parameters count, though the guide does not say
// so; those of the response do nothing (recorded,
// test_http_proxy_integration_request_data_mappings).
type httpProxy struct {
	endpoint *httpEndpoint
	request  *requestMapping
}

// prepare settles what is sent.
func (p *httpProxy) prepare(x *exchange) (*outbound, header, *failure) {
	out := &outbound{path: map[string]string{}, query: map[string][]string{}}
	for name, values := range x.query {
		out.query[name] = values
	}
	if f := p.request.mapParameters(x, out); f != nil {
		return nil, nil, f
	}
	var f *failure
	binary := matchesBinary(x.compiled.definition.BinaryMediaTypes, x.requestMediaType())
	if out.body, f = convertRequest("", binary, x.body); f != nil {
		return nil, nil, f
	}
	h := passedHeader(x.header)
	h.override(out.header)
	if !h.has("Accept") {
		h.set("Accept", "application/json")
	}
	return out, h, nil
}

func (p *httpProxy) call(x *exchange) (string, *failure) {
	out, h, f := p.prepare(x)
	if f != nil {
		return "", f
	}
	began := time.Now()
	got, f := p.endpoint.exchange(x, out, h)
	x.integrationLatency = time.Since(began)
	if f != nil {
		return "", f
	}
	x.integrationStatus = got.status
	x.logInbound(got.status, x.integrationLatency, got.header, got.body)
	ans := &answer{status: got.status, header: remapProxied(got.header)}
	if ans.body, f = x.convertResponse("", got.header.get("Content-Type"), got.body); f != nil {
		return "", f
	}
	if !ans.header.has("Content-Type") {
		ans.header.set("Content-Type", "application/json")
	}
	x.result = ans
	return "the backend answered " + strconv.Itoa(got.status), nil
}

// passedHeader gives the caller's headers that a proxy passes on (recorded,
// test_apigateway_header_remapping_http).
func passedHeader(h header) header {
	out := make(header, 0, len(h)+1)
	var room [longestKnown]byte
	for _, f := range h {
		switch string(lower(room[:0], f.name)) {
		case "host", "via", "content-encoding", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto":
		default:
			out.add(f.name, f.value)
		}
	}
	return out
}

// remapProxied renames or drops the headers of a backend's answer.
func remapProxied(h header) header {
	out := make(header, 0, len(h)+1)
	var room [longestKnown]byte
	for _, f := range h {
		switch string(lower(room[:0], f.name)) {
		case "connection", "content-length", "date", "server", "x-amzn-requestid":
			out.add("x-amzn-Remapped-"+f.name, f.value)
		case "transfer-encoding", "content-encoding", "via", "x-amz-apigw-id": // dropped, or the gateway's own
		default:
			out.add(f.name, f.value)
		}
	}
	return out
}
