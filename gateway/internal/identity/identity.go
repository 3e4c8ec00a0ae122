// Package identity is the local identity provider: it signs users in, issues
// tokens in the shape of Amazon Cognito user pools or of Auth0, and verifies them
// for real (signature, key, algorithm, issuer, times).
//
// Every user pool has an issuer of its own, BASE/_idp/POOL, with the discovery
// document, the key set and the endpoints clients expect. All pools share one
// key. Tokens of real user pools are verified with the pools' own keys.
package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/golang-jwt/jwt/v5"
)

// Prefix is the path below which the issuers are.
const Prefix = "/_idp/"

// ErrExpired is returned for a token that is good but for its age.
var ErrExpired = errors.New("the token has expired")

// A Config says what a [Provider] works with.
type Config struct {
	Dir string // the key is kept here; empty makes a new one each time
	// SharedKey takes a key that all such providers of this process have, for
	// tests.
	SharedKey bool
	// Users may sign in; without any, anybody may.
	Users []User
	// Client fetches the keys of real user pools; nil refuses their tokens.
	Client *http.Client
	Base   func() string    // address of the gateway, e.g. http://127.0.0.1:4567
	Now    func() time.Time // must be set
	NewID  func() string    // of tokens and users; must be set
}

// A Provider issues and verifies tokens.
type Provider struct {
	config Config
	once   sync.Once // of key and keyID
	key    *rsa.PrivateKey
	keyID  string
	err    error

	codes, refresh, sessions grants
	real                     realPools
	good                     verified
}

// New makes a provider. Its key is read or made when it is first needed.
func New(c Config) *Provider { return &Provider{config: c} }

const keyFile = "identity.pem"

// signingKey gives the key, and makes or reads it the first time.
func (p *Provider) signingKey() (*rsa.PrivateKey, string, error) {
	p.once.Do(func() {
		if p.config.SharedKey {
			p.key, p.err = sharedKey()
		} else {
			p.key, p.err = loadKey(p.config.Dir)
		}
		if p.err != nil {
			p.err = fmt.Errorf("key of the local identity provider: %w", p.err)
			return
		}
		sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&p.key.PublicKey))
		p.keyID = base64.RawURLEncoding.EncodeToString(sum[:16])
	})
	return p.key, p.keyID, p.err
}

var sharedKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func loadKey(dir string) (*rsa.PrivateKey, error) {
	if dir == "" {
		return rsa.GenerateKey(rand.Reader, 2048)
	}
	file := filepath.Join(dir, keyFile)
	b, err := os.ReadFile(file)
	if err == nil {
		return parseKey(file, b)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return key, state.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func parseKey(file string, b []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", file)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds no RSA key", file)
	}
	return private, nil
}

// Issuer gives the issuer of a user pool, which tokens carry in iss.
func (p *Provider) Issuer(pool string) string { return p.config.Base() + Prefix + pool }

// PoolID gives the id of the user pool an ARN names:
// arn:aws:cognito-idp:REGION:ACCOUNT:userpool/POOL.
func PoolID(arn string) (string, error) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "cognito-idp" {
		return "", fmt.Errorf("%q is no ARN of a user pool", arn)
	}
	pool, ok := strings.CutPrefix(parts[5], "userpool/")
	if !ok || !validPool(pool) {
		return "", fmt.Errorf("%q is no ARN of a user pool", arn)
	}
	return pool, nil
}

// validPool wants what Cognito calls pools: REGION_LETTERS.
func validPool(pool string) bool {
	if pool == "" || len(pool) > 55 {
		return false
	}
	return !strings.ContainsFunc(pool, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	})
}

// A Request says which token is wanted. The zero values of all members but Pool
// are useful.
type Request struct {
	Pool     string         `json:"pool"`     // id of the user pool
	Shape    string         `json:"shape"`    // cognito or auth0; empty is cognito
	Audience string         `json:"audience"` // aud of an access token in the shape of Auth0
	Use      string         `json:"use"`      // access or id; empty is access
	Subject  string         `json:"subject"`  // sub; empty is a new UUID
	Username string         `json:"username"` // empty is the subject
	ClientID string         `json:"clientId"` // empty is "local"
	Scopes   []string       `json:"scopes"`   // of access tokens
	Groups   []string       `json:"groups"`   // cognito:groups
	ValidFor Seconds        `json:"validFor"` // seconds; zero is an hour, less is a token that has expired
	Claims   map[string]any `json:"claims"`   // added, or in place of the others

	signedIn time.Time // zero is now
}

// The shapes of tokens.
const (
	Cognito = "cognito"
	Auth0   = "auth0"
)

// usernameClaim holds the name of the user in access tokens of Auth0's shape,
// whose own claims have a namespace.
const usernameClaim = "https://apigen.localhost/username"
const groupsClaim = "https://apigen.localhost/groups"

// Seconds is a span of time in seconds.
type Seconds int64

// Token issues a token in the shape Cognito gives it. See
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
func (p *Provider) Token(r Request) (string, error) {
	if !validPool(r.Pool) {
		return "", fmt.Errorf("issue token: %q is no user pool id", r.Pool)
	}
	claims, err := p.claims(r)
	if err != nil {
		return "", fmt.Errorf("issue token: %w", err)
	}
	key, keyID, err := p.signingKey()
	if err != nil {
		return "", fmt.Errorf("issue token: %w", err)
	}
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	t.Header["kid"] = keyID
	signed, err := t.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("issue token: %w", err)
	}
	return signed, nil
}

func (p *Provider) claims(r Request) (jwt.MapClaims, error) {
	now := p.config.Now()
	if r.Subject == "" {
		r.Subject = p.config.NewID()
	}
	if r.Username == "" {
		r.Username = r.Subject
	}
	if r.ClientID == "" {
		r.ClientID = "local"
	}
	if r.ValidFor == 0 {
		r.ValidFor = 3600
	}
	switch r.Shape {
	case "", Cognito:
	case Auth0:
		return p.auth0Claims(r, now)
	default:
		return nil, fmt.Errorf("shape %q: want cognito or auth0", r.Shape)
	}
	c := jwt.MapClaims{
		"sub": r.Subject, "iss": p.Issuer(r.Pool), "jti": p.config.NewID(),
		"origin_jti": p.config.NewID(), "event_id": p.config.NewID(),
		"iat": now.Unix(), "auth_time": now.Unix(), "exp": now.Unix() + int64(r.ValidFor),
	}
	since(c, r.signedIn)
	if len(r.Groups) > 0 {
		c["cognito:groups"] = r.Groups
	}
	switch r.Use {
	case "", "access":
		c["token_use"], c["client_id"], c["username"] = "access", r.ClientID, r.Username
		c["scope"], c["version"] = strings.Join(r.Scopes, " "), 2
	case "id":
		c["token_use"], c["aud"], c["cognito:username"] = "id", r.ClientID, r.Username
		if len(r.Scopes) > 0 {
			return nil, errors.New("an ID token has no scopes")
		}
	default:
		return nil, fmt.Errorf("token use %q: want access or id", r.Use)
	}
	for name, value := range r.Claims {
		c[name] = value
	}
	return c, nil
}

// auth0Claims are the claims in the shape of Auth0. See
// https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
func (p *Provider) auth0Claims(r Request, now time.Time) (jwt.MapClaims, error) {
	c := jwt.MapClaims{
		"iss": p.Issuer(r.Pool), "sub": "auth0|" + r.Subject, "azp": r.ClientID,
		"iat": now.Unix(), "exp": now.Unix() + int64(r.ValidFor),
	}
	switch r.Use {
	case "", "access":
		c["aud"], c["scope"], c[usernameClaim] = []string{r.Audience, p.Issuer(r.Pool) + "/userinfo"}, strings.Join(r.Scopes, " "), r.Username
		if len(r.Groups) > 0 {
			c["permissions"], c[groupsClaim] = r.Scopes, r.Groups
		}
	case "id":
		c["aud"], c["nickname"], c["sid"] = r.ClientID, r.Username, p.config.NewID()
		since(c, r.signedIn)
	default:
		return nil, fmt.Errorf("token use %q: want access or id", r.Use)
	}
	for name, value := range r.Claims {
		c[name] = value
	}
	return c, nil
}

// Verify checks a token against the user pools and gives its claims. The
// algorithm must be RS256 and the key this provider's, or the real pool's when the
// token is of one; what a method asks of the claims is the caller's to check, and not to change: they are remembered.
func (p *Provider) Verify(token string, providerARNs []string) (map[string]any, error) {
	k, now := keyOf(token, providerARNs), p.config.Now()
	if claims := p.good.get(k, now); claims != nil {
		return claims, nil
	}
	claims, err := p.verify(token, providerARNs)
	if err == nil {
		p.good.put(k, claims, now)
	}
	return claims, err
}

func (p *Provider) verify(token string, providerARNs []string) (map[string]any, error) {
	if issuer, ok := realIssuer(token, providerARNs); ok {
		return p.verifyReal(token, issuer)
	}
	claims, err := p.parse(token)
	expired := errors.Is(err, jwt.ErrTokenExpired)
	if err != nil && !expired {
		return nil, fmt.Errorf("verify token: %w", err)
	}
	if err := p.checkIssuer(claims, providerARNs); err != nil {
		return nil, fmt.Errorf("verify token: %w", err)
	}
	if expired {
		return nil, ErrExpired
	}
	return claims, forClient(claims)
}

// forClient wants a token to be for some client.
func forClient(claims jwt.MapClaims) error {
	if len(claimString(claims, "aud"))+len(claimString(claims, "client_id")) == 0 {
		return errors.New("verify token: it is for no client: neither aud nor client_id")
	}
	return nil
}

// maxToken bounds what is parsed at all.
const maxToken = 16 << 10

// parse checks signature, key, algorithm and times of a token of this provider.
func (p *Provider) parse(token string) (jwt.MapClaims, error) {
	if len(token) > maxToken {
		return nil, errors.New("the token takes more than 16 kB")
	}
	key, keyID, err := p.signingKey()
	if err != nil {
		return nil, err
	}
	claims := jwt.MapClaims{}
	_, err = p.parser().ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
		if crit, ok := t.Header["crit"]; ok {
			return nil, fmt.Errorf("crit %v is not understood", crit) // RFC 7515, 4.1.11
		}
		if t.Header["kid"] != keyID {
			return nil, fmt.Errorf("unknown key %v", t.Header["kid"])
		}
		return crypto.PublicKey(&key.PublicKey), nil
	})
	return claims, err
}

func (p *Provider) parser() *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(), jwt.WithTimeFunc(p.config.Now),
	)
}

func claimString(claims jwt.MapClaims, name string) string {
	s, _ := claims[name].(string)
	return s
}

func (p *Provider) checkIssuer(claims jwt.MapClaims, providerARNs []string) error {
	issuer := claimString(claims, "iss")
	for _, arn := range providerARNs {
		pool, err := PoolID(arn)
		if err != nil {
			return err
		}
		if issuer == p.Issuer(pool) {
			return nil
		}
	}
	return fmt.Errorf("issuer %q is none of the authorizer's user pools", issuer)
}

// keySet is the JSON Web Key Set (RFC 7517) of every issuer.
func (p *Provider) keySet() ([]byte, error) {
	key, keyID, err := p.signingKey()
	if err != nil {
		return nil, err
	}
	encode := base64.RawURLEncoding.EncodeToString
	return json.Marshal(map[string]any{"keys": []any{map[string]string{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": keyID,
		"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
	}}})
}
