package authorizer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/lambdahttp/authorizer"
)

// Events of our own making, shaped as
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html and
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html say.
const (
	arn        = "arn:aws:execute-api:eu-west-1:210987654321:d1rect0ry9/live/GET/personnel/7"
	eventToken = `{"type":"TOKEN","authorizationToken":"Bearer abc","methodArn":"` + arn + `"}`
	eventREST  = `{"type":"REQUEST","methodArn":"` + arn + `","resource":"/personnel/{id}","path":"/personnel/7","httpMethod":"GET",
		"headers":{"authorization":"bearer abc","X-Tag":"2"},"multiValueHeaders":{"authorization":["bearer abc"],"X-Tag":["1","2"]},
		"queryStringParameters":{"q":"b"},"multiValueQueryStringParameters":{"q":["a","b"]},"pathParameters":{"id":"7"},"stageVariables":{"tier":"gold"},
		"requestContext":{"requestId":"r-1","stage":"live","identity":{"sourceIp":"198.51.100.23"}}}`
	eventHTTP1 = `{"version":"1.0","type":"REQUEST","methodArn":"` + arn + `","identitySource":"abc,tenant-1","authorizationToken":"abc,tenant-1","resource":"/personnel/{id}",
		"path":"/live/personnel/7","httpMethod":"GET","headers":{"authorization":"abc"},"queryStringParameters":{"q":"b"},"pathParameters":{},"stageVariables":null,
		"requestContext":{"requestId":"r-1","identity":{"sourceIp":"198.51.100.23"}}}`
	eventHTTP2 = `{"version":"2.0","type":"REQUEST","routeArn":"` + arn + `","identitySource":["Bearer abc","tenant-1"],"routeKey":"GET /personnel/{id}","rawPath":"/live/personnel/7","rawQueryString":"q=a&q=b",
		"cookies":["a=1","b=2"],"headers":{"authorization":"Bearer abc","x-tag":"1,2"},"queryStringParameters":{"q":"a,b"},
		"requestContext":{"requestId":"r-1","stage":"live","http":{"method":"GET","sourceIp":"198.51.100.23"}}}`
)

func TestRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, event, token, tag, query, route, ip, path string }{
		{"TOKEN", eventToken, "abc", "", "", "", "", ""},
		{"REST", eventREST, "abc", "1|2", "a|b", "/personnel/{id}", "198.51.100.23", "/personnel/7"},
		{"HTTP 1.0", eventHTTP1, "abc", "", "b", "/personnel/{id}", "198.51.100.23", "/live/personnel/7"},
		{"HTTP 1.0, another header", strings.Replace(eventHTTP1, `"authorization":"abc"`, `"x-token":"abc"`, 1), "abc,tenant-1", "", "b", "/personnel/{id}", "198.51.100.23", "/live/personnel/7"},
		{"HTTP 2.0", eventHTTP2, "abc", "1,2", "a,b", "GET /personnel/{id}", "198.51.100.23", "/live/personnel/7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			called := false
			h := authorizer.New(func(_ context.Context, r *authorizer.Request) (*authorizer.Decision, error) {
				called = true
				got := []string{r.Token(), strings.Join(r.Header["X-Tag"], "|"), strings.Join(r.Query["q"], "|"), r.Route, r.SourceIP, r.Path, r.Method.String()}
				want := []string{tt.token, tt.tag, tt.query, tt.route, tt.ip, tt.path, arn}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("request differs (-want +got):\n%s", diff)
				}
				return authorizer.Allow("u"), nil
			}, authorizer.Options{})
			if _, err := h.Invoke(t.Context(), []byte(tt.event)); err != nil || !called {
				t.Errorf("called %v, error %v", called, err)
			}
		})
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	const base = "arn:aws:execute-api:eu-west-1:210987654321:d1rect0ry9/live/"
	allowed := func(resources string) string {
		return `{"principalId":"u","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke"],"Effect":"Allow","Resource":[` + resources + `]}]}}`
	}
	for _, tt := range []struct {
		name     string
		event    string
		decision *authorizer.Decision
		simple   bool
		want     string
		err      string
	}{
		{"the whole stage", eventToken, authorizer.Allow("u"), false, allowed(`"` + base + `*/*"`), ""},
		{"some of it", eventREST, authorizer.Allow("u").Only("GET", "/personnel/{id}").Only("*", "/departments*"), false,
			allowed(`"` + base + `GET/personnel/*","` + base + `*/departments*"`), ""},
		{"with an exception", eventREST, authorizer.Allow("u").Except("DELETE", "/*"), false,
			`{"principalId":"u","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke"],"Effect":"Allow","Resource":["` + base + `*/*"]},{"Action":["execute-api:Invoke"],"Effect":"Deny","Resource":["` + base + `DELETE/*"]}]}}`, ""},
		{"nothing", eventREST, authorizer.Deny("u").Only("GET", "/*"), false,
			`{"principalId":"u","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke"],"Effect":"Deny","Resource":["` + base + `*/*"]}]}}`, ""},
		{"context and key", eventREST, authorizer.Allow("u").With("a", "x").With("n", 7).With("b", true).With("f", 1.5).Key("k3y"), false,
			`{"principalId":"u","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke"],"Effect":"Allow","Resource":["` + base + `*/*"]}]},"context":{"a":"x","b":true,"f":1.5,"n":7},"usageIdentifierKey":"k3y"}`, ""},
		{"simple, allowed", eventHTTP2, authorizer.Allow("u").Only("GET", "/personnel/*").With("roles", []string{"a"}), true, `{"isAuthorized":true,"context":{"roles":["a"]}}`, ""},
		{"simple, not allowed", eventHTTP2, authorizer.Allow("u").Only("POST", "/personnel/*"), true, `{"isAuthorized":false}`, ""},
		{"simple, excepted", eventHTTP2, authorizer.Allow("u").Except("GET", "/personnel/?"), true, `{"isAuthorized":false}`, ""},
		{"simple, denied", eventHTTP2, authorizer.Deny("u"), true, `{"isAuthorized":false}`, ""},
		{"2.0 with a policy", eventHTTP2, authorizer.Allow("u"), false, allowed(`"` + base + `*/*"`), ""},

		{"simple for REST", eventREST, authorizer.Allow("u"), true, "", "simple responses need payload format 2.0"},
		{"nobody", eventREST, authorizer.Allow(""), false, "", "no principal"},
		{"no verb", eventREST, authorizer.Allow("u").Only("get", "/*"), false, "", `got verb "get"`},
		{"no slash", eventREST, authorizer.Allow("u").Only("GET", "personnel"), false, "", "does not start with a slash"},
		{"a space", eventREST, authorizer.Allow("u").Except("GET", "/a b"), false, "", "space"},
		{"a variable", eventREST, authorizer.Allow("u").Only("GET", "/${aws:username}"), false, "", "policy variable"},
		{"a resource too long", eventREST, authorizer.Allow("u").Only("GET", "/"+strings.Repeat("a", 512)), false, "", "API Gateway takes 512"},
		{"a list for REST", eventREST, authorizer.Allow("u").With("roles", []string{"a"}), false, "", `context "roles": want a text, a number or a boolean`},
		{"a map for 1.0", eventHTTP1, authorizer.Allow("u").With("m", map[string]int{}), false, "", "want a text, a number or a boolean"},
		{"null", eventREST, authorizer.Allow("u").With("x", nil), false, "", "want a text"},
		{"no number", eventREST, authorizer.Allow("u").With("x", math.NaN()), false, "", "none of JSON"},
		{"a function", eventHTTP2, authorizer.Allow("u").With("x", func() {}), true, "", "want a text, a number, a boolean, a list or a map"},
		{"claims", eventREST, authorizer.Allow("u").With("claims", "x"), false, "", "the name is not free"},
		{"a key for an HTTP API", eventHTTP2, authorizer.Allow("u").Key("k"), true, "", "API key"},
		{"no decision", eventREST, nil, false, "", "neither decision nor error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := authorizer.New(func(context.Context, *authorizer.Request) (*authorizer.Decision, error) { return tt.decision, nil },
				authorizer.Options{Simple: tt.simple, Logger: slog.New(slog.DiscardHandler)})
			out, err := h.Invoke(t.Context(), []byte(tt.event))
			if string(out) != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got  %s, %v\nwant %s, %q", out, err, tt.want, tt.err)
			}
			if err == nil && !tt.simple {
				var known events.APIGatewayCustomAuthorizerResponse
				d := json.NewDecoder(bytes.NewReader(out))
				d.DisallowUnknownFields()
				if err := d.Decode(&known); err != nil {
					t.Errorf("aws-lambda-go does not know this answer: %v", err)
				}
			}
		})
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	answer := func(err error) authorizer.Func {
		return func(context.Context, *authorizer.Request) (*authorizer.Decision, error) { return nil, err }
	}
	wrapped := errors.Join(io.EOF, authorizer.ErrUnauthorized)
	for _, tt := range []struct {
		name, event string
		f           authorizer.Func
		simple      bool
		out, err    string
	}{
		// REST APIs compare the text, so it stands alone.
		{"unauthorized, TOKEN", eventToken, answer(wrapped), false, "", "Unauthorized"},
		{"unauthorized, REST", eventREST, answer(wrapped), false, "", "Unauthorized"},
		{"unauthorized, simple", eventHTTP2, answer(wrapped), true, `{"isAuthorized":false}`, ""},
		{"unauthorized, 1.0", eventHTTP1, answer(wrapped), false, `{"principalId":"anonymous","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke"],"Effect":"Deny","Resource":["arn:aws:execute-api:eu-west-1:210987654321:d1rect0ry9/live/*/*"]}]}}`, ""},
		{"another error", eventREST, answer(io.EOF), false, "", "EOF"},
		{"a panic", eventREST, func(context.Context, *authorizer.Request) (*authorizer.Decision, error) { panic("oh") }, false, "", "authorize " + arn + ": panic: oh"},
		{"no JSON", `{`, answer(nil), false, "", "read authorizer event: unexpected end of JSON input"},
		{"another event", `{"Records":[]}`, answer(nil), false, "", `read authorizer event: got type "", want TOKEN or REQUEST`},
		{"a version to come", `{"version":"3.0","type":"REQUEST"}`, answer(nil), false, "", `read authorizer event: got version "3.0", want 1.0 or 2.0`},
		{"no ARN", `{"type":"TOKEN","methodArn":"x"}`, answer(nil), false, "", `read authorizer event: "x" is not the ARN of a method`},
		{"odd sources", strings.Replace(eventHTTP2, `["Bearer abc","tenant-1"]`, `{}`, 1), answer(nil), false, "", "read authorizer event: identitySource is neither a text nor a list of texts"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := authorizer.New(tt.f, authorizer.Options{Simple: tt.simple, Logger: slog.New(slog.DiscardHandler)})
			out, err := h.Invoke(t.Context(), []byte(tt.event))
			text := ""
			if err != nil {
				text = err.Error()
			}
			if string(out) != tt.out || text != tt.err {
				t.Errorf("got %s, error %q, want %s, %q", out, text, tt.out, tt.err)
			}
		})
	}
}

func TestNarrowPoliciesAreWarnedAbout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		decide   func(*authorizer.Request) *authorizer.Decision
		uncached bool
		warned   bool
	}{
		{"the called method alone", func(r *authorizer.Request) *authorizer.Decision { return authorizer.Allow("u").OnlyCalled(r) }, false, true},
		{"spelt out", func(*authorizer.Request) *authorizer.Decision {
			return authorizer.Allow("u").Only("GET", "/personnel/7")
		}, false, true},
		{"without a cache", func(r *authorizer.Request) *authorizer.Decision { return authorizer.Allow("u").OnlyCalled(r) }, true, false},
		{"a template", func(*authorizer.Request) *authorizer.Decision {
			return authorizer.Allow("u").Only("GET", "/personnel/{id}")
		}, false, false},
		{"two methods", func(*authorizer.Request) *authorizer.Decision {
			return authorizer.Allow("u").Only("GET", "/personnel/7").Only("PUT", "/personnel/7")
		}, false, false},
		{"the stage", func(*authorizer.Request) *authorizer.Decision { return authorizer.Allow("u") }, false, false},
		{"nothing", func(*authorizer.Request) *authorizer.Decision { return authorizer.Deny("u") }, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			h := authorizer.New(func(_ context.Context, r *authorizer.Request) (*authorizer.Decision, error) { return tt.decide(r), nil },
				authorizer.Options{Uncached: tt.uncached, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			if _, err := h.Invoke(t.Context(), []byte(eventREST)); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(log.String(), "names only the called method"); got != tt.warned {
				t.Errorf("warned %v, want %v: %s", got, tt.warned, &log)
			}
		})
	}
}

// A caller who asks for a path with wildcards must not be given what they select.
func TestCalledPathIsNoPattern(t *testing.T) {
	t.Parallel()
	h := authorizer.New(func(_ context.Context, r *authorizer.Request) (*authorizer.Decision, error) {
		return authorizer.Allow("u").OnlyCalled(r), nil
	}, authorizer.Options{Uncached: true})
	for _, path := range []string{"personnel/*", "personnel/?", "{a}"} {
		event := strings.ReplaceAll(eventToken, "personnel/7", path)
		if out, err := h.Invoke(t.Context(), []byte(event)); err == nil || !strings.Contains(err.Error(), "would select others") {
			t.Errorf("%s: got %s, %v", path, out, err)
		}
	}
}

func TestParseMethodARN(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ arn, verb, path, stage string }{
		{arn, "GET", "/personnel/7", "live"},
		{"arn:aws:execute-api:eu-west-1:1:a/$default/POST/", "POST", "/", "$default"},
		{"arn:aws-cn:execute-api:cn-north-1:1:a/live/GET", "GET", "/", "live"},
		{"arn:aws:execute-api:eu-west-1:1:a/live/GET/a:b//c", "GET", "/a:b//c", "live"},
		{"arn:aws:lambda:eu-west-1:1:function:f", "", "", ""},
		{"arn:aws:execute-api:eu-west-1:1:a/live", "", "", ""},
		{"", "", "", ""},
	} {
		m, err := authorizer.ParseMethodARN(tt.arn)
		if (err == nil) != (tt.verb != "") || m.Verb != tt.verb || m.Path != tt.path || m.Stage != tt.stage {
			t.Errorf("ParseMethodARN(%q) = %+v, %v", tt.arn, m, err)
		}
	}
}

// Whatever the event and the rules, the answer is one API Gateway takes, and
// what it says of the called method is what Allows says.
func FuzzInvoke(f *testing.F) {
	for _, e := range []string{eventToken, eventREST, eventHTTP1, eventHTTP2} {
		f.Add([]byte(e), "GET", "/personnel/{id}")
	}
	f.Fuzz(func(t *testing.T, event []byte, verb, path string) {
		h := authorizer.New(func(_ context.Context, r *authorizer.Request) (*authorizer.Decision, error) {
			return authorizer.Allow("u").Only(verb, path).With("token", r.Token()), nil
		}, authorizer.Options{Logger: slog.New(slog.DiscardHandler)})
		out, err := h.Invoke(t.Context(), event)
		if err != nil {
			return
		}
		var answer events.APIGatewayCustomAuthorizerResponse
		if err := json.Unmarshal(out, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.PrincipalID == "" || len(answer.PolicyDocument.Statement) != 1 {
			t.Fatalf("answer %s", out)
		}
		for _, r := range answer.PolicyDocument.Statement[0].Resource {
			if len([]rune(r)) > 512 || !strings.HasPrefix(r, "arn:") {
				t.Errorf("resource %q", r)
			}
		}
	})
}
