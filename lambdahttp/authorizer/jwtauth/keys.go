package jwtauth

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"
)

// ErrKeys is a provider that gave no keys.
var ErrKeys = errors.New("keys of the identity provider")

// Limits of what a provider may answer; API Gateway's own authorizer takes no
// key set larger than 150000 bytes.
const (
	maxAnswer = 150_000
	minRSA    = 2048 // bits, RFC 7518, section 3.3
	// fetchEvery is how often tokens with unknown keys may make us ask, and
	// retryEvery while there are no keys at all.
	fetchEvery = time.Minute
	retryEvery = time.Second
)

// A keySet holds the keys of a provider. It may be used from many goroutines.
type keySet struct {
	config Config

	mu      sync.Mutex
	keys    map[string]key
	fetched time.Time // when keys was read
	asked   time.Time // when the provider was last called
	err     error     // of that call
}

// A key is a public key and the algorithm it is for; empty is any of its kind.
type key struct {
	public    any
	algorithm string
}

func newKeySet(c Config) *keySet { return &keySet{config: c} }

// find returns the key of that id. Without an id, the only key there is will do.
func (s *keySet) find(ctx context.Context, kid, algorithm string) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.config.Now()
	k, known := s.pick(kid)
	stale := now.Sub(s.fetched) >= s.config.KeysFor
	wait := fetchEvery
	if s.keys == nil {
		wait = retryEvery
	}
	if (!known || stale) && (s.asked.IsZero() || now.Sub(s.asked) >= wait) {
		s.asked = now
		var keys map[string]key
		if keys, s.err = s.fetch(ctx); s.err == nil {
			s.keys, s.fetched = keys, now
			k, known = s.pick(kid)
		}
	}
	switch {
	case !known && s.keys == nil:
		return nil, fmt.Errorf("%w: %w", ErrKeys, s.err)
	case !known:
		return nil, fmt.Errorf("no key %q", kid)
	case k.algorithm != "" && k.algorithm != algorithm:
		return nil, fmt.Errorf("key %q is for %s, the token says %s", kid, k.algorithm, algorithm)
	}
	return k.public, nil
}

func (s *keySet) pick(kid string) (key, bool) {
	if kid == "" && len(s.keys) == 1 {
		for _, k := range s.keys {
			return k, true
		}
	}
	k, ok := s.keys[kid]
	return k, ok
}

// fetch reads the keys, and where they are.
func (s *keySet) fetch(ctx context.Context) (map[string]key, error) {
	address := s.config.KeysURL
	if address == "" {
		var discovery struct {
			Issuer  string `json:"issuer"`
			KeysURL string `json:"jwks_uri"`
		}
		from := strings.TrimSuffix(s.config.Issuer, "/") + "/.well-known/openid-configuration"
		if err := s.get(ctx, from, &discovery); err != nil {
			return nil, err
		}
		if discovery.Issuer != s.config.Issuer {
			return nil, fmt.Errorf("%s: the issuer there is %q, want %q", from, discovery.Issuer, s.config.Issuer)
		}
		if err := s.config.checkURL("address of the keys", discovery.KeysURL); err != nil {
			return nil, fmt.Errorf("%s: %w", from, err)
		}
		address = discovery.KeysURL
	}
	var set struct{ Keys []json.RawMessage }
	if err := s.get(ctx, address, &set); err != nil {
		return nil, err
	}
	keys := readKeys(set.Keys)
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s: no key that tokens could be signed with", address)
	}
	return keys, nil
}

func (s *keySet) get(ctx context.Context, address string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := s.config.Client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", address, resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return fmt.Errorf("GET %s: %w", address, err)
	}
	if len(body) > maxAnswer {
		return fmt.Errorf("GET %s: more than %d bytes", address, maxAnswer)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("GET %s: %w", address, err)
	}
	return nil
}

// readKeys reads the keys of a set (RFC 7517) that check signatures. A key it
// does not understand is left out, as section 5 says.
func readKeys(set []json.RawMessage) map[string]key {
	keys := map[string]key{}
	for _, raw := range set {
		var k webKey
		if json.Unmarshal(raw, &k) != nil || k.Use != "" && k.Use != "sig" {
			continue
		}
		public, err := k.public()
		if err != nil {
			continue
		}
		keys[k.ID] = key{public, k.Algorithm}
	}
	return keys
}

// A webKey is a public key as JSON (RFC 7518, section 6, and RFC 8037).
type webKey struct {
	Type      string `json:"kty"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	Curve     string `json:"crv"`
	N         string `json:"n"`
	E         string `json:"e"`
	X         string `json:"x"`
	Y         string `json:"y"`
}

func (k *webKey) public() (any, error) {
	switch {
	case k.Type == "RSA":
		return k.rsa()
	case k.Type == "EC":
		return k.ecdsa()
	case k.Type == "OKP" && k.Curve == "Ed25519":
		x, err := decode(k.X)
		if err != nil || len(x) != ed25519.PublicKeySize {
			return nil, errors.New("not a key of Ed25519")
		}
		return ed25519.PublicKey(x), nil
	}
	return nil, fmt.Errorf("key type %q", k.Type)
}

func (k *webKey) rsa() (*rsa.PublicKey, error) {
	n, err := decode(k.N)
	if err != nil {
		return nil, err
	}
	e, err := decode(k.E)
	if err != nil || len(e) == 0 || len(e) > 4 {
		return nil, errors.New("not an exponent of RSA")
	}
	public := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if public.N.BitLen() < minRSA || public.E < 3 || public.E%2 == 0 {
		return nil, errors.New("not a key of RSA that is long enough")
	}
	return public, nil
}

func (k *webKey) ecdsa() (*ecdsa.PublicKey, error) {
	var curve elliptic.Curve
	switch k.Curve {
	case "P-256":
		curve = elliptic.P256()
	case "P-384":
		curve = elliptic.P384()
	case "P-521":
		curve = elliptic.P521()
	default:
		return nil, fmt.Errorf("curve %q", k.Curve)
	}
	x, err := decode(k.X)
	if err != nil {
		return nil, err
	}
	y, err := decode(k.Y)
	if err != nil {
		return nil, err
	}
	size := (curve.Params().BitSize + 7) / 8
	if len(x) != size || len(y) != size {
		return nil, errors.New("coordinates of another curve")
	}
	point := append([]byte{4}, x...) // uncompressed; a point off the curve is an error
	return ecdsa.ParseUncompressedPublicKey(curve, append(point, y...))
}

func decode(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}
