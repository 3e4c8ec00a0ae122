package jwtauth_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/lambdahttp/authorizer"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

// A provider is an identity provider of the tests.
type provider struct {
	*httptest.Server
	mu    sync.Mutex
	keys  []map[string]string
	down  bool
	asked int // for keys
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.answer(w, map[string]any{"issuer": p.URL + "/", "jwks_uri": p.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		p.asked++
		keys := p.keys
		p.mu.Unlock()
		p.answer(w, map[string]any{"keys": keys})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) answer(w http.ResponseWriter, v any) {
	p.mu.Lock()
	down := p.down
	p.mu.Unlock()
	if down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}

func (p *provider) add(keys ...map[string]string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = append(p.keys, keys...)
}

func (p *provider) set(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
}

func (p *provider) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// webKey is the public half of a key as providers publish it.
func webKey(t *testing.T, id, alg string, private crypto.Signer) map[string]string {
	t.Helper()
	k := map[string]string{"kid": id, "use": "sig", "alg": alg}
	switch public := private.Public().(type) {
	case *rsa.PublicKey:
		k["kty"], k["n"], k["e"] = "RSA", encode(public.N.Bytes()), encode(big.NewInt(int64(public.E)).Bytes())
	case *ecdsa.PublicKey:
		point, err := public.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		size := (len(point) - 1) / 2
		k["kty"], k["crv"], k["x"], k["y"] = "EC", public.Curve.Params().Name, encode(point[1:1+size]), encode(point[1+size:])
	case ed25519.PublicKey:
		k["kty"], k["crv"], k["x"] = "OKP", "Ed25519", encode(public)
	}
	return k
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sign(t *testing.T, method jwt.SigningMethod, kid string, key any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	if kid != "" {
		token.Header["kid"] = kid
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// critical signs a token with a header that whoever does not know it has to refuse.
func critical(t *testing.T, key any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"], token.Header["crit"], token.Header["b64"] = "k1", []string{"b64"}, false
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const arn = "arn:aws:execute-api:eu-west-1:210987654321:d1rect0ry9/live/GET/personnel/7"

// ask puts a token to an authorizer and returns what API Gateway would get.
func ask(t *testing.T, f authorizer.Func, token string) (answer map[string]any, err error) {
	t.Helper()
	event, err := json.Marshal(map[string]string{"type": "TOKEN", "authorizationToken": token, "methodArn": arn})
	if err != nil {
		t.Fatal(err)
	}
	out, err := authorizer.New(f, authorizer.Options{}).Invoke(t.Context(), event)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	return answer, nil
}

func statements(effect string, resources ...any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": []any{
		map[string]any{"Action": []any{"execute-api:Invoke"}, "Effect": effect, "Resource": resources}}}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 2, 14, 9, 30, 0, 0, time.UTC)
	p := newProvider(t)
	key, stranger := rsaKey(t), rsaKey(t)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p.add(webKey(t, "k1", "RS256", key), webKey(t, "k2", "ES256", ec), webKey(t, "k3", "", ed),
		map[string]string{"kty": "oct", "kid": "odd"}, map[string]string{"kty": "RSA", "kid": "weak", "n": "AQAB", "e": "AQAB"},
		map[string]string{"kty": "EC", "kid": "off", "crv": "P-256", "x": encode(make([]byte, 32)), "y": encode(make([]byte, 32))})
	f, err := jwtauth.New(jwtauth.Config{Issuer: p.URL + "/", Audience: []string{"api"}, Now: func() time.Time { return now },
		Scopes: map[string][]string{"read": {"GET /*"}, "write": {"* /personnel/{id}", "GET /*"}}})
	if err != nil {
		t.Fatal(err)
	}
	base := jwt.MapClaims{"iss": p.URL + "/", "aud": "api", "sub": "u1", "scope": "read other", "exp": now.Add(time.Hour).Unix(), "iat": now.Unix()}
	with := func(changes jwt.MapClaims) jwt.MapClaims {
		c := maps.Clone(base)
		for name, value := range changes {
			if value == nil {
				delete(c, name)
				continue
			}
			c[name] = value
		}
		return c
	}
	const stage = "arn:aws:execute-api:eu-west-1:210987654321:d1rect0ry9/live/"
	read := statements("Allow", stage+"GET/*")
	for _, tt := range []struct {
		name   string
		token  string
		policy map[string]any // nil is 401
	}{
		{"RS256", sign(t, jwt.SigningMethodRS256, "k1", key, base), read},
		{"with Bearer", "Bearer " + sign(t, jwt.SigningMethodRS256, "k1", key, base), read},
		{"ES256", sign(t, jwt.SigningMethodES256, "k2", ec, base), read},
		{"EdDSA", sign(t, jwt.SigningMethodEdDSA, "k3", ed, base), read},
		{"a list of audiences", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"aud": []string{"x", "api"}})), read},
		{"client_id without aud", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"aud": nil, "client_id": "api"})), read},
		{"scp before scope", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"scp": []string{"read", "write"}})), statements("Allow", stage+"GET/*", stage+"*/personnel/*")},
		{"no scope that allows anything", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"scope": "other"})), statements("Deny", stage+"*/*")},
		{"no scope", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"scope": nil})), statements("Deny", stage+"*/*")},
		{"a little late", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"exp": now.Add(-20 * time.Second).Unix()})), read},

		{"nothing", "", nil},
		{"no token", "abc", nil},
		{"expired", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"exp": now.Add(-time.Minute).Unix()})), nil},
		{"without end", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"exp": nil})), nil},
		{"of tomorrow", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"nbf": now.Add(time.Hour).Unix()})), nil},
		{"issued tomorrow", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"iat": now.Add(time.Hour).Unix()})), nil},
		{"another issuer", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"iss": p.URL})), nil},
		{"another audience", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"aud": "x", "client_id": "api"})), nil},
		{"no audience", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"aud": nil})), nil},
		{"nobody", sign(t, jwt.SigningMethodRS256, "k1", key, with(jwt.MapClaims{"sub": nil})), nil},
		{"another key", sign(t, jwt.SigningMethodRS256, "k1", stranger, base), nil},
		{"another algorithm of the key", sign(t, jwt.SigningMethodRS512, "k1", key, base), nil},
		{"another kind of key", sign(t, jwt.SigningMethodRS256, "k2", key, base), nil},
		{"an unknown key", sign(t, jwt.SigningMethodRS256, "k9", key, base), nil},
		{"no key named, of several", sign(t, jwt.SigningMethodRS256, "", key, base), nil},
		{"a weak key", sign(t, jwt.SigningMethodRS256, "weak", key, base), nil},
		{"critical header nobody knows", critical(t, key, base), nil},
		{"unsigned", sign(t, jwt.SigningMethodNone, "k1", jwt.UnsafeAllowNoneSignatureType, base), nil},
		{"signed with the public key as a secret", sign(t, jwt.SigningMethodHS256, "k1", key.N.Bytes(), base), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer, err := ask(t, f, tt.token)
			if tt.policy == nil {
				if !errors.Is(err, authorizer.ErrUnauthorized) || err.Error() != "Unauthorized" {
					t.Errorf("got %v, error %v, want Unauthorized", answer, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, _ := answer["policyDocument"].(map[string]any)
			if answer["principalId"] != "u1" || !sameStatements(got, tt.policy) {
				t.Errorf("principal %v, policy %v, want u1, %v", answer["principalId"], got, tt.policy)
			}
		})
	}
}

// sameStatements compares policies, resources in any order.
func sameStatements(got, want map[string]any) bool {
	return cmp.Equal(got, want, cmp.FilterPath(func(p cmp.Path) bool { return strings.HasSuffix(p.GoString(), `["Resource"].([]any)`) },
		cmp.Comparer(func(a, b []any) bool {
			seen := map[any]int{}
			for _, v := range a {
				seen[v]++
			}
			for _, v := range b {
				seen[v]--
			}
			for _, n := range seen {
				if n != 0 {
					return false
				}
			}
			return true
		})))
}

func TestClaimsBecomeContext(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	key := rsaKey(t)
	p.add(webKey(t, "", "RS256", key))
	f, err := jwtauth.New(jwtauth.Config{Issuer: p.URL + "/", Audience: []string{"api"}})
	if err != nil {
		t.Fatal(err)
	}
	exp := time.Now().Add(time.Hour).Unix()
	answer, err := ask(t, f, sign(t, jwt.SigningMethodRS256, "", key, jwt.MapClaims{"iss": p.URL + "/", "aud": []string{"api", "x"}, "client_id": "robot",
		"exp": exp, "email_verified": true, "ratio": 0.5, "groups": []string{"a", "b"}, "address": map[string]string{"city": "Ulm"}, "nothing": nil, "claims": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"iss": p.URL + "/", "aud": "api x", "client_id": "robot", "exp": float64(exp), "email_verified": true, "ratio": 0.5, "groups": "a b"}
	if diff := cmp.Diff(want, answer["context"]); diff != "" {
		t.Errorf("context differs (-want +got):\n%s", diff)
	}
	if answer["principalId"] != "robot" {
		t.Errorf("principal %v", answer["principalId"])
	}
	if diff := cmp.Diff(statements("Allow", "arn:aws:execute-api:eu-west-1:210987654321:d1rect0ry9/live/*/*"), answer["policyDocument"]); diff != "" {
		t.Errorf("policy differs (-want +got):\n%s", diff)
	}
}

func TestKeysAreKeptAndRenewed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newProvider(t)
	one, two := rsaKey(t), rsaKey(t)
	f, err := jwtauth.New(jwtauth.Config{Issuer: p.URL + "/", Audience: []string{"api"}, KeysURL: p.URL + "/keys", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{"iss": p.URL + "/", "aud": "api", "sub": "u", "exp": now.Add(24 * time.Hour).Unix()}
	check := func(step string, key *rsa.PrivateKey, kid string, ok bool, asked int) {
		t.Helper()
		_, err := ask(t, f, sign(t, jwt.SigningMethodRS256, kid, key, claims))
		if (err == nil) != ok || p.count() != asked {
			t.Errorf("%s: error %v, the provider was asked %d times, want %v and %d", step, err, p.count(), ok, asked)
		}
	}
	p.set(true)
	_, err = ask(t, f, sign(t, jwt.SigningMethodRS256, "one", one, claims))
	if err == nil || errors.Is(err, authorizer.ErrUnauthorized) || !strings.Contains(err.Error(), "503") {
		t.Errorf("a provider that is down is not the caller's fault: %v", err)
	}
	p.set(false)
	p.add(webKey(t, "one", "RS256", one))
	now = now.Add(2 * time.Second)
	check("first token", one, "one", true, 2)
	check("second token", one, "one", true, 2)
	p.add(webKey(t, "two", "RS256", two))
	check("a new key, too soon", two, "two", false, 2)
	now = now.Add(time.Minute)
	check("a new key", two, "two", true, 3)
	check("an unknown key does not flood the provider", one, "three", false, 3)
	p.set(true)
	now = now.Add(2 * time.Hour)
	check("the provider is down, the keys stay", one, "one", true, 4)
	p.set(false)
	now = now.Add(time.Minute)
	check("the provider is back", one, "one", true, 5)
	check("and its keys are fresh", two, "two", true, 5)
}

func TestConfig(t *testing.T) {
	t.Parallel()
	good := jwtauth.Config{Issuer: "https://login.example.com/", Audience: []string{"api"}}
	for _, tt := range []struct {
		name   string
		change func(*jwtauth.Config)
		want   string
	}{
		{"as it should be", func(*jwtauth.Config) {}, ""},
		{"no issuer", func(c *jwtauth.Config) { c.Issuer = "" }, "issuer"},
		{"plain http", func(c *jwtauth.Config) { c.Issuer = "http://login.example.com/" }, "https"},
		{"keys by plain http", func(c *jwtauth.Config) { c.KeysURL = "http://login.example.com/keys" }, "address of the keys"},
		{"no audience", func(c *jwtauth.Config) { c.Audience = nil }, "no audience"},
		{"HMAC", func(c *jwtauth.Config) { c.Algorithms = []string{"HS256"} }, `"HS256"`},
		{"none", func(c *jwtauth.Config) { c.Algorithms = []string{"none"} }, `"none"`},
		{"a scope without a verb", func(c *jwtauth.Config) { c.Scopes = map[string][]string{"read": {"/personnel"}} }, "scope read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := good
			tt.change(&c)
			_, err := jwtauth.New(c)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// No token of anybody's making gets through, and none makes it panic.
func FuzzToken(f *testing.F) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		f.Fatal(err)
	}
	keys, err := json.Marshal(map[string]any{"keys": []map[string]string{{"kty": "RSA", "kid": "k", "n": encode(key.N.Bytes()), "e": "AQAB"}}})
	if err != nil {
		f.Fatal(err)
	}
	p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(keys) }))
	f.Cleanup(p.Close)
	decide, err := jwtauth.New(jwtauth.Config{Issuer: p.URL, Audience: []string{"api"}, KeysURL: p.URL})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Bearer a.b.c")
	f.Add(encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(`{"iss":"`+p.URL+`","aud":"api","sub":"u","exp":9999999999}`)) + ".")
	f.Fuzz(func(t *testing.T, token string) {
		d, err := decide(context.Background(), &authorizer.Request{Sources: []string{token}})
		if d != nil || err == nil {
			t.Errorf("%q got %+v, %v", token, d, err)
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},{"kty":"OKP","crv":"Ed25519","x":"AA"}]}`))
	f.Fuzz(func(t *testing.T, keys []byte) {
		transport := roundTrip(func(*http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			_, _ = w.Write(keys)
			return w.Result(), nil
		})
		decide, err := jwtauth.New(jwtauth.Config{Issuer: "https://login.example.com", Audience: []string{"api"}, KeysURL: "https://login.example.com/keys", Client: &http.Client{Transport: transport}})
		if err != nil {
			t.Fatal(err)
		}
		const token = "eyJhbGciOiJSUzI1NiJ9.e30.AA" // {"alg":"RS256"}, {}
		if d, err := decide(t.Context(), &authorizer.Request{Sources: []string{token}}); d != nil || err == nil {
			t.Errorf("got %+v, %v", d, err)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
