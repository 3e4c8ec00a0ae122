package call

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A Backoff says how often and after which time a call is tried again. Its zero
// value tries three times in all, after about 100 and 200 milliseconds.
type Backoff struct {
	// Attempts is how often a request is sent at most, the first time included.
	// Less than 1 stands for 3.
	Attempts int
	// First is the time before the second attempt; it doubles from one to the
	// next. Zero stands for 100 milliseconds.
	First time.Duration
	// Longest is the longest time between two attempts. An answer that asks for
	// a longer one with Retry-After is given back as it is. Zero stands for 5
	// seconds.
	Longest time.Duration

	wait func(context.Context, time.Duration) error // of tests
}

// Retry tries calls again that found no answer, or 429, 502, 503 or 504: those
// of API Gateway that throttles, and of a function that has gone. Only calls are
// repeated that may be (RFC 9110, section 9.2.2): GET, HEAD, OPTIONS, PUT and
// DELETE, and others that have an Idempotency-Key header.
//
// The time between attempts is chosen at random between half and all of what
// Backoff says, so that clients do not come back together.
func Retry(b Backoff) Option {
	if b.Attempts < 1 {
		b.Attempts = 3
	}
	if b.First <= 0 {
		b.First = 100 * time.Millisecond
	}
	if b.Longest <= 0 {
		b.Longest = 5 * time.Second
	}
	if b.wait == nil {
		b.wait = wait
	}
	return func(s *Settings) { s.backoff = &b }
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// do sends r until it is answered well enough.
func (b *Backoff) do(r *http.Request, send func(*http.Request) (*http.Response, error)) (*http.Response, error) {
	pause := b.First
	for attempt := 1; ; attempt++ {
		resp, err := send(r)
		if attempt == b.Attempts || !repeatable(r) || err == nil && !again(resp.StatusCode) || r.Context().Err() != nil {
			return resp, err
		}
		d := pause/2 + rand.N(pause/2+1) //nolint:gosec // nobody gains by guessing it
		if err == nil {
			asked := retryAfter(resp.Header)
			if asked > b.Longest {
				return resp, nil
			}
			d = max(d, asked)
			drain(resp)
			_ = resp.Body.Close()
		}
		if err := b.wait(r.Context(), d); err != nil {
			return nil, fmt.Errorf("wait to repeat %s %s: %w", r.Method, r.URL.Path, err)
		}
		pause = min(2*pause, b.Longest)
		next := r.Clone(r.Context())
		if r.GetBody != nil {
			body, err := r.GetBody()
			if err != nil {
				return nil, fmt.Errorf("repeat %s %s: %w", r.Method, r.URL.Path, err)
			}
			next.Body = body
		}
		r = next
	}
}

// repeatable reports whether r does the same when it is sent twice, and can be.
func repeatable(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
	default:
		if r.Header.Get("Idempotency-Key") == "" {
			return false
		}
	}
	return r.Body == nil || r.Body == http.NoBody || r.GetBody != nil
}

func again(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter is the time an answer asks for, in seconds or as a date (RFC 9110,
// section 10.2.3).
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<20)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return time.Until(at)
	}
	return 0
}

// APIKeyFrom sends the key of source in the x-api-key header of every request.
func APIKeyFrom(source func(ctx context.Context) (string, error)) Option {
	return Edit(func(ctx context.Context, r *http.Request) error {
		key, err := source(ctx)
		if err != nil {
			return fmt.Errorf("get API key: %w", err)
		}
		r.Header.Set("X-Api-Key", key)
		return nil
	})
}

// StaticToken is a source of one token.
func StaticToken(token string) TokenSource {
	return func(context.Context) (string, error) { return token, nil }
}

// early is how long before its end a token is replaced, so that none ends on the
// way.
const early = 30 * time.Second

// CachedToken keeps the token of fetch until shortly before it expires. One call
// fetches while others wait for it, each no longer than its own context.
func CachedToken(fetch func(ctx context.Context) (token string, expires time.Time, err error)) TokenSource {
	c := &cachedToken{fetch: fetch, now: time.Now, turn: make(chan struct{}, 1)}
	return c.get
}

type cachedToken struct {
	fetch func(context.Context) (string, time.Time, error)
	now   func() time.Time
	turn  chan struct{} // held by the call that fetches

	mu      sync.Mutex
	token   string
	expires time.Time
}

func (c *cachedToken) get(ctx context.Context) (string, error) {
	if token := c.kept(); token != "" {
		return token, nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if token := c.kept(); token != "" { // fetched while this call waited
		return token, nil
	}
	token, expires, err := c.fetch(ctx)
	if err != nil {
		return "", err
	}
	if token == "" {
		return "", errors.New("the source gave an empty token")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token, c.expires = token, expires
	return token, nil
}

// kept is the token as long as it lasts.
func (c *cachedToken) kept() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Before(c.expires.Add(-early)) {
		return c.token
	}
	return ""
}
