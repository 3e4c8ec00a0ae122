package identity

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A forgery is a token made to pass for a good one.
type forgery struct {
	method jwt.SigningMethod
	key    any
	keyID  string
	head   map[string]any
	claims func(jwt.MapClaims)
}

func (f forgery) sign(t *testing.T, p *Provider, use string) string {
	t.Helper()
	claims, err := p.claims(Request{Pool: pool, Use: use, Subject: "mallory"})
	if err != nil {
		t.Fatal(err)
	}
	if f.claims != nil {
		f.claims(claims)
	}
	token := jwt.NewWithClaims(f.method, claims)
	token.Header["kid"] = f.keyID
	for name, value := range f.head {
		token.Header[name] = value
	}
	s, err := token.SignedString(f.key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The attacks on tokens: none of them may pass, and only a token whose sole fault
// is its age is told so.
func TestAttacksOnTokens(t *testing.T) {
	t.Parallel()
	p, _ := newProvider(t, "")
	own, keyID, err := p.signingKey()
	if err != nil {
		t.Fatal(err)
	}
	good, err := p.Token(Request{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&own.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	rs := func(change func(jwt.MapClaims)) string {
		return forgery{jwt.SigningMethodRS256, own, keyID, nil, change}.sign(t, p, "access")
	}
	set := func(name string, value any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[name] = value } }
	parts := strings.Split(good, ".")
	encode := base64.RawURLEncoding.EncodeToString
	foreignJWK := map[string]any{"kty": "RSA", "n": encode(foreign.N.Bytes()), "e": encode(big.NewInt(int64(foreign.E)).Bytes())}
	for _, tt := range []struct{ name, token string }{
		{"alg none", forgery{jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, keyID, nil, nil}.sign(t, p, "access")},
		{"alg None, spelt otherwise", encode([]byte(`{"alg":"nOnE","kid":"`+keyID+`"}`)) + "." + parts[1] + "."},
		{"alg none with the signature of another", encode([]byte(`{"alg":"none","kid":"`+keyID+`"}`)) + "." + parts[1] + "." + parts[2]},
		{"HS256 signed with the public key as PEM", forgery{jwt.SigningMethodHS256, publicPEM, keyID, nil, nil}.sign(t, p, "access")},
		{"HS256 signed with the public key as DER", forgery{jwt.SigningMethodHS256, der, keyID, nil, nil}.sign(t, p, "access")},
		{"HS256 signed with the modulus", forgery{jwt.SigningMethodHS256, own.N.Bytes(), keyID, nil, nil}.sign(t, p, "access")},
		{"HS256 signed with nothing", forgery{jwt.SigningMethodHS256, []byte{}, keyID, nil, nil}.sign(t, p, "access")},
		{"RS384 with the right key", forgery{jwt.SigningMethodRS384, own, keyID, nil, nil}.sign(t, p, "access")},
		{"PS256 with the right key", forgery{jwt.SigningMethodPS256, own, keyID, nil, nil}.sign(t, p, "access")},
		{"unknown kid", forgery{jwt.SigningMethodRS256, foreign, "unknown", nil, nil}.sign(t, p, "access")},
		{"known kid, foreign key", forgery{jwt.SigningMethodRS256, foreign, keyID, nil, nil}.sign(t, p, "access")},
		{"no kid", encode([]byte(`{"alg":"RS256"}`)) + "." + parts[1] + "." + parts[2]},
		{"kid that is a path", forgery{jwt.SigningMethodRS256, foreign, "../../../../dev/null", nil, nil}.sign(t, p, "access")},
		{"key in the header (jwk)", forgery{jwt.SigningMethodRS256, foreign, keyID, map[string]any{"jwk": foreignJWK}, nil}.sign(t, p, "access")},
		{"key elsewhere (jku)", forgery{jwt.SigningMethodRS256, foreign, keyID, map[string]any{"jku": "https://evil.example.com/jwks.json"}, nil}.sign(t, p, "access")},
		{"wrong iss", rs(set("iss", "https://evil.example.com/"+pool))},
		{"iss of another pool", rs(set("iss", p.Issuer("us-east-1_other")))},
		{"iss with a slash more", rs(set("iss", p.Issuer(pool)+"/"))},
		{"iss that is a list", rs(set("iss", []string{p.Issuer(pool)}))},
		{"no iss", rs(func(c jwt.MapClaims) { delete(c, "iss") })},
		{"neither aud nor client_id", rs(func(c jwt.MapClaims) { delete(c, "client_id") })},
		{"expired and of another pool", rs(func(c jwt.MapClaims) { c["exp"], c["iss"] = 1, p.Issuer("us-east-1_other") })},
		{"no exp", rs(func(c jwt.MapClaims) { delete(c, "exp") })},
		{"exp that is text", rs(set("exp", "9999999999"))},
		{"not yet valid", rs(set("nbf", p.config.Now().Add(time.Hour).Unix()))},
		{"issued in the future", rs(set("iat", p.config.Now().Add(time.Hour).Unix()))},
		{"tampered payload", tamper(good)},
		{"tampered header", encode([]byte(`{"alg":"RS256","kid":"`+keyID+`","typ":"x"}`)) + "." + parts[1] + "." + parts[2]},
		{"signature cut off", parts[0] + "." + parts[1] + "."},
		{"signature of another token", parts[0] + "." + parts[1] + "." + strings.Split(rs(nil), ".")[2] + "AA"},
		{"oversized", rs(set("pad", strings.Repeat("x", maxToken)))},
		{"nested JWE", encode([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM","cty":"JWT"}`)) + ".a.b.c.d"},
		{"token in a token", encode([]byte(`{"alg":"RS256","kid":"`+keyID+`","cty":"JWT"}`)) + "." + encode([]byte(good)) + "." + parts[2]},
		{"critical header nobody knows", forgery{jwt.SigningMethodRS256, own, keyID, map[string]any{"crit": []string{"b64"}, "b64": false}, nil}.sign(t, p, "access")},
		{"two segments", parts[0] + "." + parts[1]},
		{"four segments", good + ".x"},
		{"padding", parts[0] + "=." + parts[1] + "." + parts[2]},
		{"blanks inside", parts[0] + ". " + parts[1] + "." + parts[2]},
		{"nothing", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if claims, err := p.Verify(tt.token, []string{arn}); err == nil || errors.Is(err, ErrExpired) {
				t.Errorf("got %v, %v", claims, err)
			}
		})
	}
	if _, err := p.Verify(rs(set("exp", 1)), []string{arn}); !errors.Is(err, ErrExpired) {
		t.Errorf("expired: got %v", err)
	}
	if _, err := p.Verify(good, []string{arn}); err != nil {
		t.Errorf("the good token: %v", err)
	}
}

// A pool on AWS, whose keys may change or be out of reach.
type realPool struct {
	mu      sync.Mutex
	keys    map[string]*rsa.PrivateKey
	down    bool
	fetched int
}

func (r *realPool) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fetched++
	if req.URL.String() != "https://cognito-idp.us-east-1.amazonaws.com/"+pool+"/.well-known/jwks.json" {
		return nil, fmt.Errorf("asked for %s", req.URL)
	}
	if r.down {
		return nil, errors.New("no route to host")
	}
	var keys []any
	for id, key := range r.keys {
		keys = append(keys, map[string]string{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": id,
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		})
	}
	body, err := json.Marshal(map[string]any{"keys": keys})
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: req}, err
}

func (r *realPool) token(t *testing.T, p *Provider, id string, change func(jwt.MapClaims)) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	return forgery{jwt.SigningMethodRS256, r.keys[id], id, nil, func(c jwt.MapClaims) {
		c["iss"] = "https://cognito-idp.us-east-1.amazonaws.com/" + pool
		if change != nil {
			change(c)
		}
	}}.sign(t, p, "id")
}

// JWKS: cached, rotated, out of reach.
func TestTokensOfRealPools(t *testing.T) {
	t.Parallel()
	real := &realPool{keys: map[string]*rsa.PrivateKey{}}
	for _, id := range []string{"old", "new"} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		real.keys[id] = key
	}
	next := real.keys["new"]
	delete(real.keys, "new")
	p, c := newProvider(t, "")
	p.config.Client = &http.Client{Transport: real}
	verify := func(token string) error {
		_, err := p.Verify(token, []string{arn})
		return err
	}

	real.down = true
	token := real.token(t, p, "old", nil)
	if err := verify(token); err == nil {
		t.Error("outage before the first token: nobody can verify it")
	}
	real.down = false
	c.at.Add(61) // a provider that does not answer is not asked again at once
	token = real.token(t, p, "old", nil)
	for range 3 {
		if err := verify(token); err != nil {
			t.Errorf("a token of the real pool: %v", err)
		}
	}
	if real.fetched != 2 {
		t.Errorf("the keys were fetched %d times, want 2: they are cached", real.fetched)
	}
	if err := verify(real.token(t, p, "old", func(c jwt.MapClaims) { c["exp"] = 1 })); !errors.Is(err, ErrExpired) {
		t.Errorf("expired: got %v", err)
	}
	if err := verify(tamper(token) + "x"); err == nil {
		t.Error("a tampered token is taken")
	}

	real.mu.Lock()
	real.keys = map[string]*rsa.PrivateKey{"new": next}
	real.mu.Unlock()
	c.at.Add(120)
	if err := verify(real.token(t, p, "new", nil)); err != nil {
		t.Errorf("rotation: %v", err)
	}
	real.down = true
	c.at.Add(3 * 3600)
	if err := verify(real.token(t, p, "new", nil)); err != nil {
		t.Errorf("outage with keys at hand: %v", err)
	}
	if err := verify(real.token(t, p, "new", func(c jwt.MapClaims) { c["iss"] = "https://cognito-idp.eu-west-1.amazonaws.com/" + pool })); err == nil {
		t.Error("a pool of another region is taken")
	}
	if _, err := p.Verify(token, []string{strings.Replace(arn, pool, "us-east-1_other", 1)}); err == nil {
		t.Error("a token of a pool the document does not name is taken")
	}
}
