package gateway_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/apigen-go/apigen/gateway"
)

// An issuer is an identity provider elsewhere, whose keys change and which may
// be out of order.
type issuer struct {
	*httptest.Server

	mu     sync.Mutex
	keys   map[string]*rsa.PrivateKey
	broken bool
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{keys: map[string]*rsa.PrivateKey{}}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		if i.broken {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration") {
			_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.URL, "jwks_uri": i.URL + "/keys"})
			return
		}
		var keys []map[string]string
		for id, key := range i.keys {
			keys = append(keys, map[string]string{
				"kty": "RSA", "kid": id, "use": "sig", "n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
				"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
			})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": keys})
	}))
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) addKey(t *testing.T, id string) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys[id] = key
	return key
}

func (i *issuer) fail(broken bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.broken = broken
}

// Tokens of a real issuer are verified with its own keys, which may rotate, and
// are kept when it is out of order. The attacks are those of RFC 8725, section 2.
func TestHTTPRealIssuer(t *testing.T) {
	i := newIssuer(t)
	first := i.addKey(t, "first")
	now := time.Now()
	w := open(t, gateway.Config{
		Functions: []gateway.FunctionConfig{{Name: "pets", Handler: event}}, OpenFunctions: true, Now: func() time.Time { return now },
	})
	doc := strings.ReplaceAll(string(document(t, "pets.yaml")), "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_staff", i.URL)
	url := w.InvokeURL(w.importHTTP(t, doc), "dev") + "/pets/7"
	sign := func(method jwt.SigningMethod, key any, kid string, change func(jwt.MapClaims)) string {
		claims := jwt.MapClaims{"iss": i.URL, "aud": []string{"other", "local"}, "sub": "ada", "exp": now.Add(time.Hour).Unix(), "iat": now.Unix()}
		if change != nil {
			change(claims)
		}
		token := jwt.NewWithClaims(method, claims)
		token.Header["kid"] = kid
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	status := func(token string) int { return w.call(t, "GET", url, "", "Authorization", "Bearer "+token).status }
	der, err := x509.MarshalPKIXPublicKey(&first.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	for _, tt := range []struct {
		name, token string
		want        int
	}{
		{"good", sign(jwt.SigningMethodRS256, first, "first", nil), 200},
		{"RS512", sign(jwt.SigningMethodRS512, first, "first", nil), 200},
		{"client_id in place of aud", sign(jwt.SigningMethodRS256, first, "first", func(c jwt.MapClaims) { delete(c, "aud"); c["client_id"] = "local" }), 200},
		{"client_id beside a wrong aud", sign(jwt.SigningMethodRS256, first, "first", func(c jwt.MapClaims) { c["aud"], c["client_id"] = "other", "local" }), 401},
		{"HS256 with the public key", sign(jwt.SigningMethodHS256, public, "first", nil), 401},
		{"none", sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "first", nil), 401},
		{"PS256, which is no RS", sign(jwt.SigningMethodPS256, first, "first", nil), 401},
		{"unknown key", sign(jwt.SigningMethodRS256, first, "second", nil), 401},
		{"no expiry", sign(jwt.SigningMethodRS256, first, "first", func(c jwt.MapClaims) { delete(c, "exp") }), 401},
		{"expired a second ago", sign(jwt.SigningMethodRS256, first, "first", func(c jwt.MapClaims) { c["exp"] = now.Add(-time.Second).Unix() }), 401},
		{"issued in the future", sign(jwt.SigningMethodRS256, first, "first", func(c jwt.MapClaims) { c["iat"] = now.Add(time.Minute).Unix() }), 401},
		{"of the local provider", w.token(t, "id"), 401},
		{"oversized", strings.Repeat("a", 9000) + ".b.c", 401},
	} {
		if got := status(tt.token); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
	now = now.Add(2 * time.Minute) // unknown keys make the gateway ask no more than once a minute
	second := i.addKey(t, "second")
	if got := status(sign(jwt.SigningMethodRS256, second, "second", nil)); got != 200 {
		t.Errorf("a new key: got %d", got)
	}
	i.fail(true)
	now = now.Add(3 * time.Hour) // longer than keys are kept
	if got := status(sign(jwt.SigningMethodRS256, second, "second", nil)); got != 200 {
		t.Errorf("while the issuer is out of order its keys are kept: got %d", got)
	}
}
