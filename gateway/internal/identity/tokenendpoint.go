package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// accessLifetime is how long the tokens of a sign-in are good, in seconds.
const accessLifetime Seconds = 3600

// serveExchange is the token endpoint (RFC 6749 3.2): codes, refresh tokens, and
// clients on their own behalf. Any client id is taken, with any secret.
func (p *Provider) serveExchange(w http.ResponseWriter, r *http.Request, pool string) {
	r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
	if err := r.ParseForm(); err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", err.Error())
		return
	}
	form := r.PostForm
	if id, _, ok := r.BasicAuth(); ok && form.Get("client_id") == "" {
		form.Set("client_id", id)
	}
	w.Header().Set("Cache-Control", "no-store")
	switch form.Get("grant_type") {
	case "authorization_code":
		p.exchangeCode(w, form, pool)
	case "refresh_token":
		g, ok := p.refresh.get(form.Get("refresh_token"), p.config.Now())
		if !ok || g.pool != pool || form.Get("client_id") != g.client {
			oauthError(w, http.StatusBadRequest, "invalid_grant", "Invalid Refresh Token")
			return
		}
		g.nonce = ""
		p.replyTokens(w, g, "")
	case "client_credentials":
		p.clientCredentials(w, r, form, pool)
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "want authorization_code, refresh_token or client_credentials")
	}
}

func (p *Provider) exchangeCode(w http.ResponseWriter, form url.Values, pool string) {
	g, ok := p.codes.take(form.Get("code"), p.config.Now())
	switch {
	case !ok, g.pool != pool, form.Get("client_id") != g.client, form.Get("redirect_uri") != g.redirect, !g.proves(form.Get("code_verifier")):
		// Which of them it is, is nobody's business: RFC 6749 5.2 has one error for all.
		oauthError(w, http.StatusBadRequest, "invalid_grant", "the code, the client, the redirect_uri or the code_verifier does not fit")
		return
	}
	kept := g
	kept.expires = p.config.Now().Add(refreshLifetime)
	p.replyTokens(w, g, p.refresh.add(kept, p.config.Now()))
}

// proves holds the verifier of PKCE against the challenge (RFC 7636 4.6).
func (g grant) proves(verifier string) bool {
	if g.challenge == "" {
		return verifier == ""
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(g.challenge)) == 1
}

func (p *Provider) clientCredentials(w http.ResponseWriter, r *http.Request, form url.Values, pool string) {
	client := form.Get("client_id")
	if client == "" || r.Header.Get("Origin") != "" {
		oauthError(w, http.StatusUnauthorized, "invalid_client", "a client names itself, and is no web page")
		return
	}
	token, err := p.Token(Request{
		Pool: pool, Shape: shapeFor(form.Get("audience")), Audience: form.Get("audience"),
		Subject: client, ClientID: client, Scopes: strings.Fields(form.Get("scope")), ValidFor: accessLifetime,
	})
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", err.Error())
		return
	}
	reply(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": accessLifetime})
}

// shapeFor tells whose tokens a client wants: only clients of Auth0 ask for an
// audience.
func shapeFor(audience string) string {
	if audience != "" {
		return Auth0
	}
	return Cognito
}

// replyTokens gives the tokens of a grant, an ID token when openid is among the
// scopes.
func (p *Provider) replyTokens(w http.ResponseWriter, g grant, refresh string) {
	shape := shapeFor(g.audience)
	common := Request{
		Pool: g.pool, Shape: shape, Audience: g.audience, Subject: g.user.Subject, Username: g.user.Username, ClientID: g.client,
		Groups: g.user.Groups, ValidFor: accessLifetime, signedIn: g.signedIn,
	}
	access := common
	access.Scopes = g.scopes
	token, err := p.Token(access)
	out := map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": accessLifetime, "scope": strings.Join(g.scopes, " ")}
	if err == nil && slices.Contains(g.scopes, "openid") {
		id := common
		id.Use, id.Claims = "id", g.user.profile()
		sum := sha256.Sum256([]byte(token))
		id.Claims["at_hash"] = base64.RawURLEncoding.EncodeToString(sum[:16])
		if g.nonce != "" {
			id.Claims["nonce"] = g.nonce
		}
		out["id_token"], err = p.Token(id)
	}
	if err != nil {
		oauthError(w, http.StatusInternalServerError, "server_error", err.Error())
		return
	}
	if refresh != "" {
		out["refresh_token"] = refresh
	}
	reply(w, http.StatusOK, out)
}

func oauthError(w http.ResponseWriter, status int, fault, description string) {
	reply(w, status, map[string]string{"error": fault, "error_description": description})
}

// serveRevoke forgets a refresh token (RFC 7009).
func (p *Provider) serveRevoke(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
	p.refresh.forget(r.PostFormValue("token"))
	w.WriteHeader(http.StatusOK)
}

// serveUserInfo tells the client of an access token who its user is (OpenID
// Connect Core 5.3).
func (p *Provider) serveUserInfo(w http.ResponseWriter, r *http.Request, pool string) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	claims, err := p.parse(token)
	if err != nil || claimString(claims, "iss") != p.Issuer(pool) || claimString(claims, "token_use") == "id" {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		oauthError(w, http.StatusUnauthorized, "invalid_token", "Access token is expired, disabled, or deleted, or the user has globally signed out.")
		return
	}
	name := claimString(claims, "username")
	if name == "" {
		name = claimString(claims, usernameClaim)
	}
	out := map[string]any{"sub": claims["sub"]}
	if user, ok := p.user(name); ok {
		out = user.profile()
		out["sub"], out["username"] = claims["sub"], user.Username
	}
	reply(w, http.StatusOK, out)
}

// since gives the time a user has signed in.
func since(c jwt.MapClaims, at time.Time) {
	if !at.IsZero() {
		c["auth_time"] = at.Unix()
	}
}
