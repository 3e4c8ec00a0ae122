// Package call is what generated clients share at run time: the options of a
// client, and the reading of answers.
//
//	c, err := client.New(url, call.APIKey(key), call.Token(source))
//	p, err := c.GetPerson(ctx, &api.GetPersonRequest{PersonID: id})
//	if errors.Is(err, api.ErrPersonNotFound) {
//
// A problem the API answers with comes back as the problem.Problem it is. Every
// other answer the contract does not have is an [UnexpectedResponse]: API
// Gateway's own errors, for one.
package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/apigen-go/apigen/problem"
)

// Generated2 is the version of the interface between generated code and this
// package. Generated code refers to it, so that a file made by another version
// of apigen does not compile; "apigen generate" writes a fitting one.
const Generated2 = true

const (
	// maxError is how much is read of an answer that is an error, in bytes.
	maxError = 64 << 10
	// maxDrain is how much more is read so that the connection can be used
	// again.
	maxDrain = 256 << 10
)

// A TokenSource returns the access token for the next request. It is called
// for every request and may keep the token it has.
type TokenSource func(ctx context.Context) (string, error)

// An Option changes how a client calls.
type Option func(*Settings)

// Settings are the options of a client, for the generated code. Its zero value
// sends neither key nor token, through [http.DefaultClient].
type Settings struct {
	http  *http.Client
	edits []func(context.Context, *http.Request) error

	backoff *Backoff // nil tries once
}

// NewSettings applies opts.
func NewSettings(opts []Option) *Settings {
	s := &Settings{}
	for _, o := range opts {
		o(s)
	}
	return s
}

// HTTPClient has requests sent through c, with its timeouts, transport and
// cookies.
func HTTPClient(c *http.Client) Option {
	return func(s *Settings) { s.http = c }
}

// APIKey sends key in the x-api-key header of every request.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
func APIKey(key string) Option { return Header("X-Api-Key", key) }

// Token sends the token of source in the Authorization header of every request.
func Token(source TokenSource) Option {
	return Edit(func(ctx context.Context, r *http.Request) error {
		token, err := source(ctx)
		if err != nil {
			return fmt.Errorf("get token: %w", err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		return nil
	})
}

// Header sends a header with every request.
func Header(name, value string) Option {
	return Edit(func(_ context.Context, r *http.Request) error {
		r.Header.Set(name, value)
		return nil
	})
}

// Edit has every request changed by f before it is sent. An error of f is the
// call's error.
func Edit(f func(context.Context, *http.Request) error) Option {
	return func(s *Settings) { s.edits = append(s.edits, f) }
}

// Do sends r, again if it may be and [Retry] says so; each time with the edits, so
// that a token is not kept past its end. It has the form of an oapi-codegen client's Doer.
func (s *Settings) Do(r *http.Request) (*http.Response, error) {
	if s.backoff != nil {
		return s.backoff.do(r, s.send)
	}
	return s.send(r)
}

func (s *Settings) send(r *http.Request) (*http.Response, error) {
	for _, edit := range s.edits {
		if err := edit(r.Context(), r); err != nil {
			return nil, err
		}
	}
	c := s.http
	if c == nil {
		c = http.DefaultClient
	}
	return c.Do(r)
}

// An UnexpectedResponse is an answer that the contract does not have.
type UnexpectedResponse struct {
	Status int
	Header http.Header
	Body   []byte // its beginning, at most 64 KiB
}

// Error gives the status and the beginning of the body.
func (e *UnexpectedResponse) Error() string {
	const most = 200
	body := strings.ToValidUTF8(string(e.Body[:min(len(e.Body), most)]), "")
	if len(e.Body) > most {
		body += "..."
	}
	return fmt.Sprintf("unexpected response %d %s: %s", e.Status, http.StatusText(e.Status), body)
}

// drain reads a little of what is left of an answer, so that the connection can
// serve the next request.
func drain(r *http.Response) {
	_, _ = io.CopyN(io.Discard, r.Body, maxDrain) // it is of no interest
}

// Failure is the error of an answer whose status is none of the operation's
// successes: the problem in it, or an [UnexpectedResponse].
func Failure(r *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxError))
	if err != nil {
		return fmt.Errorf("read response %d: %w", r.StatusCode, err)
	}
	drain(r)
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var p problem.Problem
	if r.StatusCode >= 400 && media == problem.ContentType && json.Unmarshal(body, &p) == nil {
		p.Status = r.StatusCode // the member is advisory (RFC 9457, section 3.1.2)
		return p
	}
	return &UnexpectedResponse{Status: r.StatusCode, Header: r.Header, Body: body}
}

// DecodeJSON decodes the body of an answer into v.
func DecodeJSON(r *http.Response, v any) error {
	dec := json.NewDecoder(r.Body)
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("decode response %d: %w", r.StatusCode, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("decode response %d: more than one JSON value", r.StatusCode)
	}
	return nil
}

// ReadBytes reads the body of an answer.
func ReadBytes(r *http.Response) ([]byte, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read response %d: %w", r.StatusCode, err)
	}
	return data, nil
}

// EncodeJSON returns the JSON of v to be sent, or a nil reader for a nil v.
func EncodeJSON[T any](v *T) (io.Reader, error) {
	if v == nil {
		return nil, nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	return bytes.NewReader(data), nil
}

// Segment tells what is wrong with a path parameter. An empty one, or one of
// dots, would make the path that of another resource.
func Segment[T ~string](name string, value T) error {
	switch value {
	case "", ".", "..":
		return fmt.Errorf("path parameter %s: %q names no resource", name, value)
	}
	return nil
}
