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
//	GET  /_idp/POOL/oauth2/authorize   the sign-in page; authorize, too
//	POST /_idp/POOL/login              its form
//	POST /_idp/POOL/oauth2/token       codes, refresh tokens, clients; oauth/token, too
//	POST /_idp/POOL/oauth2/revoke      refresh tokens
//	GET  /_idp/POOL/oauth2/userInfo    who the user of an access token is; userinfo, too
//	GET  /_idp/POOL/logout             v2/logout, too
//	POST /_idp/token                   with a [Request] as JSON, gives {"token": ...}
//
// The names are those of Cognito, and Auth0's beside them. Who may ask is the
// caller's to decide, by [Access].
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rest := strings.TrimPrefix(r.URL.Path, Prefix)
	if rest == "token" {
		p.serveToken(w, r)
		return
	}
	pool, file, _ := strings.Cut(rest, "/")
	if !validPool(pool) {
		reply(w, http.StatusNotFound, map[string]string{"message": "Not Found"})
		return
	}
	allowOrigin(w, r, file)
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	switch r.Method + " " + file {
	case "GET .well-known/openid-configuration":
		reply(w, http.StatusOK, p.discovery(pool))
	case "GET .well-known/jwks.json":
		keys, err := p.keySet()
		if err != nil {
			reply(w, http.StatusInternalServerError, map[string]string{"message": err.Error()})
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(keys)
	case "GET oauth2/authorize", "GET authorize":
		p.serveAuthorize(w, r, pool)
	case "POST login":
		p.serveLogin(w, r, pool)
	case "POST oauth2/token", "POST oauth/token":
		p.serveExchange(w, r, pool)
	case "POST oauth2/revoke", "POST oauth/revoke":
		p.serveRevoke(w, r)
	case "GET oauth2/userInfo", "POST oauth2/userInfo", "GET userinfo", "POST userinfo":
		p.serveUserInfo(w, r, pool)
	case "GET logout", "GET v2/logout":
		p.serveLogout(w, r, pool)
	default:
		reply(w, http.StatusNotFound, map[string]string{"message": "Not Found"})
	}
}

// Access says who may ask for a path below [Prefix]: everybody (public documents),
// callers of this machine, or of these only pages the gateway itself has shown.
func Access(r *http.Request) (here, own bool) {
	rest := strings.TrimPrefix(r.URL.Path, Prefix)
	_, file, _ := strings.Cut(rest, "/")
	switch {
	case strings.HasPrefix(file, ".well-known/"):
		return false, false
	case rest == "token", file == "login":
		return true, true
	}
	return true, false
}

// allowOrigin lets web pages read answers: of the public documents all of them,
// of the others those of this machine, such as a front end under development.
func allowOrigin(w http.ResponseWriter, r *http.Request, file string) {
	origin := r.Header.Get("Origin")
	switch {
	case strings.HasPrefix(file, ".well-known/"):
		origin = "*" // browsers verify tokens, too
	case origin == "" || !isLocal(origin):
		return
	default:
		w.Header().Add("Vary", "Origin")
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
}

// discovery is the discovery document (OpenID Connect Discovery 3).
func (p *Provider) discovery(pool string) map[string]any {
	issuer := p.Issuer(pool)
	return map[string]any{
		"issuer":                                issuer,
		"jwks_uri":                              issuer + "/.well-known/jwks.json",
		"authorization_endpoint":                issuer + "/oauth2/authorize",
		"token_endpoint":                        issuer + "/oauth2/token",
		"userinfo_endpoint":                     issuer + "/oauth2/userInfo",
		"revocation_endpoint":                   issuer + "/oauth2/revoke",
		"end_session_endpoint":                  issuer + "/logout",
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"code"},
		"grant_types_supported":                 []string{"authorization_code", "refresh_token", "client_credentials"},
		"code_challenge_methods_supported":      []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"none", "client_secret_basic", "client_secret_post"},
		"scopes_supported":                      []string{"openid", "email", "profile", "phone"},
		"subject_types_supported":               []string{"public"},
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
