package authorizer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/google/go-cmp/cmp"
)

const allow = `"policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]}`

// The rules of authorizers.md 3 and 8, event-payloads.md 6.
func TestRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		format  Format
		payload string
		ok      bool
	}{
		{"policy", PolicyREST, `{"principalId":"jane",` + allow + `}`, true},
		{"flat context", PolicyREST, `{"principalId":"jane",` + allow + `,"context":{"a":"x","b":1,"c":true,"d":null}}`, true},
		{"unknown members are not looked at", PolicyREST, `{"principalId":"jane",` + allow + `,"more":{}}`, true},
		{"no principal", PolicyREST, `{` + allow + `}`, false},
		{"empty principal", PolicyREST, `{"principalId":"",` + allow + `}`, false},
		{"principal is a number", PolicyREST, `{"principalId":7,` + allow + `}`, false},
		{"no policy", PolicyREST, `{"principalId":"jane"}`, false},
		{"policy without statements", PolicyREST, `{"principalId":"jane","policyDocument":{"Statement":[]}}`, false},
		{"a list in the context", PolicyREST, `{"principalId":"jane",` + allow + `,"context":{"a":[1]}}`, false},
		{"an object in the context", PolicyREST, `{"principalId":"jane",` + allow + `,"context":{"a":{}}}`, false},
		{"an object in the context of an HTTP API", PolicyHTTP, `{"principalId":"jane",` + allow + `,"context":{"a":{}}}`, true},
		{"long resource", PolicyREST, `{"principalId":"jane",` + strings.Replace(allow, `"*"`, `"`+strings.Repeat("x", 513)+`"`, 1) + `}`, false},
		{"text", PolicyREST, `"allow"`, false},
		{"null", PolicyREST, `null`, false},
		{"nothing", PolicyREST, ``, false},
		{"simple", Simple, `{"isAuthorized":true,"context":{"a":[{}]}}`, true},
		{"simple without isAuthorized", Simple, `{"principalId":"jane",` + allow + `}`, false},
		{"simple whose isAuthorized is text", Simple, `{"isAuthorized":"true"}`, false},
		{"simple where a policy is wanted", PolicyHTTP, `{"isAuthorized":true}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ans, err := Read([]byte(tt.payload), tt.format)
			if (err == nil) != tt.ok || err != nil && !errors.Is(err, ErrMalformed) {
				t.Errorf("Read(%s): got %+v, %v", tt.payload, ans, err)
			}
		})
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	ans, err := Read([]byte(`{"principalId":"jane",`+allow+`,"context":{"text":"x","number":1,"long":12345678901,"real":1.50,"yes":true,"none":null}}`), PolicyREST)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"text": "x", "number": "1", "long": "12345678901", "real": "1.50", "yes": "true"}
	if diff := cmp.Diff(want, ans.Texts()); diff != "" {
		t.Error(diff)
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	got, err := ParseSources("method.request.header.Authorization, method.request.querystring.v,stageVariables.s", "$context.identity.sourceIp", "$request.header.X")
	if err != nil {
		t.Fatal(err)
	}
	want := Sources{{"header", "Authorization"}, {"querystring", "v"}, {"stageVariables", "s"}, {"context", "identity.sourceIp"}, {"header", "X"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := ParseSources("method.request.path.id"); err == nil {
		t.Error("a path parameter is no identity source")
	}
	values, missing := got.Values(func(s Source) string {
		if s.Location == "querystring" {
			return ""
		}
		return s.Name
	})
	if missing != "querystring v" || len(values) != 5 || values[0] != "Authorization" {
		t.Errorf("Values: %q, missing %q", values, missing)
	}
}

// A function that counts its calls.
type function struct {
	calls  int
	result lambda.Result
	err    error
}

func (f *function) question(k Key, ttl time.Duration) *Question {
	return &Question{
		Key: k, TTL: ttl, Timeout: time.Second, Event: func() []byte { return []byte("{}") },
		Invoke: func(context.Context, []byte) (lambda.Result, error) { f.calls++; return f.result, f.err },
	}
}

func TestCache(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	c := NewCache(func() time.Time { return now })
	f := &function{result: lambda.Result{Payload: []byte(`{"principalId":"jane",` + allow + `}`)}}
	ask := func(k Key, ttl time.Duration) bool {
		t.Helper()
		ans, cached, err := c.Ask(t.Context(), f.question(k, ttl))
		if err != nil || ans.PrincipalID != "jane" || ans.Policy.Decide(&policy.Request{Action: policy.Invoke, Resource: "x"}) != policy.Allow {
			t.Fatalf("Ask: %+v, %v", ans, err)
		}
		return cached
	}
	k := Key{"api", "dev", "staff", Identity([]string{"a", "b"})}
	other := Key{"api", "dev", "staff", Identity([]string{"ab", ""})}
	for i, step := range []struct {
		k      Key
		ttl    time.Duration
		after  time.Duration
		cached bool
	}{
		{k, time.Minute, 0, false},
		{k, time.Minute, 59 * time.Second, true},
		{other, time.Minute, 0, false},
		{Key{"api", "prod", "staff", k.Identity}, time.Minute, 0, false},
		{Key{"api", "dev", "guests", k.Identity}, time.Minute, 0, false},
		{k, time.Minute, time.Second, false}, // expired
		{k, 0, 0, false},                     // off
	} {
		now = now.Add(step.after)
		if got := ask(step.k, step.ttl); got != step.cached {
			t.Errorf("step %d: cached is %t", i, got)
		}
	}
	c.Flush("api", "dev")
	if ask(k, time.Minute) {
		t.Error("a flushed stage must ask again")
	}
	for i := range maxAnswers + 10 {
		ask(Key{Identity: fmt.Sprint(i)}, time.Minute)
	}
	if len(c.answers) > maxAnswers {
		t.Errorf("the cache holds %d answers", len(c.answers))
	}
}

func TestAskFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		result lambda.Result
		err    error
		want   error
	}{
		{"Unauthorized", lambda.Result{FunctionError: "Unhandled", Payload: []byte(`{"errorMessage":"Unauthorized"}`)}, nil, ErrUnauthorized},
		{"another error", lambda.Result{FunctionError: "Unhandled", Payload: []byte(`{"errorMessage":"unauthorized user"}`)}, nil, ErrFailed},
		{"no JSON in the error", lambda.Result{FunctionError: "Unhandled", Payload: []byte(`boom`)}, nil, ErrFailed},
		{"not invocable", lambda.Result{}, lambda.ErrNoFunction, ErrFailed},
		{"too slow", lambda.Result{}, context.DeadlineExceeded, ErrFailed},
		{"malformed", lambda.Result{Payload: []byte(`{}`)}, nil, ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, f := NewCache(time.Now), &function{result: tt.result, err: tt.err}
			for range 2 {
				if _, _, err := c.Ask(t.Context(), f.question(Key{}, time.Minute)); !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
			}
			if f.calls != 2 {
				t.Errorf("errors are not remembered, but there were %d calls", f.calls)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"principalId":"jane",` + allow + `,"context":{"a":1}}`))
	f.Add([]byte(`{"isAuthorized":true}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		for _, format := range []Format{PolicyREST, PolicyHTTP, Simple} {
			ans, err := Read(payload, format)
			if (ans == nil || ans.Policy == nil && format != Simple) && err == nil {
				t.Errorf("Read(%s) gave nothing without an error", payload)
			}
		}
	})
}
