package identity

import (
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// maxVerified bounds how many tokens are remembered.
	maxVerified = 4096
	// verifiedFor is how long a token that was good is not verified again; keys
	// that change in between are learnt of then. The service does so, too.
	verifiedFor = 5 * time.Minute
)

// verified remembers tokens that were good: to verify a signature takes longer
// than everything else the gateway does with a request.
type verified struct {
	mu  sync.Mutex
	all map[tokenKey]goodToken
}

type goodToken struct {
	claims map[string]any
	until  time.Time
}

// A tokenKey is a token and the pools it was good for.
type tokenKey struct{ token, pools string }

func keyOf(token string, providerARNs []string) tokenKey {
	return tokenKey{token, strings.Join(providerARNs, "\x00")}
}

func (v *verified) get(k tokenKey, now time.Time) map[string]any {
	v.mu.Lock()
	defer v.mu.Unlock()
	t, ok := v.all[k]
	if !ok || !now.Before(t.until) {
		delete(v.all, k)
		return nil
	}
	return t.claims
}

func (v *verified) put(k tokenKey, claims map[string]any, now time.Time) {
	until := now.Add(verifiedFor)
	if exp, err := jwt.MapClaims(claims).GetExpirationTime(); err == nil && exp != nil && exp.Before(until) {
		until = exp.Time
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.all == nil {
		v.all = map[tokenKey]goodToken{}
	}
	for old := range v.all { // any of them will do
		if len(v.all) < maxVerified {
			break
		}
		delete(v.all, old)
	}
	k.token = strings.Clone(k.token) // it may be a part of a larger text
	v.all[k] = goodToken{claims, until}
}
