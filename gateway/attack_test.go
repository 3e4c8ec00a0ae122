package gateway_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"context"

	"github.com/apigen-go/apigen/gateway"
)

// guardedDocument has a public resource, one that wants a key, and what is below
// them.
const guardedDocument = `openapi: 3.0.1
info: {title: guarded, version: "1"}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: x-api-key}}
paths:
  /public/{proxy+}:
    x-amazon-apigateway-any-method: &method
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
  /admin:
    get:
      security: [{key: []}]
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
`

// guardedHTTP is the same as an HTTP API, with a token in the place of the key.
const guardedHTTP = `openapi: 3.0.1
info: {title: guarded, version: "1"}
components:
  securitySchemes: {jwt: {type: oauth2, flows: {}, x-amazon-apigateway-authorizer: {type: jwt, identitySource: $request.header.Authorization, jwtConfiguration: {issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_staff", audience: [local]}}}}
paths:
  /public/{proxy+}:
    x-amazon-apigateway-any-method:
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration: &function
        type: aws_proxy
        httpMethod: POST
        payloadFormatVersion: "2.0"
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations
  /admin:
    get:
      security: [{jwt: []}]
      responses: {"200": {description: OK}}
      x-amazon-apigateway-integration: *function
`

// An attacked is a gateway that listens, and knows how often its function ran.
type attacked struct {
	*world
	addr  string
	kinds map[string]string // paths of the stages, of a REST API and an HTTP API
	path  string            // of the REST API
	calls atomic.Int64
}

// attack starts one. The time-out is that of callers who send slowly.
func attack(t *testing.T, timeout time.Duration) *attacked {
	t.Helper()
	a := &attacked{}
	a.world = open(t, gateway.Config{OpenFunctions: true, ReadTimeout: timeout, Functions: []gateway.FunctionConfig{{
		Name: "f", Handler: func(context.Context, []byte) ([]byte, error) { a.calls.Add(1); return []byte(`{"body":"served"}`), nil },
	}}})
	api := a.deploy(t, []byte(guardedDocument))
	a.addr = strings.TrimPrefix(a.URL(), "http://")
	a.path = strings.TrimPrefix(a.InvokeURL(api, "dev"), a.URL())
	a.kinds = map[string]string{"REST": a.path, "HTTP": strings.TrimPrefix(a.InvokeURL(a.importHTTP(t, guardedHTTP), "dev"), a.URL())}
	return a
}

// send writes bytes as they are and gives the first line of the answer and all
// of it; both are empty when the connection was closed.
func (a *attacked) send(t *testing.T, raw string) (line, all string) {
	t.Helper()
	var d net.Dialer
	c, err := d.DialContext(t.Context(), "tcp", a.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(c, raw) // it may be refused half-way
	var b bytes.Buffer
	_, _ = io.Copy(&b, bufio.NewReader(c))
	line, _, _ = strings.Cut(b.String(), "\r\n")
	return line, b.String()
}

// healthy wants the gateway to answer as ever.
func (a *attacked) healthy(t *testing.T) {
	t.Helper()
	for kind, path := range a.kinds {
		if got := a.call(t, "GET", a.URL()+path+"/public/x", ""); got.status != 200 || !strings.Contains(got.body, "served") {
			t.Errorf("afterwards the %s API answers %+v", kind, got)
		}
	}
}

// No way of writing a path leads to a method behind a key or a token without it.
// A REST API matches a path as it was sent, so each of these is another path, or
// none. An HTTP API decodes it first, twice, so some are the guarded one, and what
// no backend reads alike is refused.
func TestAttackPathConfusion(t *testing.T) {
	t.Parallel()
	a := attack(t, time.Minute)
	for _, tt := range []struct {
		name, path string
		rest, http int // 200 is the public function's
	}{
		{"the path itself", "/admin", 403, 401},
		{"slash at the end", "/admin/", 403, 401},
		{"slashes before it", "//admin", 403, 404},
		{"dot segment", "/./admin", 403, 400},
		{"dot segments out of the public part", "/public/../admin", 200, 400},
		{"encoded dot segments", "/public/%2e%2e/admin", 200, 400},
		{"encoded slash", "/public/..%2fadmin", 200, 400},
		{"encoded slash and dots, twice", "/public/%252e%252e%252fadmin", 200, 400},
		{"encoded letter", "/%61dmin", 403, 401},
		{"encoded slash before it", "/%2fadmin", 403, 404},
		{"encoded slash at the end", "/admin%2f", 403, 401},
		{"double encoding", "/%2561dmin", 403, 401},
		{"triple encoding", "/%252561dmin", 403, 404},
		{"another case", "/ADMIN", 403, 404},
		{"semicolon", "/admin;x=1", 403, 404},
		{"encoded question mark", "/admin%3fx", 403, 401},
		{"encoded hash", "/admin%23x", 403, 404},
		{"NUL", "/admin%00", 403, 400},
		{"NUL and a suffix", "/admin%00.html", 403, 400},
		{"NUL, encoded twice", "/admin%2500", 403, 400},
		{"overlong UTF-8 of a slash", "/public%c0%afadmin", 403, 400},
		{"overlong UTF-8 of a dot", "/public/%c0%ae%c0%ae/admin", 200, 400},
		{"overlong UTF-8 of three bytes", "/public/%e0%80%ae%e0%80%ae/admin", 200, 400},
		{"no UTF-8 at all", "/%ff%fe", 403, 400},
		{"half a surrogate", "/%ed%a0%80admin", 403, 400},
		{"backslash", "/public\\..\\admin", 403, 404},
		{"encoded backslash", "/public/..%5cadmin", 200, 200},
		{"fullwidth letters", "/%ef%bd%81dmin", 403, 404},
		{"dotless i and the like", "/adm%c4%b1n", 403, 404},
		{"broken escape", "/%zz", 400, 400},
		{"an escape that ends too soon", "/public/%2", 400, 400},
		{"a percent sign, encoded", "/public/100%25", 200, 400},
		{"line break", "/admin%0d%0ax", 403, 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for kind, want := range map[string]int{"REST": tt.rest, "HTTP": tt.http} {
				before := a.calls.Load()
				line, _ := a.send(t, "GET "+a.kinds[kind]+tt.path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				if !strings.HasPrefix(line, fmt.Sprintf("HTTP/1.1 %d ", want)) {
					t.Errorf("%s: got %q, want status %d", kind, line, want)
				}
				if served := a.calls.Load() - before; (served == 1) != (want == 200) {
					t.Errorf("%s: the function ran %d times", kind, served)
				}
			}
		})
	}
	a.healthy(t)
}

// Two readings of one message: the gateway takes none, or closes the connection,
// so that no second request is smuggled in.
func TestAttackSmuggling(t *testing.T) {
	t.Parallel()
	a := attack(t, time.Minute)
	for kind, path := range a.kinds {
		t.Run(kind, func(t *testing.T) { a.smuggle(t, path) })
	}
	// Headers the gateway sets itself are not the caller's to set.
	got := a.call(t, "GET", a.URL()+a.path+"/public/x", "", "X-Forwarded-Proto", "gopher", "x-amzn-requestid", "mine")
	if got.status != 200 || got.header.Get("x-amzn-RequestId") == "mine" {
		t.Errorf("headers of the gateway: %+v", got)
	}
	a.healthy(t)
}

func (a *attacked) smuggle(t *testing.T, path string) {
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	post := "POST " + path + "/public/x HTTP/1.1\r\nHost: x\r\n"
	for _, tt := range []struct {
		name, raw string
		status    string // beginning of the first line; empty closes the connection without a word
	}{
		{"two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + smuggled, "HTTP/1.1 400"},
		{"a list of lengths", post + "Content-Length: 5, 6\r\n\r\nhello", "HTTP/1.1 400"},
		{"a negative length", post + "Content-Length: -1\r\n\r\n", "HTTP/1.1 400"},
		{"a signed length", post + "Content-Length: +5\r\n\r\nhello", "HTTP/1.1 400"},
		{"a hexadecimal length", post + "Content-Length: 0x5\r\n\r\nhello", "HTTP/1.1 400"},
		{"an encoding there is not", post + "Transfer-Encoding: xchunked\r\n\r\n", "HTTP/1.1 501"},
		{"two encodings", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", "HTTP/1.1 "},
		{"a length besides chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, "HTTP/1.1 400"},
		{"chunks that lie about their size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"blank before the colon", post + "Content-Length : 5\r\n\r\nhello", "HTTP/1.1 400"},
		{"a line that is none", post + "no colon\r\n\r\n", "HTTP/1.1 400"},
		{"NUL in a name", post + "X\x00Y: 1\r\n\r\n", "HTTP/1.1 400"},
		{"NUL in a value", post + "X: a\x00b\r\n\r\n", "HTTP/1.1 400"},
		{"bare CR in a value", post + "X: a\rX-Api-Key: b\r\n\r\n", "HTTP/1.1 400"},
		{"two hosts", "GET " + path + "/public/x HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "HTTP/1.1 400"},
		{"no host", "GET " + path + "/public/x HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		{"blank in the target", "GET " + path + "/public/x y HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		{"a method that is none", "G(T " + path + "/public/x HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		{"another protocol", "GET " + path + "/public/x HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			line, all := a.send(t, tt.raw)
			if !strings.HasPrefix(line, tt.status) {
				t.Errorf("got %q, want %s", line, tt.status)
			}
			if strings.Contains(all, "HTTP/1.1 200") || strings.Contains(all, "Nothing is served here") {
				t.Errorf("a second request got through:\n%s", all)
			}
		})
	}
}

func TestAttackSize(t *testing.T) {
	t.Parallel()
	a := attack(t, time.Minute)
	a.oversize(t, a.kinds["REST"], "413", `{"message":"Request Too Long"}`)
	a.oversize(t, a.kinds["HTTP"], "431", `{"message":"Request Entity Too Large"}`)
	if a.calls.Load() != 0 {
		t.Errorf("the function ran %d times", a.calls.Load())
	}
	a.healthy(t)
}

// oversize sends what is too large; head is the status of a head over 10 kB.
func (a *attacked) oversize(t *testing.T, path, head, tooLong string) {
	t.Helper()
	get := "GET " + path + "/public/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	for _, tt := range []struct{ name, raw, status string }{
		{"a header over 10 kB", get + "X: " + strings.Repeat("x", 11<<10) + "\r\n\r\n", head},
		{"a name over 10 kB", get + strings.Repeat("x", 11<<10) + ": x\r\n\r\n", head},
		{"a header over 64 kB", get + "X: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "431"},
		{"many headers", get + strings.Repeat("X-Y: z\r\n", 3000) + "\r\n", head},
		{"a long target", "GET " + path + "/public/" + strings.Repeat("x", 11<<10) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", head},
		{"a long query", "GET " + path + "/public/x?" + strings.Repeat("x", 11<<10) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", head},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if line, _ := a.send(t, tt.raw); !strings.HasPrefix(line, "HTTP/1.1 "+tt.status) && line != "" {
				t.Errorf("got %q, want %s", line, tt.status)
			}
		})
	}
	t.Run("a body over 10 MB", func(t *testing.T) {
		got := a.call(t, "POST", a.URL()+path+"/public/x", strings.Repeat("x", 10<<20+1))
		if got.status != 413 || got.body != tooLong {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
	t.Run("a body over 10 MB that does not say so", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL()+path+"/public/x", io.LimitReader(endless{}, 11<<20))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := a.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != 413 {
			t.Errorf("got %d", resp.StatusCode)
		}
	})
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// Callers who send a byte now and then hold nobody up, and are let go of.
func TestAttackSlowClients(t *testing.T) {
	t.Parallel()
	a := attack(t, 300*time.Millisecond)
	var all []net.Conn
	for i := range 100 {
		var d net.Dialer
		c, err := d.DialContext(t.Context(), "tcp", a.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		path := a.kinds["REST"]
		if i%4 >= 2 {
			path = a.kinds["HTTP"]
		}
		text := "GET " + path + "/public/x HTTP/1.1\r\nHost: x\r\nX: "
		if i%2 == 0 {
			text = "POST " + path + "/public/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na"
		}
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	a.healthy(t)
	for i, c := range all {
		if err := c.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Errorf("connection %d is still open: %v", i, err)
		}
	}
	if a.calls.Load() != 2 { // healthy's own
		t.Errorf("the function ran %d times, want once an API", a.calls.Load())
	}
	a.healthy(t)
}
