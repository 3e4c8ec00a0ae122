package dataplane

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// clients call HTTP backends and service endpoints: no redirects, no proxy, no
// decompression; what a backend answers is the integration's to judge.
type clients struct {
	verifying, trusting *http.Client // trusting takes any certificate
}

func newClients() clients {
	return clients{verifying: newClient(false), trusting: newClient(true)}
}

func newClient(insecure bool) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.DisableCompression = true
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 256 // a gateway has few backends and many callers
	if insecure {
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // the integration asks for it: tlsConfig.insecureSkipVerification
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (c clients) close() {
	c.verifying.CloseIdleConnections()
	c.trusting.CloseIdleConnections()
}

// newRequest makes the request to a backend. Bodies are not sent with GET, HEAD
// and OPTIONS.
func newRequest(ctx context.Context, method string, u *url.URL, h header, body []byte) (*http.Request, error) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		body = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "") // net/http adds none of its own
	for _, f := range h {
		switch name := strings.ToLower(f.name); name {
		case "host":
			req.Host = f.value
		case "user-agent":
			req.Header.Set("User-Agent", f.value)
		case "trailer":
			req.Header["trailer"] = append(req.Header["trailer"], f.value) // net/http keeps Trailer to itself
		default:
			req.Header[f.name] = append(req.Header[f.name], f.value)
		}
	}
	return req, nil
}

// do sends a request within the integration's time and reads the answer. Where
// names the backend for the log.
func (x *exchange) do(client *http.Client, req *http.Request, where string) (*reply, *failure) {
	resp, err := client.Do(req)
	if err != nil {
		return nil, x.networkFailure(err, where)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, x.networkFailure(err, where)
	}
	if len(body) > maxBody {
		return nil, internalError(integrationFailure, 500, where+" answered more than 10 MB")
	}
	got := &reply{status: resp.StatusCode, body: body}
	got.header = responseHeader(resp)
	return got, nil
}

func responseHeader(resp *http.Response) header {
	var h header
	for _, name := range sortedKeys(resp.Header) {
		for _, value := range resp.Header[name] {
			h.add(name, value)
		}
	}
	return h
}

// networkFailure is a 504 in both cases; the message tells which it is
// (gateway responses INTEGRATION_TIMEOUT and INTEGRATION_FAILURE).
func (x *exchange) networkFailure(err error, where string) *failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return fail(integrationTimeout, "Endpoint request timed out", fmt.Sprintf("%s took longer than %s", where, x.match.method.timeout))
	}
	return fail(integrationFailure, "Network error communicating with endpoint", fmt.Sprintf("%s: %v", where, err))
}

// expandPath puts values into the variables {name} of a URI. One without a
// value stays as it is (recorded, test_uri_interpolation).
func expandPath(uri string, values map[string]string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(uri, "{")
		name, rest, closed := strings.Cut(after, "}")
		if !found || !closed {
			b.WriteString(uri)
			return b.String()
		}
		b.WriteString(before)
		if value, ok := values[name]; ok {
			b.WriteString(escapeURI(value))
		} else {
			b.WriteString("{" + name + "}")
		}
		uri = rest
	}
}

// escapeURI escapes what cannot stand in a URI. What is escaped stays so:
// values come raw from the path.
func escapeURI(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}?#", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// addQuery puts parameters behind those a URI has itself: they add to them,
// they replace none (recorded, test_http_proxy_integration_request_data_mappings).
func addQuery(u *url.URL, query map[string][]string) {
	var pairs []string
	if u.RawQuery != "" {
		pairs = append(pairs, u.RawQuery)
	}
	for _, name := range sortedKeys(query) {
		for _, value := range query[name] {
			pairs = append(pairs, queryEscape(name)+"="+queryEscape(value))
		}
	}
	u.RawQuery = strings.Join(pairs, "&")
}

func queryEscape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
