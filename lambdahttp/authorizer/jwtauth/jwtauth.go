// Package jwtauth is a ready Lambda authorizer for the access tokens of an
// identity provider, for REST APIs, whose own authorizers know Cognito user pools
// first of all, and for everything an HTTP API's JWT authorizer cannot say:
//
//	func main() {
//		authorize, err := jwtauth.New(jwtauth.Config{
//			Issuer:   "https://login.example.com/",
//			Audience: []string{"https://api.example.com"},
//			Scopes: map[string][]string{
//				"directory/read":  {"GET /*"},
//				"directory/write": {"POST /personnel", "* /personnel/{id}"},
//			},
//		})
//		if err != nil {
//			log.Fatal(err)
//		}
//		lambda.Start(authorizer.New(authorize, authorizer.Options{}))
//	}
//
// What a token allows depends on the token alone, not on the request it came
// with, so API Gateway may cache the answer.
//
// It is a package of its own so that functions with other authorizers do not link
// a JWT library.
package jwtauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/apigen-go/apigen/lambdahttp/authorizer"
)

// Config says whose tokens are taken and what they allow.
type Config struct {
	// Issuer is the provider, as tokens name it in iss, to the last slash.
	Issuer string
	// Audience is who tokens must be for: one of these in aud or, when a token
	// has no aud, as Cognito's access tokens have none, in client_id.
	Audience []string
	// AnyAudience takes tokens whoever they are for, in place of Audience: the
	// caller judges that.
	AnyAudience bool
	// KeysURL is where the provider's keys are (JWKS). Empty reads it from the
	// provider's discovery document, at Issuer/.well-known/openid-configuration.
	KeysURL string
	// Algorithms that tokens may be signed with. Empty is RS256, PS256, ES256
	// and EdDSA, and the longer variants. HMAC is never taken: its key would be
	// a secret shared with the provider.
	Algorithms []string
	// Scopes maps a scope of the token, from scope or scp, to what it allows: a
	// verb or *, and a path or template, such as "GET /personnel/{id}". A token
	// may call what any of its scopes allows. Nil allows every valid token the
	// whole stage.
	Scopes map[string][]string
	// Leeway is how far clocks may be apart. Zero is 30 s; negative is none.
	Leeway time.Duration
	// KeysFor is how long keys are used before they are fetched again. Zero is
	// an hour. A token with an unknown key fetches them at once, but no more
	// than once a minute; when the provider does not answer, the keys there are
	// stay in use.
	KeysFor time.Duration
	// Client fetches keys. Nil is a client with a time-out of 3 s.
	Client *http.Client
	// PlainHTTP takes providers without TLS on other machines, too.
	PlainHTTP bool
	// Now is the time. Nil is time.Now.
	Now func() time.Time
}

// allAlgorithms are those with a public key.
var allAlgorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// A Verifier checks tokens. It may be used from many goroutines.
type Verifier struct {
	config Config
	parser *jwt.Parser
	keys   *keySet
}

// NewVerifier makes a verifier. It does not call the provider; the first token
// does.
func NewVerifier(c Config) (*Verifier, error) {
	if err := c.complete(); err != nil {
		return nil, fmt.Errorf("JWT verifier: %w", err)
	}
	v := &Verifier{config: c, keys: newKeySet(c)}
	v.parser = jwt.NewParser(jwt.WithValidMethods(c.Algorithms), jwt.WithIssuer(c.Issuer),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(c.Leeway), jwt.WithTimeFunc(c.Now))
	return v, nil
}

// Verify checks a token, signature, issuer, times and audience, and gives its
// claims. The error is [ErrKeys] when the provider gave no keys, else one of
// package jwt of golang-jwt, such as jwt.ErrTokenExpired.
func (v *Verifier) Verify(ctx context.Context, token string) (map[string]any, error) {
	claims := jwt.MapClaims{}
	_, err := v.parser.ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
		if crit, ok := t.Header["crit"]; ok {
			return nil, fmt.Errorf("%w: crit %v is not understood", jwt.ErrTokenUnverifiable, crit) // RFC 7515, 4.1.11
		}
		kid, _ := t.Header["kid"].(string)
		return v.keys.find(ctx, kid, t.Method.Alg())
	})
	if err != nil {
		return nil, err
	}
	if err := v.checkAudience(claims); err != nil {
		return nil, err
	}
	return claims, nil
}

// FetchKeys asks the provider for its keys now. The error is [ErrKeys].
func (v *Verifier) FetchKeys(ctx context.Context) error {
	_, err := v.keys.fetch(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return nil
}

// A judge decides by what a verified token holds.
type judge struct {
	*Verifier
	grants map[string][]grant
}

// A grant is what a scope allows.
type grant struct{ verb, path string }

// New returns the function of an authorizer. It does not call the provider; the
// first token does.
//
// The function answers invalid tokens with [authorizer.ErrUnauthorized], and
// tokens whose scopes allow nothing with a denial. The API finds in the
// authorizer's context every claim that is a text, a number or a boolean, lists
// of texts joined by spaces, under the claim's name.
func New(c Config) (authorizer.Func, error) {
	v, err := NewVerifier(c)
	if err != nil {
		return nil, fmt.Errorf("JWT authorizer: %w", errors.Unwrap(err))
	}
	j := &judge{Verifier: v, grants: map[string][]grant{}}
	for scope, routes := range c.Scopes {
		for _, route := range routes {
			verb, path, ok := strings.Cut(route, " ")
			if !ok || !strings.HasPrefix(path, "/") {
				return nil, fmt.Errorf("JWT authorizer: scope %s: got %q, want a verb and a path, such as \"GET /personnel/{id}\"", scope, route)
			}
			j.grants[scope] = append(j.grants[scope], grant{verb, path})
		}
	}
	return j.authorize, nil
}

func (c *Config) complete() error {
	if err := c.checkURL("issuer", c.Issuer); err != nil {
		return err
	}
	if c.KeysURL != "" {
		if err := c.checkURL("address of the keys", c.KeysURL); err != nil {
			return err
		}
	}
	if len(c.Audience) == 0 && !c.AnyAudience {
		return errors.New("no audience: tokens for other services would be taken")
	}
	if len(c.Algorithms) == 0 {
		c.Algorithms = allAlgorithms
	}
	for _, a := range c.Algorithms {
		if !slices.Contains(allAlgorithms, a) {
			return fmt.Errorf("algorithm %q is none of %s", a, strings.Join(allAlgorithms, ", "))
		}
	}
	switch {
	case c.Leeway == 0:
		c.Leeway = 30 * time.Second
	case c.Leeway < 0:
		c.Leeway = 0
	}
	if c.KeysFor <= 0 {
		c.KeysFor = time.Hour
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: 3 * time.Second}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return nil
}

// checkURL wants https; plain http will do for this machine.
func (c *Config) checkURL(what, s string) error {
	u, err := url.Parse(s)
	if err != nil {
		return err
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	if secure := u.Scheme == "https" || u.Scheme == "http" && (local || c.PlainHTTP); u.Host == "" || !secure {
		return fmt.Errorf("the %s is %q, want an address with https", what, s)
	}
	return nil
}

// authorize is an [authorizer.Func].
func (v *judge) authorize(ctx context.Context, req *authorizer.Request) (*authorizer.Decision, error) {
	claims, err := v.Verify(ctx, req.Token())
	if errors.Is(err, ErrKeys) {
		return nil, err // not the caller's fault
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", authorizer.ErrUnauthorized, err)
	}
	caller := principal(claims)
	if caller == "" {
		return nil, fmt.Errorf("%w: the token names neither sub nor client_id", authorizer.ErrUnauthorized)
	}
	d := v.decide(caller, Scopes(claims))
	for name, value := range contextOf(claims) {
		d.With(name, value)
	}
	return d, nil
}

func principal(claims jwt.MapClaims) string {
	if sub, _ := claims["sub"].(string); sub != "" {
		return sub
	}
	id, _ := claims["client_id"].(string)
	return id
}

// checkAudience does as API Gateway's own JWT authorizer: client_id counts when
// there is no aud.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
func (v *Verifier) checkAudience(claims jwt.MapClaims) error {
	if v.config.AnyAudience {
		return nil
	}
	audience, err := claims.GetAudience()
	if err != nil {
		return err
	}
	if _, has := claims["aud"]; !has {
		id, _ := claims["client_id"].(string)
		audience = jwt.ClaimStrings{id}
	}
	for _, a := range audience {
		if slices.Contains(v.config.Audience, a) {
			return nil
		}
	}
	return jwt.ErrTokenInvalidAudience
}

// decide says what the scopes allow.
func (v *judge) decide(principal string, scopes []string) *authorizer.Decision {
	if v.config.Scopes == nil {
		return authorizer.Allow(principal)
	}
	d := authorizer.Allow(principal)
	allowed := map[grant]bool{}
	for _, scope := range scopes {
		for _, g := range v.grants[scope] {
			if !allowed[g] {
				allowed[g] = true
				d.Only(g.verb, g.path)
			}
		}
	}
	if len(allowed) == 0 {
		return authorizer.Deny(principal)
	}
	return d
}

// Scopes gives the scopes of verified claims, from scp or scope: a text of words
// or a list.
func Scopes(claims map[string]any) []string {
	for _, name := range []string{"scp", "scope"} {
		switch v := claims[name].(type) {
		case string:
			return strings.Fields(v)
		case []any:
			return texts(v)
		}
	}
	return nil
}

func texts(list []any) []string {
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// contextOf makes context values of claims, such as every kind of API takes.
func contextOf(claims jwt.MapClaims) map[string]any {
	m := map[string]any{}
	for name, value := range claims {
		if name == "" || name == "claims" {
			continue
		}
		switch v := value.(type) {
		case string, bool:
			m[name] = v
		case float64: // numeric dates must not become 1.7e+09
			m[name] = json.Number(fmt.Sprintf("%.15g", v))
			if v == float64(int64(v)) {
				m[name] = int64(v)
			}
		case []any:
			if list := texts(v); len(list) == len(v) {
				m[name] = strings.Join(list, " ")
			}
		}
	}
	return m
}
