package lambdahttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

const eventQueue = `{"Records":[{"eventSource":"aws:sqs","body":"hi"}]}`

func TestOtherEvents(t *testing.T) {
	t.Parallel()
	echo := func(_ context.Context, event []byte) ([]byte, error) { return append([]byte(nil), event...), nil }
	for _, tt := range []struct {
		name, event string
		opts        Options
		want, err   string
	}{
		{"a queue's goes on", eventQueue, Options{Other: echo}, eventQueue, ""},
		{"an authorizer's goes on", `{"type":"TOKEN","methodArn":"a"}`, Options{Other: echo}, `{"type":"TOKEN","methodArn":"a"}`, ""},
		{"one that uses our names otherwise", `{"path":1}`, Options{Other: echo}, `{"path":1}`, ""},
		{"no object at all", `"hi"`, Options{Other: echo}, `"hi"`, ""},
		{"without a handler it is an error", eventQueue, Options{}, "", "read Lambda event: not a request"},
		{"its error is the answer", eventQueue, Options{Other: func(context.Context, []byte) ([]byte, error) { return nil, io.ErrUnexpectedEOF }}, "", "unexpected EOF"},
		{"its panic is an error", eventQueue, Options{Other: func(context.Context, []byte) ([]byte, error) { panic("oh") }}, "", "answer event: panic: oh"},
		{"a request does not", eventREST, Options{Other: echo}, `{"statusCode":200,"multiValueHeaders":{},"body":"","isBase64Encoded":false}`, ""},
		{"a warm-up call", `{"warmup":true}`, Options{}, "null", ""},
		{"a warm-up call is no other event", `{"warmup":true}`, Options{Other: echo}, "null", ""},
		{"the plugin's warm-up call", `{"source":"serverless-plugin-warmup"}`, Options{}, "null", ""},
		{"a schedule's is another event", `{"source":"aws.events","detail-type":"Scheduled Event"}`, Options{Other: echo}, `{"source":"aws.events","detail-type":"Scheduled Event"}`, ""},
		{"no warm-up call", `{"warmup":false}`, Options{}, "", "not a request"},
		{"a warm-up that fails", `{"warmup":true}`, Options{WarmUp: func(context.Context) error { return io.ErrClosedPipe }}, "", "warm up: io: read/write on closed pipe"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.opts.Logger = slog.New(slog.DiscardHandler)
			h := New(nopHandler{}, tt.opts)
			out, err := h.Invoke(t.Context(), []byte(tt.event))
			if string(out) != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got %s, error %v, want %s, error %q", out, err, tt.want, tt.err)
			}
			s, streamErr := h.InvokeStream(t.Context(), json.RawMessage(tt.event))
			if (streamErr == nil) != (err == nil) {
				t.Fatalf("as a stream: error %v, want %v", streamErr, err)
			}
			if s != nil {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestMarginEndsTheContextEarlier(t *testing.T) {
	t.Parallel()
	deadline := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, _ := r.Context().Deadline(); !got.Equal(deadline.Add(-time.Minute)) {
			t.Errorf("deadline %v, want %v", got, deadline.Add(-time.Minute))
		}
	}), Options{Margin: time.Minute})
	if _, err := h.Invoke(ctx, []byte(eventREST)); err != nil {
		t.Fatal(err)
	}
}

func TestLogLinesNameTheRequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(LogHandler(slog.NewJSONHandler(&out, nil)))
	h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		log.With("a", 1).InfoContext(r.Context(), "seen")
		panic("no")
	}), Options{Logger: log})
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "i-1"})
	if _, err := h.Invoke(ctx, []byte(eventREST)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("got %d lines: %s", len(lines), &out)
	}
	for _, line := range lines {
		if strings.Count(line, `"requestId":"i-1"`) != 1 || strings.Count(line, `"gatewayRequestId":"r-1"`) != 1 {
			t.Errorf("want each id once: %s", line)
		}
	}
}

// A load balancer takes 1 MB.
func balancerLimit(t *testing.T) {
	t.Parallel()
	h := New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(bytes.Repeat([]byte("a"), MaxBalancerResponse))
	}), Options{})
	_, err := h.Invoke(t.Context(), []byte(eventALB))
	if !errors.Is(err, ErrResponseTooLarge) || !strings.Contains(err.Error(), "1048576") {
		t.Errorf("error %v", err)
	}
	if _, err := h.Invoke(t.Context(), []byte(eventREST)); err != nil {
		t.Errorf("through API Gateway: %v", err)
	}
}

// The largest request Lambda passes on arrives whole.
func requestOfSixMegabytes(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("zoë\\n", 1<<20)
	var got int
	h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got = int(n)
	}), Options{})
	event := `{"httpMethod":"POST","path":"/","requestContext":{},"body":"` + body + `"}`
	if _, err := h.Invoke(t.Context(), []byte(event)); err != nil {
		t.Fatal(err)
	}
	if want := 5 << 20; got != want {
		t.Errorf("%d bytes of body, want %d", got, want)
	}
}

func TestBalancerClient(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ forwarded, ip, addr string }{
		{"", "", ""},
		{"198.51.100.23", "198.51.100.23", "198.51.100.23:0"},
		{"10.0.0.1, 198.51.100.23", "198.51.100.23", "198.51.100.23:0"}, // what comes first, anybody can write
		{"198.51.100.23:5544", "198.51.100.23", "198.51.100.23:5544"},
		{"2001:db8::7", "2001:db8::7", "[2001:db8::7]:0"},
		{"[2001:db8::7]:5544", "2001:db8::7", "[2001:db8::7]:5544"},
		{"198.51.100.23,", "", ""},
	} {
		h := http.Header{}
		if tt.forwarded != "" {
			h.Set("X-Forwarded-For", tt.forwarded)
		}
		if ip, addr := new(event).balancerClient(h); ip != tt.ip || addr != tt.addr {
			t.Errorf("balancerClient(%q) = %q, %q, want %q, %q", tt.forwarded, ip, addr, tt.ip, tt.addr)
		}
	}
}

func TestCaller(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, event string
		want        Caller
		ok          bool
	}{
		{"REST", `{"httpMethod":"GET","path":"/","requestContext":{"identity":{"accountId":"1","user":"AROAX:s","userArn":"arn:aws:sts::1:assumed-role/r/s","accessKey":"ASIA","principalOrgId":"o-1","cognitoIdentityId":"ci","cognitoIdentityPoolId":"cp","apiKey":"k"}}}`,
			Caller{"arn:aws:sts::1:assumed-role/r/s", "1", "AROAX:s", "ASIA", "o-1", "ci", "cp"}, true},
		{"2.0", `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"},"authorizer":{"iam":{"accountId":"1","userId":"AIDA","userArn":"arn:aws:iam::1:user/u","accessKey":"AKIA","principalOrgId":"o-1","cognitoIdentity":{"amr":["x"],"identityId":"ci","identityPoolId":"cp"}}}}}`,
			Caller{"arn:aws:iam::1:user/u", "1", "AIDA", "AKIA", "o-1", "ci", "cp"}, true},
		{"no cognito", `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"},"authorizer":{"iam":{"userArn":"a","cognitoIdentity":null}}}}`, Caller{ARN: "a"}, true},
		{"nobody", `{"httpMethod":"GET","path":"/","requestContext":{"identity":{"userArn":null}}}`, Caller{}, false},
		{"no identity", eventREST, Caller{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				c, _ := RequestContext(r.Context())
				if got, ok := c.Caller(); got != tt.want || ok != tt.ok {
					t.Errorf("got %+v, %v, want %+v, %v", got, ok, tt.want, tt.ok)
				}
				if want := map[bool]string{true: "k"}[tt.name == "REST"]; c.APIKey() != want {
					t.Errorf("API key %q, want %q", c.APIKey(), want)
				}
				var decoded struct{ RequestContext map[string]any }
				if err := c.Decode(&decoded); err != nil || decoded.RequestContext == nil {
					t.Errorf("Decode: %+v, %v", decoded, err)
				}
			}), Options{})
			if _, err := h.Invoke(t.Context(), []byte(tt.event)); err != nil {
				t.Fatal(err)
			}
		})
	}
}
