package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

// keysFor is how long keys of a real user pool are used before they are fetched
// again. An unknown key fetches them at once; while the pool does not answer, the
// keys there are stay in use.
const keysFor = 2 * time.Hour

// realPools verify tokens of user pools on AWS, which a document names by their
// ARNs.
type realPools struct {
	mu        sync.Mutex
	verifiers map[string]*jwtauth.Verifier // by issuer
}

// realIssuer gives the issuer of a token of one of the user pools on AWS. What
// the token says is believed only when it is verified.
func realIssuer(token string, providerARNs []string) (string, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > maxToken {
		return "", false
	}
	var body struct {
		Issuer string `json:"iss"`
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &body) != nil {
		return "", false
	}
	for _, arn := range providerARNs {
		if issuer, ok := poolIssuer(arn); ok && issuer == body.Issuer {
			return issuer, true
		}
	}
	return "", false
}

// poolIssuer is the issuer of a user pool on AWS.
func poolIssuer(arn string) (string, bool) {
	pool, err := PoolID(arn)
	if err != nil {
		return "", false
	}
	region := strings.SplitN(arn, ":", 6)[3]
	return "https://cognito-idp." + region + ".amazonaws.com/" + pool, true
}

// verifyReal verifies a token with the keys of its pool, which are fetched when
// the first token comes.
func (p *Provider) verifyReal(token, issuer string) (map[string]any, error) {
	if p.config.Client == nil {
		return nil, fmt.Errorf("verify token: the keys of %s cannot be fetched here", issuer)
	}
	v, err := p.real.verifier(p.config, issuer)
	if err != nil {
		return nil, fmt.Errorf("verify token: %w", err)
	}
	claims, err := v.Verify(context.Background(), token)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, ErrExpired
	case err != nil:
		return nil, fmt.Errorf("verify token of %s: %w", issuer, err)
	}
	return claims, forClient(claims)
}

func (r *realPools) verifier(c Config, issuer string) (*jwtauth.Verifier, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v := r.verifiers[issuer]; v != nil {
		return v, nil
	}
	v, err := jwtauth.NewVerifier(jwtauth.Config{
		Issuer: issuer, AnyAudience: true, KeysURL: issuer + "/.well-known/jwks.json",
		Algorithms: []string{"RS256"}, Leeway: -1, KeysFor: keysFor, Client: c.Client, Now: c.Now,
	})
	if err != nil {
		return nil, err
	}
	if r.verifiers == nil {
		r.verifiers = map[string]*jwtauth.Verifier{}
	}
	r.verifiers[issuer] = v
	return v, nil
}
