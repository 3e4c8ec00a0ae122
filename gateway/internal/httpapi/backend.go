package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// newClient makes the client of HTTP backends: no redirects, no proxy, no
// decompression; what a backend answers is the caller's.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.DisableCompression = true
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// An httpBackend passes requests to an HTTP server. Its URI may have the route's
// path variables in it; the caller's query comes behind its own. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
type httpBackend struct{ in *apigw.HTTPIntegration }

func (b *httpBackend) call(x *exchange, in *integration, out *outgoing) (*answer, *failure) {
	address := x.expand(b.in.URI)
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, internalError("invalid endpoint address " + address)
	}
	if out.mapped {
		u.Path, u.RawPath = out.path, ""
	}
	return x.send(in, u, u.Host, out)
}

// A privateBackend passes requests through a VPC link, the stage in the path
// included, unless a mapping overwrites the path. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
type privateBackend struct{ in *apigw.HTTPIntegration }

func (b *privateBackend) call(x *exchange, in *integration, out *outgoing) (*answer, *failure) {
	id := x.expand(b.in.ConnectionID)
	link := x.server.VPCLinks[id]
	if link == nil {
		return nil, unavailable("VPC link " + id + " leads nowhere: say where with --vpc-link " + id + "=http://HOST:PORT")
	}
	u := &url.URL{Scheme: link.Scheme, Host: link.Host, Path: out.path}
	host := x.domainName
	if b.in.ServerNameToVerify != "" {
		host = b.in.ServerNameToVerify
	}
	return x.send(in, u, host, out)
}

// send makes the request to a backend and reads the answer within the
// integration's time. A backend that cannot be reached is 503, one that is too
// slow 504.
func (x *exchange) send(in *integration, u *url.URL, host string, out *outgoing) (*answer, *failure) {
	u.RawQuery = strings.Trim(u.RawQuery+"&"+out.query.raw, "&")
	method := in.definition.Method
	if method == "ANY" || method == "" {
		method = x.r.Method
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), in.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(x.body))
	if err != nil {
		return nil, internalError("invalid endpoint address: " + err.Error())
	}
	req.Header, req.Host = x.backendHeader(out.header), host
	where := method + " " + u.Redacted()
	resp, err := x.server.verifying.Do(req)
	if err != nil {
		return nil, networkFailure(err, where, in)
	}
	defer resp.Body.Close()
	x.integrationID = resp.Header.Get("X-Amzn-Requestid")
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, networkFailure(err, where, in)
	}
	if len(body) > maxBody {
		return nil, internalError(where + " answered more than 10 MB")
	}
	return &answer{status: resp.StatusCode, header: passed(resp.Header), body: body}, nil
}

func networkFailure(err error, where string, in *integration) *failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return &failure{status: 504, message: "Gateway Timeout", kind: "INTEGRATION_TIMEOUT", cause: fmt.Sprintf("%s took longer than %s", where, in.timeout)}
	}
	return unavailable(fmt.Sprintf("%s: %v", where, err))
}

// backendHeader gives the headers a backend gets. What the caller or a proxy
// before it said in X-Forwarded-* becomes one Forwarded header (RFC 7239).
func (x *exchange) backendHeader(h http.Header) http.Header {
	out := h.Clone()
	for _, name := range []string{"Host", "Content-Length", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto"} {
		out.Del(name)
	}
	forwarded := "by=127.0.0.1;for=" + forwardedFor(x.sourceIP) + ";host=" + x.domainName + ";proto=https"
	out.Set("Forwarded", strings.Join(append(x.r.Header.Values("Forwarded"), forwarded), ", "))
	out.Add("Via", "HTTP/1.1 AmazonAPIGateway")
	if out.Get("User-Agent") == "" {
		out["User-Agent"] = []string{""} // net/http adds none of its own
	}
	return out
}

// forwardedFor quotes IPv6 addresses (RFC 7239, section 6).
func forwardedFor(ip string) string {
	if strings.Contains(ip, ":") {
		return `"[` + ip + `]"`
	}
	return ip
}

// passed gives the headers of an answer that reach the caller: those of the
// connection end at the gateway, which writes its own length and request id.
func passed(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		name = textproto.CanonicalMIMEHeaderKey(name)
		if !slices.Contains(hidden, name) && name != "Content-Length" && name != "Apigw-Requestid" {
			out[name] = append(out[name], values...)
		}
	}
	return out
}
