package identity

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	pool = "us-east-1_local"
	arn  = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/" + pool
)

// A clock may be moved while others read it.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(c.at.Load(), 0) }

func newProvider(t *testing.T, dir string) (*Provider, *clock) {
	t.Helper()
	c := &clock{}
	c.at.Store(1_700_000_000)
	return New(Config{
		Dir: dir, Base: func() string { return "http://127.0.0.1:1" },
		Now: c.now, NewID: func() string { return "0b1c" },
	}), c
}

func TestIssuedTokensAreAccepted(t *testing.T) {
	t.Parallel()
	p, _ := newProvider(t, "")
	for _, tt := range []struct {
		name string
		req  Request
		want map[string]any
	}{
		{
			"access", Request{Pool: pool, Subject: "s", Username: "jane", Scopes: []string{"directory/read", "directory/write"}},
			map[string]any{"token_use": "access", "client_id": "local", "username": "jane", "scope": "directory/read directory/write", "sub": "s"},
		},
		{
			"id", Request{Pool: pool, Use: "id", Subject: "s", ClientID: "web", Claims: map[string]any{"email": "j@example.com"}},
			map[string]any{"token_use": "id", "aud": "web", "cognito:username": "s", "email": "j@example.com"},
		},
	} {
		token, err := p.Token(tt.req)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := p.Verify(token, []string{arn})
		if err != nil {
			t.Fatalf("%s: Verify: %v", tt.name, err)
		}
		for name, want := range tt.want {
			if claims[name] != want {
				t.Errorf("%s: claim %s is %v, want %v", tt.name, name, claims[name], want)
			}
		}
		if claims["iss"] != "http://127.0.0.1:1/_idp/"+pool {
			t.Errorf("%s: issuer is %v", tt.name, claims["iss"])
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	p, c := newProvider(t, "")
	good, err := p.Token(Request{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	_, keyID, _ := p.signingKey()
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(method jwt.SigningMethod, key any, change func(jwt.MapClaims)) string {
		claims, _ := p.claims(Request{Pool: pool})
		if change != nil {
			change(claims)
		}
		tok := jwt.NewWithClaims(method, claims)
		tok.Header["kid"] = keyID
		s, err := tok.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	own, _, _ := p.signingKey()
	publicDER := own.N.Bytes()
	for _, tt := range []struct {
		name, token, arn string
	}{
		{"another key under the same key id", sign(jwt.SigningMethodRS256, foreign, nil), arn},
		{"no signature", sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), arn},
		{"the public key as a secret", sign(jwt.SigningMethodHS256, publicDER, nil), arn},
		{"another RSA algorithm", sign(jwt.SigningMethodRS512, own, nil), arn},
		{"another pool", good, strings.Replace(arn, pool, "us-east-1_other", 1)},
		{"another issuer", sign(jwt.SigningMethodRS256, own, func(c jwt.MapClaims) { c["iss"] = "https://cognito-idp.us-east-1.amazonaws.com/" + pool }), arn},
		{"no expiry", sign(jwt.SigningMethodRS256, own, func(c jwt.MapClaims) { delete(c, "exp") }), arn},
		{"not yet valid", sign(jwt.SigningMethodRS256, own, func(c jwt.MapClaims) { c["nbf"] = c["exp"] }), arn},
		{"for no client", sign(jwt.SigningMethodRS256, own, func(c jwt.MapClaims) { delete(c, "client_id") }), arn},
		{"no token", "x.y.z", arn},
		{"a changed payload", tamper(good), arn},
	} {
		if _, err := p.Verify(tt.token, []string{tt.arn}); err == nil || errors.Is(err, ErrExpired) {
			t.Errorf("%s: got %v, want a refusal that is not about age", tt.name, err)
		}
	}

	c.at.Add(3601)
	if _, err := p.Verify(good, []string{arn}); !errors.Is(err, ErrExpired) {
		t.Errorf("an old token: got %v, want ErrExpired", err)
	}
	// Age is told to nobody whose token is wrong in another way, too.
	if _, err := p.Verify(good, []string{strings.Replace(arn, pool, "us-east-1_other", 1)}); errors.Is(err, ErrExpired) {
		t.Error("an old token of another pool is reported as expired only")
	}
}

func tamper(token string) string {
	parts := strings.Split(token, ".")
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), `"username":"0b1c"`, `"username":"root"`, 1)))
	return strings.Join(parts, ".")
}

func TestKeyIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p, _ := newProvider(t, dir)
	token, err := p.Token(Request{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := newProvider(t, dir)
	if _, err := again.Verify(token, []string{arn}); err != nil {
		t.Errorf("Verify after a restart: %v", err)
	}
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	p, _ := newProvider(t, "")
	get := func(method, path, body string) (int, map[string]any) {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body)))
		var m map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
		return w.Code, m
	}
	_, doc := get(http.MethodGet, "/_idp/"+pool+"/.well-known/openid-configuration", "")
	if doc["issuer"] != p.Issuer(pool) || doc["jwks_uri"] != p.Issuer(pool)+"/.well-known/jwks.json" {
		t.Errorf("discovery document: %v", doc)
	}
	_, set := get(http.MethodGet, "/_idp/"+pool+"/.well-known/jwks.json", "")
	jwk := set["keys"].([]any)[0].(map[string]any)
	n, _ := base64.RawURLEncoding.DecodeString(jwk["n"].(string))
	public := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}

	code, answer := get(http.MethodPost, "/_idp/token", `{"pool":"`+pool+`","scopes":["a/b"]}`)
	if code != 200 {
		t.Fatalf("token: %d %v", code, answer)
	}
	_, err := jwt.Parse(answer["token"].(string), func(*jwt.Token) (any, error) { return public, nil },
		jwt.WithTimeFunc(p.config.Now))
	if err != nil {
		t.Errorf("the published key does not verify the token: %v", err)
	}
	for _, tt := range []struct {
		method, path, body string
		want               int
	}{
		{http.MethodGet, "/_idp/token", "", 405},
		{http.MethodPost, "/_idp/token", `{"pool":"` + pool + `","colour":1}`, 400},
		{http.MethodPost, "/_idp/token", `{"pool":"../x"}`, 400},
		{http.MethodPost, "/_idp/token", `{"pool":"` + pool + `","use":"refresh"}`, 400},
		{http.MethodGet, "/_idp/" + pool + "/keys", "", 404},
		{http.MethodGet, "/_idp/a%2fb/.well-known/jwks.json", "", 404},
	} {
		if code, _ := get(tt.method, tt.path, tt.body); code != tt.want {
			t.Errorf("%s %s %s: got %d, want %d", tt.method, tt.path, tt.body, code, tt.want)
		}
	}
}

func FuzzVerify(f *testing.F) {
	p := New(Config{Base: func() string { return "" }, Now: time.Now, NewID: func() string { return "x" }})
	token, err := p.Token(Request{Pool: pool})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, s string) {
		// The last two bits of a signature's base64 may vary without effect.
		if _, err := p.Verify(s, []string{arn}); err == nil && !strings.HasPrefix(s, token[:len(token)-1]) {
			t.Errorf("accepted %q", s)
		}
	})
}

// A token that was good is not verified again, but is good no longer than it
// says.
func TestVerifiedTokensAreRemembered(t *testing.T) {
	t.Parallel()
	p, c := newProvider(t, "")
	token, err := p.Token(Request{Pool: pool, ValidFor: 60})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := p.Verify(token, []string{arn}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Verify(token, []string{strings.Replace(arn, pool, "us-east-1_other", 1)}); err == nil {
		t.Error("remembered for one pool, a token is taken for another")
	}
	c.at.Add(61)
	if _, err := p.Verify(token, []string{arn}); !errors.Is(err, ErrExpired) {
		t.Errorf("after its time: %v", err)
	}
	for i := range maxVerified + 10 {
		p.good.put(keyOf(token, []string{string(rune(i))}), map[string]any{}, c.now())
	}
	if len(p.good.all) > maxVerified {
		t.Errorf("%d tokens are remembered", len(p.good.all))
	}
}
