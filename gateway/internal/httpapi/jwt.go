package httpapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/apigen-go/apigen/gateway/internal/authorizer"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

// Issuers says how the issuers of tokens are reached.
type Issuers struct {
	// Local gives the issuer of the local identity provider that stands in for
	// another; its tokens are taken in place of the other's, which are still
	// taken, too. It is empty when none does.
	Local func(issuer string) string
	// Client reaches all issuers, the local ones included. Its time-out is the
	// service's for discovery documents and keys, 1500 ms.
	Client *http.Client
}

// keysFor is how long the service keeps the keys of an issuer.
const keysFor = 2 * time.Hour

// maxToken bounds what is read of a token; request headers end there anyway.
const maxToken = maxHead

// A jwtAuthorizer takes tokens of an issuer: signed with RSA by one of its keys,
// for one of the audiences, in their time. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
type jwtAuthorizer struct {
	server   *Server
	sources  authorizer.Sources
	issuers  []string // the configured one, and a local one that stands in for it
	audience []string
}

func (s *Server) newJWT(def *apigw.HTTPAuthorizer) decider {
	a := &jwtAuthorizer{server: s, issuers: []string{def.Issuer}, audience: def.Audience}
	if local := s.Issuers.Local(def.Issuer); local != "" {
		a.issuers = append(a.issuers, local)
	}
	var err error
	if a.sources, err = authorizer.ParseSources(def.IdentitySource...); err != nil || len(a.sources) == 0 {
		return refuser{"the authorizer " + def.Name + " has no identity source that can be read"}
	}
	return a
}

func (a *jwtAuthorizer) authorize(x *exchange) (string, *failure) {
	values, missing := a.sources.Values(x.sourceValue)
	if missing != "" {
		f := unauthorized("no token in " + missing)
		f.header = http.Header{"Www-Authenticate": {"Bearer"}}
		return "", f
	}
	token := values[0]
	if scheme, rest, found := strings.Cut(token, " "); found && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	claims, err := a.verify(x.r.Context(), token)
	if err != nil {
		f := unauthorized(err.Error())
		f.header = http.Header{"Www-Authenticate": {fmt.Sprintf(`Bearer scope="" error="invalid_token" error_description=%q`, describe(err))}}
		return "", f
	}
	x.caller.claims = claimTexts(claims)
	wanted := x.route.definition.AuthorizationScopes
	if len(wanted) == 0 {
		return "token of " + x.caller.claims["sub"], nil
	}
	x.caller.scopes = jwtauth.Scopes(claims)
	if !anyOf(x.caller.scopes, wanted) {
		list := strings.Join(wanted, " ")
		f := forbidden("the token has none of the scopes " + list)
		f.header = http.Header{"Www-Authenticate": {fmt.Sprintf(`Bearer scope="%s" error="insufficient_scope" error_description="expected scopes: [%s]"`, list, list)}}
		return "", f
	}
	return "token of " + x.caller.claims["sub"] + " with a scope the route asks for", nil
}

// What a token can lack before its signature is looked at.
var (
	errSegments = errors.New("token contains an invalid number of segments")
	errIssuer   = errors.New("the token does not have a valid issuer")
	errKeyID    = errors.New("the token does not name the key it is signed with")
)

// verify finds out whose token it is and has it verified with that issuer's
// keys. What the token says is believed only then.
func (a *jwtAuthorizer) verify(ctx context.Context, token string) (map[string]any, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > maxToken {
		return nil, errSegments
	}
	var head struct {
		KeyID string `json:"kid"`
	}
	var body struct {
		Issuer string `json:"iss"`
	}
	if decodePart(parts[0], &head) != nil || decodePart(parts[1], &body) != nil {
		return nil, errSegments
	}
	if head.KeyID == "" {
		return nil, errKeyID
	}
	for _, issuer := range a.issuers {
		if body.Issuer == issuer {
			v, err := a.server.verifier(issuer, a.audience)
			if err != nil {
				return nil, err
			}
			return v.Verify(ctx, token)
		}
	}
	return nil, errIssuer
}

func decodePart(part string, into any) error {
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// describe gives the service's words for what is wrong with a token, where they
// are known.
func describe(err error) string {
	switch {
	case errors.Is(err, errSegments), errors.Is(err, jwt.ErrTokenMalformed):
		return errSegments.Error()
	case errors.Is(err, errIssuer), errors.Is(err, errKeyID):
		return err.Error()
	case errors.Is(err, jwtauth.ErrKeys):
		return "OIDC discovery endpoint communication error"
	case errors.Is(err, jwt.ErrTokenSignatureInvalid), errors.Is(err, jwt.ErrTokenUnverifiable):
		return "signature is invalid"
	case errors.Is(err, jwt.ErrTokenExpired):
		return "the token has expired"
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return "the token is not valid yet"
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return "the token does not have a valid audience"
	}
	return "invalid token"
}

type verifierKey struct{ issuer, audience string }

// verifier gives the verifier of an issuer's tokens. It outlives deployments,
// because it holds the keys.
func (s *Server) verifier(issuer string, audience []string) (*jwtauth.Verifier, error) {
	k := verifierKey{issuer, strings.Join(audience, "\x00")}
	if v, ok := s.verifiers.Load(k); ok {
		return v.(*jwtauth.Verifier), nil
	}
	v, err := jwtauth.NewVerifier(jwtauth.Config{
		Issuer: issuer, Audience: audience, Algorithms: []string{"RS256", "RS384", "RS512"},
		Leeway: -1, KeysFor: keysFor, Client: s.Issuers.Client, PlainHTTP: true, Now: s.Now,
	})
	if err != nil {
		return nil, err
	}
	kept, _ := s.verifiers.LoadOrStore(k, v)
	return kept.(*jwtauth.Verifier), nil
}

// CheckIssuer asks an issuer for its keys, as an import does. One that the local
// identity provider stands in for needs no network.
func (s *Server) CheckIssuer(ctx context.Context, issuer string) error {
	if s.Issuers.Local(issuer) != "" {
		return nil
	}
	v, err := s.verifier(issuer, []string{"any"})
	if err != nil {
		return err
	}
	return v.FetchKeys(ctx)
}

// DiscoveryURL is where an issuer says of itself where its keys are.
func DiscoveryURL(issuer string) string {
	return strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
}
