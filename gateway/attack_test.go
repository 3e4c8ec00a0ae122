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

// An attacked is a gateway that listens, and knows how often its function ran.
type attacked struct {
	*world
	addr, path string
	calls      atomic.Int64
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
	if got := a.call(t, "GET", a.URL()+a.path+"/public/x", ""); got.status != 200 || got.body != "served" {
		t.Errorf("afterwards the gateway answers %+v", got)
	}
}

// No way of writing a path leads to a method behind a key without the key: a
// path is matched as it was sent, so each of these is another path, or none.
func TestAttackPathConfusion(t *testing.T) {
	t.Parallel()
	a := attack(t, time.Minute)
	for _, tt := range []struct {
		name, path string
		status     int // 200 is the public function's, which gets the path as it is
	}{
		{"the path itself", "/admin", 403},
		{"slash at the end", "/admin/", 403},
		{"slashes before it", "//admin", 403},
		{"dot segment", "/./admin", 403},
		{"dot segments out of the public part", "/public/../admin", 200},
		{"encoded dot segments", "/public/%2e%2e/admin", 200},
		{"encoded slash", "/public/..%2fadmin", 200},
		{"encoded letter", "/%61dmin", 403},
		{"encoded slash before it", "/%2fadmin", 403},
		{"double encoding", "/%2561dmin", 403},
		{"another case", "/ADMIN", 403},
		{"semicolon", "/admin;x=1", 403},
		{"NUL", "/admin%00", 403},
		{"NUL and a suffix", "/admin%00.html", 403},
		{"overlong UTF-8 of a slash", "/public%c0%afadmin", 403},
		{"overlong UTF-8 of a dot", "/public/%c0%ae%c0%ae/admin", 200},
		{"no UTF-8 at all", "/%ff%fe", 403},
		{"backslash", "/public\\..\\admin", 403},
		{"fullwidth letters", "/%ef%bd%81dmin", 403},
		{"broken escape", "/%zz", 400},
		{"line break", "/admin%0d%0ax", 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := a.calls.Load()
			line, _ := a.send(t, "GET "+a.path+tt.path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			if !strings.HasPrefix(line, fmt.Sprintf("HTTP/1.1 %d ", tt.status)) {
				t.Errorf("got %q, want status %d", line, tt.status)
			}
			if served := a.calls.Load() - before; (served == 1) != (tt.status == 200) {
				t.Errorf("the function ran %d times", served)
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
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	post := "POST " + a.path + "/public/x HTTP/1.1\r\nHost: x\r\n"
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
		{"two hosts", "GET " + a.path + "/public/x HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "HTTP/1.1 400"},
		{"no host", "GET " + a.path + "/public/x HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		{"blank in the target", "GET " + a.path + "/public/x y HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		{"a method that is none", "G(T " + a.path + "/public/x HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		{"another protocol", "GET " + a.path + "/public/x HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505"},
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
	// Headers the gateway sets itself are not the caller's to set.
	got := a.call(t, "GET", a.URL()+a.path+"/public/x", "", "X-Forwarded-Proto", "gopher", "x-amzn-requestid", "mine")
	if got.status != 200 || got.header.Get("x-amzn-RequestId") == "mine" {
		t.Errorf("headers of the gateway: %+v", got)
	}
	a.healthy(t)
}

func TestAttackSize(t *testing.T) {
	t.Parallel()
	a := attack(t, time.Minute)
	get := "GET " + a.path + "/public/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	for _, tt := range []struct{ name, raw, status string }{
		{"a header over 10 kB", get + "X: " + strings.Repeat("x", 11<<10) + "\r\n\r\n", "HTTP/1.1 413"},
		{"a header over 64 kB", get + "X: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "HTTP/1.1 431"},
		{"many headers", get + strings.Repeat("X-Y: z\r\n", 3000) + "\r\n", "HTTP/1.1 413"},
		{"a long target", "GET " + a.path + "/public/" + strings.Repeat("x", 11<<10) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 413"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if line, _ := a.send(t, tt.raw); !strings.HasPrefix(line, tt.status) && line != "" {
				t.Errorf("got %q, want %s", line, tt.status)
			}
		})
	}
	t.Run("a body over 10 MB", func(t *testing.T) {
		got := a.call(t, "POST", a.URL()+a.path+"/public/x", strings.Repeat("x", 10<<20+1))
		if got.status != 413 || got.body != `{"message":"Request Too Long"}` {
			t.Errorf("got %d %s", got.status, got.body)
		}
	})
	t.Run("a body over 10 MB that does not say so", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL()+a.path+"/public/x", io.LimitReader(endless{}, 11<<20))
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
	if a.calls.Load() != 0 {
		t.Errorf("the function ran %d times", a.calls.Load())
	}
	a.healthy(t)
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
		text := "GET " + a.path + "/public/x HTTP/1.1\r\nHost: x\r\nX: "
		if i%2 == 0 {
			text = "POST " + a.path + "/public/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na"
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
	if a.calls.Load() != 1 {
		t.Errorf("the function ran %d times, want once", a.calls.Load())
	}
	a.healthy(t)
}
