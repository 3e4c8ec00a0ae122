package identity

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
)

var cognitoIssuer = regexp.MustCompile(`^https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/([A-Za-z0-9_-]+)$`)

// CognitoPool gives the id of the user pool an issuer of Cognito is:
// https://cognito-idp.REGION.amazonaws.com/POOL.
func CognitoPool(issuer string) (string, bool) {
	m := cognitoIssuer.FindStringSubmatch(issuer)
	if m == nil || !validPool(m[1]) {
		return "", false
	}
	return m[1], true
}

// Transport gives a transport on which this provider's issuers answer in this
// process, and everybody else over the network.
func (p *Provider) Transport(network *http.Transport) http.RoundTripper {
	return &transport{provider: p, Transport: network}
}

type transport struct {
	*http.Transport

	provider *Provider
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(r.URL.String(), t.provider.config.Base()+Prefix) {
		return t.Transport.RoundTrip(r)
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	t.provider.ServeHTTP(w, r)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// A recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header         { return w.header }
func (w *recorder) WriteHeader(status int)      { w.status = status }
func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }
