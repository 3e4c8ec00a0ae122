package sigv4

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var now = time.Date(2026, 7, 10, 19, 19, 4, 0, time.UTC)

const (
	id     = "AKIDEXAMPLE"
	secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

func verifier() *Verifier {
	keys := map[string]*Key{
		id:     {AccessKeyID: id, SecretAccessKey: secret},
		"ASIA": {AccessKeyID: "ASIA", SecretAccessKey: secret, SessionToken: "token", Expires: now.Add(time.Hour)},
		"OLD":  {AccessKeyID: "OLD", SecretAccessKey: secret, SessionToken: "token", Expires: now.Add(-time.Hour)},
	}
	return &Verifier{
		Region: "us-east-1", Service: "execute-api", Now: func() time.Time { return now },
		Key: func(id string) *Key { return keys[id] },
	}
}

// A signing is how the SDK's own signer signs a request.
type signing struct {
	method, url, body   string
	header              []string
	key, secret, token  string
	region, service     string
	at                  time.Time
	hash                string // empty is the body's
	presign             bool
	change              func(*http.Request)
	bodyThatReallyComes string
}

func (s signing) request(t *testing.T) *Request {
	t.Helper()
	def := func(v *string, d string) {
		if *v == "" {
			*v = d
		}
	}
	def(&s.method, "GET")
	def(&s.url, "https://api.example.com/dev/a")
	def(&s.key, id)
	def(&s.secret, secret)
	def(&s.region, "us-east-1")
	def(&s.service, "execute-api")
	if s.at.IsZero() {
		s.at = now
	}
	sum := sha256.Sum256([]byte(s.body))
	def(&s.hash, hex.EncodeToString(sum[:]))
	r, err := http.NewRequestWithContext(t.Context(), s.method, s.url, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(s.header); i += 2 {
		r.Header.Add(s.header[i], s.header[i+1])
	}
	signer, creds := v4.NewSigner(), aws.Credentials{AccessKeyID: s.key, SecretAccessKey: s.secret, SessionToken: s.token}
	if s.presign {
		address, _, err := signer.PresignHTTP(context.Background(), creds, r, s.hash, s.service, s.region, s.at)
		if err != nil {
			t.Fatal(err)
		}
		if r, err = http.NewRequestWithContext(t.Context(), s.method, address, strings.NewReader(s.body)); err != nil {
			t.Fatal(err)
		}
	} else if err := signer.SignHTTP(context.Background(), creds, r, s.hash, s.service, s.region, s.at); err != nil {
		t.Fatal(err)
	}
	if s.change != nil {
		s.change(r)
	}
	body, _ := io.ReadAll(r.Body)
	if s.bodyThatReallyComes != "" {
		body = []byte(s.bodyThatReallyComes)
	}
	h := r.Header
	return &Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Host: r.Host, Body: body,
		Header: func(name string) []string { return h.Values(name) },
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		s      signing
		reason Reason // empty is accepted
		text   string // part of the message
	}{
		{name: "header", s: signing{}},
		{name: "body", s: signing{method: "POST", body: `{"a":1}`, header: []string{"Content-Type", "application/json"}}},
		{name: "query", s: signing{url: "https://api.example.com/dev/a?b=2&a=1&a=%20x&c=+y&d"}},
		{name: "escaped path", s: signing{url: "https://api.example.com/dev/a%20b/c%2Fd/%C3%A4"}},
		{name: "headers with blanks", s: signing{header: []string{"X-Many", "  a   b ", "X-Many", "c"}}},
		{name: "unsigned payload", s: signing{method: "POST", body: "x", hash: unsigned, header: []string{"X-Amz-Content-Sha256", unsigned}}},
		{name: "presigned", s: signing{presign: true, url: "https://api.example.com/dev/a?x=1&X-Amz-Expires=60"}},
		{name: "presigned, unsigned payload", s: signing{presign: true, method: "POST", body: "x", hash: unsigned, url: "https://api.example.com/dev/a?X-Amz-Expires=60&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD"}},
		{name: "session token", s: signing{key: "ASIA", token: "token"}},
		{name: "clock four minutes late", s: signing{at: now.Add(-4 * time.Minute)}},
		{name: "clock four minutes early", s: signing{at: now.Add(4 * time.Minute)}},

		{name: "nothing", s: signing{change: func(r *http.Request) { r.Header.Del("Authorization") }}, reason: MissingToken, text: "Missing Authentication Token"},
		{name: "a bearer token", s: signing{change: func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }}, reason: Incomplete, text: "Invalid key=value pair (missing equal-sign) in Authorization header"},
		{name: "one word", s: signing{change: func(r *http.Request) { r.Header.Set("Authorization", "x"); r.Header.Del("X-Amz-Date") }}, reason: Incomplete, text: "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."},
		{name: "unknown key", s: signing{key: "nobody"}, reason: UnrecognizedClient, text: "The security token included in the request is invalid."},
		{name: "wrong secret", s: signing{secret: "x"}, reason: InvalidSignature, text: "The request signature we calculated does not match the signature you provided."},
		{name: "the message shows what should have been signed", s: signing{secret: "x"}, reason: InvalidSignature, text: "The Canonical String for this request should have been\n'GET\n/dev/a\n"},
		{name: "session token left out", s: signing{key: "ASIA"}, reason: UnrecognizedClient, text: "is invalid"},
		{name: "another session token", s: signing{key: "ASIA", token: "other"}, reason: UnrecognizedClient, text: "is invalid"},
		{name: "expired session", s: signing{key: "OLD", token: "token"}, reason: ExpiredToken, text: "The security token included in the request is expired"},
		{name: "clock six minutes late", s: signing{at: now.Add(-6 * time.Minute)}, reason: InvalidSignature, text: "Signature expired: 20260710T191304Z is now earlier than 20260710T191404Z (20260710T191904Z - 5 min.)"},
		{name: "clock six minutes early", s: signing{at: now.Add(6 * time.Minute)}, reason: InvalidSignature, text: "Signature not yet current: "},
		{name: "presigned and expired", s: signing{presign: true, at: now.Add(-2 * time.Minute), url: "https://api.example.com/dev/a?X-Amz-Expires=60"}, reason: InvalidSignature, text: "Signature expired"},
		{name: "presigned for too long", s: signing{presign: true, url: "https://api.example.com/dev/a?X-Amz-Expires=604801"}, reason: InvalidSignature, text: "X-Amz-Expires"},
		{name: "another region", s: signing{region: "eu-west-1"}, reason: InvalidSignature, text: "Credential should be scoped to a valid region, not 'eu-west-1'. "},
		{name: "another service", s: signing{service: "s3"}, reason: InvalidSignature, text: "Credential should be scoped to correct service: 'execute-api'. "},
		{name: "another method", s: signing{change: func(r *http.Request) { r.Method = "DELETE" }}, reason: InvalidSignature},
		{name: "another path", s: signing{change: func(r *http.Request) { r.URL.Path = "/dev/b" }}, reason: InvalidSignature},
		{name: "another query", s: signing{change: func(r *http.Request) { r.URL.RawQuery = "admin=1" }}, reason: InvalidSignature},
		{name: "another host", s: signing{change: func(r *http.Request) { r.Host = "evil.example.com" }}, reason: InvalidSignature},
		{name: "another body", s: signing{method: "POST", body: "a", bodyThatReallyComes: "b"}, reason: InvalidSignature},
		{name: "a body under another hash", s: signing{method: "POST", body: "a", bodyThatReallyComes: "b", header: []string{"X-Amz-Content-Sha256", hexHash([]byte("a"))}}, reason: InvalidSignature, text: "x-amz-content-sha256"},
		{name: "a signed header changed", s: signing{header: []string{"X-Role", "guest"}, change: func(r *http.Request) { r.Header.Set("X-Role", "admin") }}, reason: InvalidSignature},
		{name: "the host is not signed", s: signing{change: func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "SignedHeaders=host;", "SignedHeaders=", 1))
		}}, reason: InvalidSignature, text: "'host' must be a 'SignedHeader'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, refusal := verifier().Verify(tt.s.request(t))
			switch {
			case tt.reason == "" && refusal != nil:
				t.Fatalf("refused: %v", refusal)
			case tt.reason == "" && key == nil:
				t.Fatal("accepted without a key")
			case tt.reason != "" && (refusal == nil || refusal.Reason != tt.reason || !strings.Contains(refusal.Message, tt.text)):
				t.Errorf("got %v, want %s: %s", refusal, tt.reason, tt.text)
			}
		})
	}
}

func TestIsSigned(t *testing.T) {
	t.Parallel()
	none := func(string) []string { return nil }
	if IsSigned(&Request{Header: none}) || IsSigned(&Request{Header: func(string) []string { return []string{"Bearer x"} }}) {
		t.Error("a request without a signature counts as signed")
	}
	if !IsSigned(&Request{Header: none, Query: "X-Amz-Algorithm=AWS4-HMAC-SHA256"}) {
		t.Error("a presigned request does not count as signed")
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260710/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=00", "a=b", "/dev/a", "20260710T191904Z")
	f.Add("", "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/b/c/d/e&X-Amz-Signature=1&X-Amz-SignedHeaders=host&X-Amz-Date=20260710T191904Z", "/", "")
	v := verifier()
	f.Fuzz(func(t *testing.T, authorization, query, path, date string) {
		r := &Request{Method: "GET", Path: path, Query: query, Host: "h", Header: func(name string) []string {
			switch name {
			case "Authorization":
				return []string{authorization}
			case "X-Amz-Date":
				return []string{date}
			}
			return nil
		}}
		if key, _ := v.Verify(r); key != nil && !bytes.Contains([]byte(authorization+query), []byte(id)) {
			t.Errorf("accepted %q %q", authorization, query)
		}
	})
}
