package gateway_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/apigen-go/apigen/gateway"
)

// besieged are a REST API whose methods take tokens of a user pool and an HTTP API
// whose routes take those of the same issuer, with the key that signs them.
type besieged struct {
	*world
	key        *rsa.PrivateKey
	kid        string
	head       string // of a good token
	id, access jwt.MapClaims
	rest, http string // addresses of the stages
	calls      atomic.Int64
}

const besiegedMethod = `{get: {security: [{SCHEME: [SCOPE]}], responses: {"200": {description: OK}}, x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, payloadFormatVersion: "1.0", uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"}}}`

func besiege(t *testing.T) *besieged {
	t.Helper()
	b := &besieged{}
	dir := t.TempDir()
	b.world = open(t, gateway.Config{Dir: dir, OpenFunctions: true, Functions: []gateway.FunctionConfig{{
		Name: "f", Handler: func(context.Context, []byte) ([]byte, error) {
			b.calls.Add(1)
			return []byte(`{"statusCode":200,"body":"served"}`), nil
		},
	}}})
	method := func(scheme, scope string) string {
		return strings.NewReplacer("SCHEME", scheme, "SCOPE", scope).Replace(besiegedMethod)
	}
	const pools = `{type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: cognito_user_pools, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/` + pool + `"]MORE}}`
	api := b.deploy(t, []byte(`openapi: 3.0.1
info: {title: besieged, version: "1"}
components: {securitySchemes: {pool: `+strings.Replace(pools, "MORE", "", 1)+`, client: `+strings.Replace(pools, "MORE", ", identityValidationExpression: local", 1)+`}}
paths: {/plain: `+method("client", "")+`, /scoped: `+method("pool", "a/read")+`}
`))
	b.rest = b.InvokeURL(api, "dev")
	b.http = b.InvokeURL(b.importHTTP(t, httpHead+`components:
  securitySchemes: {jwt: {type: oauth2, flows: {}, x-amazon-apigateway-authorizer: {type: jwt, identitySource: $request.header.Authorization, jwtConfiguration: {issuer: "https://cognito-idp.us-east-1.amazonaws.com/`+pool+`", audience: [local]}}}}
paths: {/plain: `+method("jwt", "")+`, /scoped: `+method("jwt", "a/read")+`}
`), "dev")
	b.id = b.claims(t, gateway.TokenRequest{Pool: pool, Use: "id", Subject: "mallory"})
	b.access = b.claims(t, gateway.TokenRequest{Pool: pool, Subject: "mallory", Scopes: []string{"a/read"}})
	text, err := os.ReadFile(filepath.Join(dir, "identity.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	b.key = key.(*rsa.PrivateKey)
	return b
}

// claims issues a token and reads it.
func (b *besieged) claims(t *testing.T, r gateway.TokenRequest) jwt.MapClaims {
	t.Helper()
	token, err := b.Token(r)
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	parsed, parts, err := jwt.NewParser().ParseUnverified(token, claims)
	if err != nil {
		t.Fatal(err)
	}
	b.kid, b.head = parsed.Header["kid"].(string), parts[0]
	return claims
}

// forge signs claims; head is added to the token's header.
func (b *besieged) forge(t *testing.T, method jwt.SigningMethod, key any, head map[string]any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = b.kid
	for name, value := range head {
		if token.Header[name] = value; value == nil {
			delete(token.Header, name)
		}
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func changed(claims jwt.MapClaims, name string, value any) jwt.MapClaims {
	out := jwt.MapClaims{}
	for have, v := range claims {
		out[have] = v
	}
	if out[name] = value; value == nil {
		delete(out, name)
	}
	return out
}

// Tokens that are none of the issuer's, or not for this API, on both kinds of
// API. The attacks are those of RFC 8725, section 2; the refusals those of
// authorizers.md 4 and 7. For each there are the words of the HTTP API's
// www-authenticate.
func TestAttackTokens(t *testing.T) {
	t.Parallel()
	b := besiege(t)
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&b.key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	modulus, exponent := encode(b.key.N.Bytes()), encode(big.NewInt(int64(b.key.E)).Bytes())
	jwk, err := json.Marshal(map[string]string{"kty": "RSA", "n": modulus, "e": exponent})
	if err != nil {
		t.Fatal(err)
	}
	foreignJWK := map[string]any{"kty": "RSA", "kid": b.kid, "n": encode(foreign.N.Bytes()), "e": exponent}
	rs := func(claims jwt.MapClaims) string { return b.forge(t, jwt.SigningMethodRS256, b.key, nil, claims) }
	with := func(name string, value any) string { return rs(changed(b.id, name, value)) }
	good := rs(b.id)
	parts := strings.Split(good, ".")
	payload := func(claims jwt.MapClaims) string {
		text, err := json.Marshal(claims)
		if err != nil {
			t.Fatal(err)
		}
		return encode(text)
	}
	none := func(alg string) string { return encode([]byte(`{"alg":"` + alg + `","kid":"` + b.kid + `"}`)) }
	soon := time.Now().Add(time.Hour).Unix()
	const signature, segments, audience, expired, early, issuer = "signature is invalid", "token contains an invalid number of segments",
		"the token does not have a valid audience", "the token has expired", "the token is not valid yet", "the token does not have a valid issuer"
	for _, tt := range []struct{ name, token, words string }{
		{"alg none", b.forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil, b.id), signature},
		{"alg none, spelt otherwise", none("nOnE") + "." + parts[1] + ".", ""},
		{"alg none with a signature", none("none") + "." + parts[1] + "." + parts[2], signature},
		{"no alg", encode([]byte(`{"kid":"`+b.kid+`"}`)) + "." + parts[1] + "." + parts[2], ""},
		{"HS256 signed with the public key as PEM", b.forge(t, jwt.SigningMethodHS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil, b.id), signature},
		{"HS256 signed with the public key as DER", b.forge(t, jwt.SigningMethodHS256, der, nil, b.id), signature},
		{"HS256 signed with the public key as JWK", b.forge(t, jwt.SigningMethodHS256, jwk, nil, b.id), signature},
		{"HS256 signed with the modulus", b.forge(t, jwt.SigningMethodHS256, []byte(modulus), nil, b.id), signature},
		{"HS256 signed with nothing", b.forge(t, jwt.SigningMethodHS256, []byte{}, nil, b.id), signature},
		{"PS256 with the right key", b.forge(t, jwt.SigningMethodPS256, b.key, nil, b.id), signature},
		{"ES256 with a key of their own", b.forge(t, jwt.SigningMethodES256, curve, nil, b.id), signature},
		{"unknown kid", b.forge(t, jwt.SigningMethodRS256, foreign, map[string]any{"kid": "unknown"}, b.id), signature},
		{"unknown kid, right key", b.forge(t, jwt.SigningMethodRS256, b.key, map[string]any{"kid": "unknown"}, b.id), signature},
		{"no kid", b.forge(t, jwt.SigningMethodRS256, b.key, map[string]any{"kid": nil}, b.id), "the token does not name the key it is signed with"},
		{"kid that is a path", b.forge(t, jwt.SigningMethodRS256, foreign, map[string]any{"kid": "../../../dev/null"}, b.id), signature},
		{"kid that is a number", b.forge(t, jwt.SigningMethodRS256, b.key, map[string]any{"kid": 7}, b.id), ""},
		{"known kid, foreign key", b.forge(t, jwt.SigningMethodRS256, foreign, nil, b.id), signature},
		{"key in the header (jwk)", b.forge(t, jwt.SigningMethodRS256, foreign, map[string]any{"jwk": foreignJWK}, b.id), signature},
		{"key elsewhere (jku)", b.forge(t, jwt.SigningMethodRS256, foreign, map[string]any{"jku": "https://evil.example.com/jwks.json", "x5u": "https://evil.example.com/x"}, b.id), signature},
		{"critical header nobody knows", b.forge(t, jwt.SigningMethodRS256, b.key, map[string]any{"crit": []string{"b64"}, "b64": false}, b.id), signature},
		{"wrong iss", with("iss", "https://evil.example.com/"+pool), issuer},
		{"iss of another pool", with("iss", strings.Replace(b.id["iss"].(string), pool, "us-east-1_other", 1)), issuer},
		{"iss with a slash more", with("iss", b.id["iss"].(string)+"/"), issuer},
		{"iss in capitals", with("iss", strings.ToUpper(b.id["iss"].(string))), issuer},
		{"iss that is a list", with("iss", []any{b.id["iss"]}), segments},
		{"no iss", with("iss", nil), issuer},
		{"wrong aud", with("aud", "other"), audience},
		{"aud that only begins well", with("aud", "local-not"), audience},
		{"neither aud nor client_id", with("aud", nil), audience},
		{"wrong client_id", rs(changed(changed(b.id, "aud", nil), "client_id", "other")), audience},
		{"expired", with("exp", time.Now().Add(-time.Second).Unix()), expired},
		{"expired long ago", with("exp", 1), expired},
		{"expired before the epoch", with("exp", -1), expired},
		{"no exp", with("exp", nil), ""},
		{"exp that is text", with("exp", "9999999999"), ""},
		{"exp that is a list", with("exp", []any{soon}), ""},
		{"not yet valid", with("nbf", soon), early},
		{"issued in the future", with("iat", soon), early},
		{"tampered payload", parts[0] + "." + payload(changed(b.id, "sub", "root")) + "." + parts[2], signature},
		{"tampered header", encode([]byte(`{"alg":"RS256","kid":"`+b.kid+`","typ":"x"}`)) + "." + parts[1] + "." + parts[2], signature},
		{"signature cut off", parts[0] + "." + parts[1] + ".", signature},
		{"signature of another token", parts[0] + "." + parts[1] + "." + strings.Split(with("sub", "other"), ".")[2], signature},
		{"header of one, payload of another", strings.Join([]string{parts[0], payload(b.access), parts[2]}, "."), ""},
		{"large", "Bearer " + strings.Repeat("a", 9000) + "." + parts[1] + "." + parts[2], segments},
		{"nested JWE", encode([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM","cty":"JWT"}`)) + ".a.b.c.d", segments},
		{"a token as payload", b.head + "." + encode([]byte(good)) + "." + parts[2], segments},
		{"two segments", parts[0] + "." + parts[1], segments},
		{"four segments", good + ".x", segments},
		{"padding", parts[0] + "=." + parts[1] + "." + parts[2], segments},
		{"a blank inside", parts[0] + ". " + parts[1] + "." + parts[2], segments},
		{"two tokens", good + "," + good, segments},
		{"Bearer and nothing", "Bearer ", ""},
		{"another scheme", "Basic " + good, segments},
		{"a JSON text", `{"sub":"root"}`, segments},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := b.calls.Load()
			rest := b.call(t, "GET", b.rest+"/plain", "", "Authorization", tt.token)
			want := `{"message":"Unauthorized"}`
			if tt.words == expired {
				want = `{"message":"The incoming token has expired"}`
			}
			if rest.status != 401 || rest.body != want || rest.header.Get("x-amzn-ErrorType") != "UnauthorizedException" {
				t.Errorf("REST: got %d %s %v, want 401 %s", rest.status, rest.body, rest.header, want)
			}
			got := b.call(t, "GET", b.http+"/plain", "", "Authorization", tt.token)
			if got.status != 401 || got.body != `{"message":"Unauthorized"}` {
				t.Errorf("HTTP: got %d %s", got.status, got.body)
			}
			challenge := got.header.Get("Www-Authenticate")
			if !strings.HasPrefix(challenge, "Bearer") || tt.words != "" && challenge != `Bearer scope="" error="invalid_token" error_description="`+tt.words+`"` {
				t.Errorf("HTTP: www-authenticate is %q, want %q in it", challenge, tt.words)
			}
			if b.calls.Load() != before {
				t.Error("the function ran")
			}
		})
	}
	b.uses(t, rs)
	b.oversized(t, with("pad", strings.Repeat("x", 12<<10)))
	for _, token := range []string{good, "Bearer " + good, "bearer " + good} {
		if rest, other := b.call(t, "GET", b.rest+"/plain", "", "Authorization", token), b.call(t, "GET", b.http+"/plain", "", "Authorization", token); rest.status != 200 || other.status != 200 {
			t.Errorf("the good token: REST %+v, HTTP %+v", rest, other)
		}
	}
}

// uses are about tokens that are good, but for something else. User pools know
// token_use; JWT authorizers look at audience and scopes alone.
func (b *besieged) uses(t *testing.T, sign func(jwt.MapClaims) string) {
	t.Helper()
	for _, tt := range []struct {
		name, path string
		claims     jwt.MapClaims
		rest, http int
	}{
		{"token_use: an access token where an ID token is wanted", "/plain", b.access, 401, 200},
		{"token_use: an ID token where scopes are wanted", "/scoped", b.id, 401, 403},
		{"token_use: an ID token with scopes", "/scoped", changed(b.id, "scope", "a/read"), 401, 200},
		{"token_use: none", "/plain", changed(b.id, "token_use", nil), 401, 200},
		{"token_use: refresh", "/plain", changed(b.id, "token_use", "refresh"), 401, 200},
		{"scope: another", "/scoped", changed(b.access, "scope", "a/write"), 401, 403},
		{"scope: none", "/scoped", changed(b.access, "scope", nil), 401, 403},
		{"scope: a part of the name", "/scoped", changed(b.access, "scope", "a/reader a/rea"), 401, 403},
		{"scope: another case", "/scoped", changed(b.access, "scope", "A/READ"), 401, 403},
		{"scope: one of several", "/scoped", changed(b.access, "scope", "openid a/read"), 200, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			token := sign(tt.claims)
			if got := b.call(t, "GET", b.rest+tt.path, "", "Authorization", token); got.status != tt.rest {
				t.Errorf("REST: got %d %s, want %d", got.status, got.body, tt.rest)
			}
			if got := b.call(t, "GET", b.http+tt.path, "", "Authorization", token); got.status != tt.http {
				t.Errorf("HTTP: got %d %s, want %d", got.status, got.body, tt.http)
			}
		})
	}
}

// oversized wants a token that is good but larger than a request's head may be to
// be refused with the request.
func (b *besieged) oversized(t *testing.T, token string) {
	t.Helper()
	t.Run("oversized", func(t *testing.T) {
		if got := b.call(t, "GET", b.rest+"/plain", "", "Authorization", token); got.status != 413 {
			t.Errorf("REST: got %d %s", got.status, got.body)
		}
		if got := b.call(t, "GET", b.http+"/plain", "", "Authorization", token); got.status != 431 {
			t.Errorf("HTTP: got %d %s", got.status, got.body)
		}
	})
}
