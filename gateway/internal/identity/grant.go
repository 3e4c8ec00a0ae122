package identity

import (
	"crypto/rand"
	"encoding/base64"
	"sync"
	"time"
)

const (
	codeLifetime    = 5 * time.Minute
	refreshLifetime = 30 * 24 * time.Hour
	sessionLifetime = 8 * time.Hour
	// maxGrants bounds what the provider remembers of each kind.
	maxGrants = 10000
)

// A grant is what a user has allowed a client: it stands behind a code, a refresh
// token or a session.
type grant struct {
	pool, client, redirect string
	user                   User
	scopes                 []string
	audience               string // asked for by clients of Auth0
	nonce                  string
	challenge              string // of PKCE, S256
	signedIn               time.Time
	expires                time.Time
}

// grants remembers grants by secrets.
type grants struct {
	mu  sync.Mutex
	all map[string]grant
}

func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it does not fail
	return base64.RawURLEncoding.EncodeToString(b)
}

// add remembers a grant and gives its secret.
func (g *grants) add(granted grant, now time.Time) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all == nil {
		g.all = map[string]grant{}
	}
	drop := len(g.all) - maxGrants
	for secret, old := range g.all {
		if now.After(old.expires) || drop >= 0 {
			delete(g.all, secret)
			drop--
		}
	}
	secret := newSecret()
	g.all[secret] = granted
	return secret
}

// get gives the grant of a secret that has not expired.
func (g *grants) get(secret string, now time.Time) (grant, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	granted, ok := g.all[secret]
	return granted, ok && !now.After(granted.expires)
}

// take gives a grant and forgets it: a code is good once.
func (g *grants) take(secret string, now time.Time) (grant, bool) {
	granted, ok := g.get(secret, now)
	g.forget(secret)
	return granted, ok
}

func (g *grants) forget(secret string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.all, secret)
}
