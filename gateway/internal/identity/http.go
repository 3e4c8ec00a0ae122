package identity

import (
	"encoding/json"
	"net/http"
	"strings"
)

// maxTokenRequest bounds the body of a request for a token.
const maxTokenRequest = 64 << 10

// ServeHTTP serves what is below [Prefix]:
//
//	GET  /_idp/POOL/.well-known/openid-configuration
//	GET  /_idp/POOL/.well-known/jwks.json
//	POST /_idp/token   with a [Request] as JSON, gives {"token": ...}
//
// Who may ask for tokens is the caller's to decide.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rest := strings.TrimPrefix(r.URL.Path, Prefix)
	if rest == "token" {
		p.serveToken(w, r)
		return
	}
	pool, file, _ := strings.Cut(rest, "/")
	if r.Method != http.MethodGet || !validPool(pool) {
		reply(w, http.StatusNotFound, map[string]string{"message": "Not Found"})
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*") // both documents are public, and browsers verify tokens too
	switch file {
	case ".well-known/openid-configuration":
		reply(w, http.StatusOK, map[string]any{
			"issuer":                                p.Issuer(pool),
			"jwks_uri":                              p.Issuer(pool) + "/.well-known/jwks.json",
			"id_token_signing_alg_values_supported": []string{"RS256"},
			"response_types_supported":              []string{"token"},
			"subject_types_supported":               []string{"public"},
		})
	case ".well-known/jwks.json":
		keys, err := p.keySet()
		if err != nil {
			reply(w, http.StatusInternalServerError, map[string]string{"message": err.Error()})
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(keys)
	default:
		reply(w, http.StatusNotFound, map[string]string{"message": "Not Found"})
	}
}

func (p *Provider) serveToken(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		reply(w, http.StatusMethodNotAllowed, map[string]string{"message": "POST a JSON object, e.g. {\"pool\": \"us-east-1_local\"}"})
		return
	}
	var want Request
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxTokenRequest))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&want); err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"message": "read token request: " + err.Error()})
		return
	}
	token, err := p.Token(want)
	if err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"message": err.Error()})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	reply(w, http.StatusOK, map[string]string{"token": token, "issuer": p.Issuer(want.Pool)})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
