package lambda

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/caller"
)

// A server is an ordinary HTTP server in the place of a function: a proxy event
// becomes a request, its response the proxy answer.
type server struct {
	base   *url.URL
	client *http.Client
}

func newServer(f Function) (*server, error) {
	base, err := url.Parse(f.Target)
	if err != nil {
		return nil, err
	}
	if base.Host == "" || base.RawQuery != "" {
		return nil, fmt.Errorf("%s: want http://HOST:PORT", f.Target)
	}
	return &server{base: base, client: newClient(f.Timeout)}, nil
}

func (s *server) close() { s.client.CloseIdleConnections() }

func (s *server) invoke(ctx context.Context, inv Invocation) (Result, error) {
	req, err := s.request(ctx, inv.Payload)
	if err != nil {
		return Result{}, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return Result{}, err
	}
	if inv.Stream {
		return Result{Stream: streamedAnswer(resp)}, nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if err != nil {
		return Result{}, fmt.Errorf("read answer: %w", err)
	}
	return Result{Payload: proxyAnswer(resp, body)}, nil
}

// streamedAnswer is a response in the form of a stream, its body as it comes.
func streamedAnswer(resp *http.Response) *Stream {
	head, _ := json.Marshal(struct { // strings always encode
		StatusCode        int                 `json:"statusCode"`
		MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	}{resp.StatusCode, answerHeaders(resp)})
	head = append(head, make([]byte, 8)...)
	return &Stream{ContentType: TypeStream, ReadCloser: struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), resp.Body), resp.Body}}
}

// answerHeaders are the headers of a response that are not of its connection.
func answerHeaders(resp *http.Response) http.Header {
	h := resp.Header.Clone()
	for _, name := range []string{"Connection", "Content-Length", "Date", "Transfer-Encoding", "Keep-Alive"} {
		delete(h, name)
	}
	return h
}

// A serverEvent is what of a REST proxy event a request is made from.
type serverEvent struct {
	HTTPMethod        string              `json:"httpMethod"`
	Path              string              `json:"path"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	MultiValueQuery   map[string][]string `json:"multiValueQueryStringParameters"`
	Body              *string             `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
	RequestContext    json.RawMessage     `json:"requestContext"`
	StageVariables    json.RawMessage     `json:"stageVariables"`
}

func (s *server) request(ctx context.Context, payload []byte) (*http.Request, error) {
	var e serverEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	if e.HTTPMethod == "" || !strings.HasPrefix(e.Path, "/") {
		return nil, fmt.Errorf("read event: it is no proxy event of a REST API")
	}
	var body []byte
	if e.Body != nil {
		body = []byte(*e.Body)
		if e.IsBase64Encoded {
			decoded, err := base64.StdEncoding.DecodeString(*e.Body)
			if err != nil {
				return nil, fmt.Errorf("read event: %w", err)
			}
			body = decoded
		}
	}
	// The event's path is as it was on the wire; parsing it keeps it so.
	target := s.base.Scheme + "://" + s.base.Host + strings.TrimSuffix(s.base.EscapedPath(), "/") + e.Path
	if q := url.Values(e.MultiValueQuery).Encode(); q != "" {
		target += "?" + q
	}
	req, err := http.NewRequestWithContext(ctx, e.HTTPMethod, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, values := range e.MultiValueHeaders {
		for _, value := range values {
			if strings.EqualFold(name, "Host") {
				req.Host = value
				continue
			}
			req.Header.Add(name, value)
		}
	}
	// What an event says of the caller, as the Lambda Web Adapter hands it on.
	// Callers cannot set it.
	for name, text := range map[string]json.RawMessage{caller.ContextHeader: e.RequestContext, caller.VariablesHeader: e.StageVariables} {
		req.Header.Del(name)
		var line bytes.Buffer
		if len(text) > 0 && string(text) != "null" && json.Compact(&line, text) == nil {
			req.Header.Set(name, line.String())
		}
	}
	// Left to itself, the transport would ask for gzip and unpack the answer.
	if req.Header.Get("Accept-Encoding") == "" {
		req.Header.Set("Accept-Encoding", "identity")
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "")
	}
	return req, nil
}

// proxyAnswer writes a response in the form proxy integrations take. A body
// that is no text goes as base64.
func proxyAnswer(resp *http.Response, body []byte) []byte {
	answer := struct {
		StatusCode        int                 `json:"statusCode"`
		MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
		Body              string              `json:"body"`
		IsBase64Encoded   bool                `json:"isBase64Encoded"`
	}{StatusCode: resp.StatusCode, MultiValueHeaders: answerHeaders(resp), Body: string(body)}
	if !utf8.Valid(body) || resp.Header.Get("Content-Encoding") != "" {
		answer.Body, answer.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	b, _ := json.Marshal(answer) // strings always encode
	return b
}
