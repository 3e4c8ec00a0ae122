package call

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is a transport that answers with one status after the other; 0 is an
// answer that does not come.
type script struct {
	statuses []int
	header   http.Header
	bodies   []string
	tokens   []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		data, _ := io.ReadAll(r.Body)
		body = string(data)
	}
	status := s.statuses[len(s.bodies)]
	s.bodies, s.tokens = append(s.bodies, body), append(s.tokens, r.Header.Get("Authorization"))
	if status == 0 {
		return nil, errors.New("connection reset")
	}
	return &http.Response{StatusCode: status, Header: s.header, Body: http.NoBody, Request: r}, nil
}

func TestRetry(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, method string
		key          string // Idempotency-Key
		after        string // Retry-After
		statuses     []int
		sent         int
		status       int // 0 is an error
	}{
		{"good at once", "GET", "", "", []int{200}, 1, 200},
		{"throttled", "GET", "", "", []int{429, 503, 200}, 3, 200},
		{"no answer", "PUT", "", "", []int{0, 200}, 2, 200},
		{"never", "DELETE", "", "", []int{502, 504, 503}, 3, 503},
		{"never any answer", "GET", "", "", []int{0, 0, 0}, 3, 0},
		{"POST is not repeated", "POST", "", "", []int{503}, 1, 503},
		{"nor is PATCH", "PATCH", "", "", []int{0}, 1, 0},
		{"a POST that may be", "POST", "k", "", []int{503, 201}, 2, 201},
		{"an error of the caller", "GET", "", "", []int{400}, 1, 400},
		{"an error of the service", "GET", "", "", []int{500}, 1, 500},
		{"an answer that asks for patience", "GET", "", "2", []int{429, 200}, 2, 200},
		{"and for too much of it", "GET", "", "3600", []int{429}, 1, 429},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			transport := &script{statuses: tt.statuses, header: http.Header{"Retry-After": {tt.after}}}
			var waited []time.Duration
			backoff := Backoff{wait: func(_ context.Context, d time.Duration) error {
				waited = append(waited, d)
				return nil
			}}
			n := 0
			s := NewSettings([]Option{HTTPClient(&http.Client{Transport: transport}), Retry(backoff), Token(func(context.Context) (string, error) {
				n++
				return strings.Repeat("t", n), nil
			})})
			r, err := http.NewRequestWithContext(t.Context(), tt.method, "http://api.example.com/x", strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			if tt.key != "" {
				r.Header.Set("Idempotency-Key", tt.key)
			}
			resp, err := s.Do(r)
			if (err != nil) != (tt.status == 0) || err == nil && resp.StatusCode != tt.status {
				t.Errorf("Do: %v, %v, want %d", resp, err, tt.status)
			}
			if len(transport.bodies) != tt.sent || strings.Join(transport.bodies, "") != strings.Repeat("body", tt.sent) {
				t.Errorf("sent %q, want the body %d times", transport.bodies, tt.sent)
			}
			if got := transport.tokens[tt.sent-1]; got != "Bearer "+strings.Repeat("t", tt.sent) {
				t.Errorf("the last request has the token %q", got)
			}
			for i, d := range waited {
				least := 50 * time.Millisecond << i
				if tt.after == "2" {
					least = 2 * time.Second
				}
				if d < least || tt.after == "" && d > 2*least {
					t.Errorf("waited %v before attempt %d, want from %v", d, i+2, least)
				}
			}
		})
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	transport := &script{statuses: []int{503}}
	s := NewSettings([]Option{HTTPClient(&http.Client{Transport: transport}), Retry(Backoff{wait: func(ctx context.Context, d time.Duration) error {
		cancel()
		return wait(ctx, d)
	}})})
	r, err := http.NewRequestWithContext(ctx, "GET", "http://api.example.com/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(r); !errors.Is(err, context.Canceled) {
		t.Errorf("Do: %v, want %v", err, context.Canceled)
	}
}

func TestCachedToken(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC)
	fetched := 0
	c := &cachedToken{now: func() time.Time { return now }, turn: make(chan struct{}, 1), fetch: func(context.Context) (string, time.Time, error) {
		fetched++
		if fetched == 3 {
			return "", time.Time{}, errors.New("no token today")
		}
		return strings.Repeat("t", fetched), now.Add(time.Hour), nil
	}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if token, err := c.get(t.Context()); token != "t" || err != nil {
				t.Errorf("token %q, %v", token, err)
			}
		})
	}
	all.Wait()
	now = now.Add(time.Hour - early)
	if token, err := c.get(t.Context()); token != "tt" || err != nil || fetched != 2 {
		t.Errorf("near its end: %q, %v, fetched %d times", token, err, fetched)
	}
	now = now.Add(2 * time.Hour)
	if _, err := c.get(t.Context()); err == nil {
		t.Error("the source's error is lost")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	c.turn <- struct{}{}
	if _, err := c.get(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting ended with %v", err)
	}
}

func TestAPIKeyFrom(t *testing.T) {
	t.Parallel()
	transport := &script{statuses: []int{200}}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "http://api.example.com/x", nil)
	r.RequestURI = ""
	s := NewSettings([]Option{HTTPClient(&http.Client{Transport: transport}), APIKeyFrom(func(context.Context) (string, error) { return "key", nil })})
	if _, err := s.Do(r); err != nil || r.Header.Get("X-Api-Key") != "key" {
		t.Errorf("key %q, %v", r.Header.Get("X-Api-Key"), err)
	}
	s = NewSettings([]Option{APIKeyFrom(func(context.Context) (string, error) { return "", errors.New("sealed") })})
	if _, err := s.Do(r); err == nil || err.Error() != "get API key: sealed" {
		t.Errorf("error %v", err)
	}
}
