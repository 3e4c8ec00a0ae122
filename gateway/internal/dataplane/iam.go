package dataplane

import (
	"github.com/apigen-go/apigen/gateway/internal/sigv4"
)

// An iamAuthorizer takes requests that are signed (Signature Version 4) by an
// identity of the account. What the identity may do is judged together with the
// API's resource policy.
type iamAuthorizer struct{}

func (iamAuthorizer) authorize(x *exchange) (string, *failure) {
	caller, refusal := x.server.Callers.Authenticate(x.signedRequest())
	if refusal != nil {
		return "", unsigned(refusal)
	}
	x.caller, x.identityPolicy = caller, caller.Policy
	return "signed by " + caller.ARN, nil
}

// unsigned is the gateway response for a request whose signature is refused.
func unsigned(r *sigv4.Refusal) *failure {
	f := fail(default4xx, r.Message, string(r.Reason))
	f.status, f.errorType = 403, string(r.Reason)
	switch r.Reason {
	case sigv4.MissingToken:
		f.kind = missingAuthenticationToken
	case sigv4.InvalidSignature:
		f.kind = invalidSignature
	case sigv4.ExpiredToken:
		f.kind = expiredToken
	}
	return f
}

// signedRequest is the request as its caller signed it: with the path on the
// wire, which may hold more than the stage.
func (x *exchange) signedRequest() *sigv4.Request {
	path := x.r.URL.EscapedPath()
	if x.r.RequestURI != "" {
		path = rawPath(x.r.RequestURI)
	}
	return &sigv4.Request{
		Method: x.r.Method, Path: path, Query: x.r.URL.RawQuery, Host: x.r.Host,
		Header: func(name string) []string { return x.r.Header.Values(name) }, Body: x.sent,
	}
}
