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
	e, err := readEvent(inv.Payload)
	if err != nil {
		return Result{}, err
	}
	req, err := s.request(ctx, e)
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
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err != nil {
		return Result{}, fmt.Errorf("read answer: %w", err)
	}
	payload := proxyAnswer(resp, body, e.Version == "2.0")
	if len(payload) > maxResponse {
		return tooLarge(), nil
	}
	return Result{Payload: payload}, nil
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

// A serverEvent is what of a proxy event a request is made from: of a REST API,
// or of an HTTP API in payload 1.0 or 2.0.
type serverEvent struct {
	Version           string              `json:"version"` // empty of REST APIs
	HTTPMethod        string              `json:"httpMethod"`
	Path              string              `json:"path"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	MultiValueQuery   map[string][]string `json:"multiValueQueryStringParameters"`
	RawPath           string              `json:"rawPath"` // this and the next three of payload 2.0
	RawQuery          string              `json:"rawQueryString"`
	Headers           map[string]string   `json:"headers"`
	Cookies           []string            `json:"cookies"`
	Body              *string             `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
	RequestContext    json.RawMessage     `json:"requestContext"`
	StageVariables    json.RawMessage     `json:"stageVariables"`
}

// readEvent reads an event into the form of REST APIs. The path of an HTTP API
// is decoded and has the stage in it.
func readEvent(payload []byte) (*serverEvent, error) {
	var e serverEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	var c struct {
		HTTP  struct{ Method string }
		Stage string
	}
	_ = json.Unmarshal(e.RequestContext, &c) // one that is none names no method
	if e.Version == "2.0" {
		e.HTTPMethod, e.Path = c.HTTP.Method, e.RawPath
		e.MultiValueHeaders = map[string][]string{}
		for name, value := range e.Headers {
			e.MultiValueHeaders[name] = []string{value}
		}
		if len(e.Cookies) > 0 {
			e.MultiValueHeaders["Cookie"] = []string{strings.Join(e.Cookies, "; ")}
		}
	}
	if e.HTTPMethod == "" || !strings.HasPrefix(e.Path, "/") {
		return nil, fmt.Errorf("read event: it is no proxy event of an API")
	}
	if e.Version != "" {
		if rest, ok := strings.CutPrefix(e.Path, "/"+c.Stage); ok && (rest == "" || rest[0] == '/') {
			e.Path = "/" + strings.TrimPrefix(rest, "/")
		}
		e.Path = (&url.URL{Path: e.Path}).EscapedPath()
	}
	if e.Version != "2.0" {
		e.RawQuery = url.Values(e.MultiValueQuery).Encode()
	}
	return &e, nil
}

// body gives the bytes of the body.
func (e *serverEvent) body() ([]byte, error) {
	if e.Body == nil || !e.IsBase64Encoded {
		if e.Body == nil {
			return nil, nil
		}
		return []byte(*e.Body), nil
	}
	decoded, err := base64.StdEncoding.DecodeString(*e.Body)
	if err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	return decoded, nil
}

func (s *server) request(ctx context.Context, e *serverEvent) (*http.Request, error) {
	body, err := e.body()
	if err != nil {
		return nil, err
	}
	// The event's path is as it was on the wire; parsing it keeps it so.
	target := s.base.Scheme + "://" + s.base.Host + strings.TrimSuffix(s.base.EscapedPath(), "/") + e.Path
	if e.RawQuery != "" {
		target += "?" + e.RawQuery
	}
	req, err := http.NewRequestWithContext(ctx, e.HTTPMethod, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, values := range e.MultiValueHeaders {
		for _, value := range values {
			switch {
			case strings.EqualFold(name, "Host"):
				req.Host = value
			case strings.EqualFold(name, "Content-Length"): // that of the body
			default:
				req.Header.Add(name, value)
			}
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
// that is no text goes as base64. Payload 2.0 has one value for each header, and
// cookies of their own.
func proxyAnswer(resp *http.Response, body []byte, second bool) []byte {
	answer := struct {
		StatusCode        int                 `json:"statusCode"`
		MultiValueHeaders map[string][]string `json:"multiValueHeaders,omitempty"`
		Headers           map[string]string   `json:"headers,omitempty"`
		Cookies           []string            `json:"cookies,omitempty"`
		Body              string              `json:"body"`
		IsBase64Encoded   bool                `json:"isBase64Encoded"`
	}{StatusCode: resp.StatusCode, MultiValueHeaders: answerHeaders(resp), Body: string(body)}
	if second {
		answer.Headers, answer.MultiValueHeaders = map[string]string{}, nil
		for name, values := range answerHeaders(resp) {
			if name == "Set-Cookie" {
				answer.Cookies = values
				continue
			}
			answer.Headers[name] = strings.Join(values, ",")
		}
	}
	if !utf8.Valid(body) || resp.Header.Get("Content-Encoding") != "" {
		answer.Body, answer.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	b, _ := json.Marshal(answer) // strings always encode
	return b
}
