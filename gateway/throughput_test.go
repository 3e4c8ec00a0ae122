package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	echov4 "github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
)

// connections are how many clients a throughput benchmark has.
const connections = 16

// throughputDocument has one method of each kind, each behind an API key and the
// token of a user pool, with bodies that are validated.
func throughputDocument(backend string) string {
	const guards = `,"security":[{"pool":["a/b"],"key":[]}],"x-amazon-apigateway-request-validator":"all","requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}}`
	guarded := func(method string) string { return strings.TrimSuffix(method, "}") + guards }
	forward := `{"responses":{"200":{"description":"OK"}},"x-amazon-apigateway-integration":{"type":"http_proxy","httpMethod":"POST","uri":"` + backend + `/"}}`
	return doc(`"/mock":{"post":`+guarded(mockOf(`{"statusCode":200}`, `{"id":"$input.params('id')","stage":"$context.stage"}`))+`},
		"/proxy":{"post":`+guarded(forward)+`},
		"/function":{"post":`+guarded(proxy(""))+`},
		"/bootstrap":{"post":`+guarded(strings.Replace(proxy(""), "function:f/", "function:bootstrap/", 1))+`},
		"/adapter":{"post":`+guarded(strings.Replace(proxy(""), "function:f/", "function:adapter/", 1))+`},
		"/event":{"post":`+guarded(strings.Replace(proxy(""), "function:f/", "function:event/", 1))+`}`,
		`,"x-amazon-apigateway-request-validators":{"all":{"validateRequestBody":true,"validateRequestParameters":true}},"components":{"schemas":{"Pet":{"type":"object","required":["name"],"properties":{"name":{"type":"string","minLength":1}}}},"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-api-key"},"pool":{"type":"apiKey","in":"header","name":"Authorization","x-amazon-apigateway-authtype":"cognito_user_pools","x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["arn:aws:cognito-idp:us-east-1:123456789012:userpool/`+pool+`"]}}}}`)
}

// BenchmarkThroughput measures requests over 16 connections to the gateway, with
// an API key, a token and validation on, beside what does nothing of the kind:
// bare echo, and httputil.ReverseProxy for the proxy. Read ratios, not absolutes.
func BenchmarkThroughput(b *testing.B) {
	functions := map[string]string{} // binaries
	for _, name := range []string{"adapter", "bootstrap"} {
		functions[name] = filepath.Join(b.TempDir(), name)
		if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", functions[name], "./testdata/"+name).CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v %s", name, err, out)
		}
	}
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write([]byte(`{"ok":true}`))
	}))
	defer backend.Close()
	address, err := url.Parse(backend.URL)
	if err != nil {
		b.Fatal(err)
	}
	e := echov4.New()
	e.POST("/", func(c echov4.Context) error { return c.JSONBlob(http.StatusOK, []byte(`{"ok":true}`)) })
	bare := httptest.NewServer(e)
	defer bare.Close()
	reverse := httputil.NewSingleHostReverseProxy(address)
	reverse.Transport = &http.Transport{MaxIdleConnsPerHost: connections}
	proxied := httptest.NewServer(reverse)
	defer proxied.Close()

	event := make(chan []byte, 1)
	gw := gateway.Start(b, gateway.DocumentText(throughputDocument(backend.URL)),
		gateway.Function("event", func(_ context.Context, payload []byte) ([]byte, error) {
			event <- payload
			return []byte(`{"statusCode":200,"body":"{}"}`), nil
		}),
		gateway.Function("f", func(context.Context, []byte) ([]byte, error) { return []byte(`{"statusCode":200,"body":"{}"}`), nil }),
		gateway.With(func(c *gateway.Config) {
			c.AccessLog, c.Log = io.Discard, slog.New(slog.DiscardHandler)
			for name, target := range functions {
				c.Functions = append(c.Functions, gateway.FunctionConfig{Name: name, Target: target, Concurrency: connections})
			}
		}))
	if err := gw.Gateway.Start(b.Context(), "127.0.0.1:0"); err != nil {
		b.Fatal(err)
	}
	front := gw.Gateway.URL()
	path := strings.TrimPrefix(gw.URL(), front)
	headers := "x-api-key: " + gw.APIKey() + "\r\nAuthorization: " + gw.Token(gateway.TokenRequest{Pool: pool, Scopes: []string{"a/b"}}) + "\r\n"

	if err := askOnce(b.Context(), front, post(path+"/event", headers), "200"); err != nil {
		b.Fatal(err)
	}
	own := <-event
	fronts := map[string]string{} // addresses
	for name, target := range functions {
		plain := httptest.NewServer(bareFront(b, target, own))
		defer plain.Close()
		fronts[name] = plain.URL
	}

	benches := []struct{ name, server, target, headers, status string }{
		{"mock/gateway", front, path + "/mock?id=7", headers, "200"},
		{"mock/echo", bare.URL, "/", "", "200"},
		{"http_proxy/gateway", front, path + "/proxy", headers, "200"},
		{"http_proxy/ReverseProxy", proxied.URL, "/", "", "200"},
		{"function/gateway", front, path + "/function", headers, "200"},
		{"bootstrap/gateway", front, path + "/adapter", headers, "201"},
		{"bootstrap/net-http", fronts["adapter"], "/adapter", headers, "201"},
		{"bootstrap-aws-lambda-go/gateway", front, path + "/bootstrap", headers, "201"},
		{"bootstrap-aws-lambda-go/net-http", fronts["bootstrap"], "/bootstrap", headers, "201"},
	}
	if text := os.Getenv("APIGEN_BENCH_PEERS"); text != "" { // bench/gateway has them running
		var peers map[string]string // addresses
		if err := json.Unmarshal([]byte(text), &peers); err != nil {
			b.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(peers)) {
			u, err := url.Parse(peers[name])
			if err != nil {
				b.Fatal(err)
			}
			benches = append(benches, struct{ name, server, target, headers, status string }{"function/" + name, "http://" + u.Host, u.Path, "", "200"})
		}
	}
	for _, bench := range benches {
		b.Run(bench.name, func(b *testing.B) {
			throughput(b, strings.TrimPrefix(bench.server, "http://"), post(bench.target, bench.headers), bench.status)
		})
	}
}

// post is the request of all benchmarks as it goes over the wire.
func post(target, headers string) []byte {
	return []byte("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers + "Content-Length: 15\r\n\r\n{\"name\":\"Jane\"}")
}

// bareFront is the least that can stand before a bootstrap: it makes the event of
// what came and hands it to the same host of processes, and answers with what
// comes back. It asks for no key and verifies no token, but what the gateway's own
// event says of the caller is in its events, too, or the function would have less
// to read.
func bareFront(b *testing.B, target string, own []byte) http.Handler {
	b.Helper()
	var template events.APIGatewayProxyRequest
	if err := json.Unmarshal(own, &template); err != nil {
		b.Fatal(err)
	}
	host, err := lambda.NewHost(lambda.Config{
		Functions: []lambda.Function{{Name: "f", Target: target, Concurrency: connections}},
		Log:       slog.New(slog.DiscardHandler), Now: time.Now, NewID: ids.New(nil).UUID,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(host.Close)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			b.Error(err)
		}
		e := template
		e.HTTPMethod, e.Path, e.Resource, e.Body = r.Method, r.URL.Path, r.URL.Path, string(body)
		e.MultiValueHeaders, e.Headers = r.Header, map[string]string{}
		for name, values := range r.Header {
			e.Headers[name] = values[len(values)-1]
		}
		event, err := json.Marshal(e)
		if err != nil {
			b.Error(err)
		}
		res, err := host.Invoke(r.Context(), lambda.Invocation{Function: "f", Payload: event})
		if err != nil || res.FunctionError != "" {
			b.Error(err, res.FunctionError)
		}
		var answer events.APIGatewayProxyResponse
		if err := json.Unmarshal(res.Payload, &answer); err != nil {
			b.Error(err)
		}
		for name, value := range answer.Headers {
			w.Header().Set(name, value)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.Body)))
		w.WriteHeader(answer.StatusCode)
		_, _ = io.WriteString(w, answer.Body)
	})
}

// throughput sends one request again and again over all connections.
func throughput(b *testing.B, address string, request []byte, status string) {
	b.Helper()
	var all sync.WaitGroup
	left := make(chan struct{}, b.N)
	for range b.N {
		left <- struct{}{}
	}
	close(left)
	b.ResetTimer()
	for range connections {
		all.Go(func() {
			if err := keepAsking(b.Context(), address, request, status, left); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// askOnce sends one request over a connection of its own.
func askOnce(ctx context.Context, address string, request []byte, status string) error {
	once := make(chan struct{}, 1)
	once <- struct{}{}
	close(once)
	return keepAsking(ctx, strings.TrimPrefix(address, "http://"), request, status, once)
}

func keepAsking(ctx context.Context, address string, request []byte, status string, left <-chan struct{}) error {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	r := bufio.NewReader(c)
	for range left {
		if _, err := c.Write(request); err != nil {
			return err
		}
		if err := readAnswer(r, status); err != nil {
			return err
		}
	}
	return nil
}

// readAnswer reads one answer that says its length: net/http's client would take
// longer than the servers do.
func readAnswer(r *bufio.Reader, status string) error {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	first := string(line)
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(": ")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		}
	}
	if _, err := r.Discard(length); err != nil {
		return err
	}
	if !strings.HasPrefix(first, "HTTP/1.1 "+status) {
		return fmt.Errorf("got %q, want status %s", first, status)
	}
	return nil
}

// BenchmarkCompile measures what a deployment of 300 resources takes.
func BenchmarkCompile(b *testing.B) {
	var paths []string
	for i := range 300 {
		paths = append(paths, fmt.Sprintf(`"/r%d/{id}":{"get":%s}`, i, mockOf(`{"statusCode":200}`, `{"id":"$input.params('id')"}`)))
	}
	text := doc(strings.Join(paths, ","), "")
	for b.Loop() {
		gateway.Start(b, gateway.DocumentText(text))
	}
}
