package identity

import (
	_ "embed"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

//go:embed signin.html
var signInText string

var signInPage = template.Must(template.New("sign-in").Parse(signInText))

// An authorizeRequest is what a client asks of the authorize endpoint (RFC 6749
// 4.1.1, RFC 7636, OpenID Connect Core 3.1.2.1).
type authorizeRequest struct {
	pool                              string
	client, redirect, state           string
	scopes                            []string
	audience, nonce, challenge, login string
	silent, again                     bool // prompt=none, prompt=login
}

// readAuthorize reads a request. A fault with a redirect is told to the client,
// one without to the user.
func readAuthorize(pool string, q url.Values) (r authorizeRequest, fault, description string) {
	r = authorizeRequest{
		pool: pool, client: q.Get("client_id"), state: q.Get("state"), scopes: strings.Fields(q.Get("scope")),
		audience: q.Get("audience"), nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), login: q.Get("login_hint"),
		silent: q.Get("prompt") == "none", again: q.Get("prompt") == "login",
	}
	switch redirect := q.Get("redirect_uri"); {
	case r.client == "":
		return r, "invalid_request", "client_id is missing"
	case !isLocal(redirect):
		return r, "invalid_request", "redirect_uri must be an address of this machine, such as http://localhost:5173/callback"
	default:
		r.redirect = redirect
	}
	switch {
	case q.Get("response_type") != "code":
		return r, "unsupported_response_type", "the local identity provider gives codes: response_type=code"
	case r.challenge != "" && q.Get("code_challenge_method") != "S256":
		return r, "invalid_request", "code_challenge_method must be S256"
	}
	if len(r.scopes) == 0 {
		r.scopes = []string{"openid"}
	}
	return r, "", ""
}

// isLocal reports whether an address is one of this machine: codes go nowhere
// else.
func isLocal(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Fragment != "" {
		return false
	}
	return isLocalHost(u.Host)
}

func isLocalHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(strings.ToLower(host), "[]")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// serveAuthorize shows the sign-in page, or sends a user who is signed in back
// to the client.
func (p *Provider) serveAuthorize(w http.ResponseWriter, r *http.Request, pool string) {
	q, fault, description := readAuthorize(pool, r.URL.Query())
	if fault != "" {
		refuseClient(w, r, q, fault, description)
		return
	}
	if session, ok := p.session(r, pool); ok && !q.again {
		p.sendBack(w, r, q, session.user)
		return
	}
	if q.silent {
		refuseClient(w, r, q, "login_required", "nobody is signed in")
		return
	}
	p.showSignIn(w, q, r.URL.RawQuery, "")
}

// refuseClient tells the client, when the redirect is good, else the user.
func refuseClient(w http.ResponseWriter, r *http.Request, q authorizeRequest, fault, description string) {
	if q.redirect == "" {
		http.Error(w, fault+": "+description, http.StatusBadRequest)
		return
	}
	redirect(w, r, q.redirect, url.Values{"error": {fault}, "error_description": {description}}, q.state)
}

func redirect(w http.ResponseWriter, r *http.Request, to string, values url.Values, state string) {
	if state != "" {
		values.Set("state", state)
	}
	u, _ := url.Parse(to) // was parsed before
	all := u.Query()
	for name := range values {
		all.Set(name, values.Get(name))
	}
	u.RawQuery = all.Encode()
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, u.String(), http.StatusFound) //nolint:gosec // isLocal has judged the address: it is of this machine
}

func (p *Provider) showSignIn(w http.ResponseWriter, q authorizeRequest, query, message string) {
	type choice struct{ Name, Label string }
	view := struct {
		Pool, Client, Action, Login, Message string
		Scopes                               []string
		Users                                []choice
		AskPassword                          bool
	}{Pool: q.pool, Client: q.client, Action: p.Issuer(q.pool) + "/login?" + query, Login: q.login, Message: message, Scopes: q.scopes}
	for _, u := range p.config.Users {
		label := u.Username
		if len(u.Groups) > 0 {
			label += " (" + strings.Join(u.Groups, ", ") + ")"
		}
		view.Users = append(view.Users, choice{u.Username, label})
		view.AskPassword = view.AskPassword || u.Password != ""
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	if message != "" {
		w.WriteHeader(http.StatusUnauthorized)
	}
	_ = signInPage.Execute(w, view) // the caller may be gone
}

// serveLogin takes the form of the sign-in page.
func (p *Provider) serveLogin(w http.ResponseWriter, r *http.Request, pool string) {
	q, fault, description := readAuthorize(pool, r.URL.Query())
	if fault != "" {
		refuseClient(w, r, q, fault, description)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "read form: "+err.Error(), http.StatusBadRequest)
		return
	}
	q.login = r.PostForm.Get("username")
	user, ok := p.user(q.login)
	if !ok || !user.accepts(r.PostForm.Get("password")) {
		p.showSignIn(w, q, r.URL.RawQuery, "Incorrect username or password.")
		return
	}
	now := p.config.Now()
	secret := p.sessions.add(grant{pool: pool, user: user, signedIn: now, expires: now.Add(sessionLifetime)}, now)
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // not Secure: the provider is reached by plain http on this machine
		Name: sessionCookie, Value: secret, Path: Prefix + pool, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: int(sessionLifetime.Seconds()),
	})
	p.sendBack(w, r, q, user)
}

const sessionCookie = "apigen-idp"

func (p *Provider) session(r *http.Request, pool string) (grant, bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return grant{}, false
	}
	g, ok := p.sessions.get(c.Value, p.config.Now())
	return g, ok && g.pool == pool
}

// sendBack gives the client a code.
func (p *Provider) sendBack(w http.ResponseWriter, r *http.Request, q authorizeRequest, user User) {
	now := p.config.Now()
	code := p.codes.add(grant{
		pool: q.pool, client: q.client, redirect: q.redirect, user: user, scopes: q.scopes, audience: q.audience,
		nonce: q.nonce, challenge: q.challenge, signedIn: now, expires: now.Add(codeLifetime),
	}, now)
	redirect(w, r, q.redirect, url.Values{"code": {code}}, q.state)
}

// serveLogout ends the session and sends the user where the client says: in the
// words of Cognito, Auth0 or OpenID Connect.
func (p *Provider) serveLogout(w http.ResponseWriter, r *http.Request, pool string) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		p.sessions.forget(c.Value)
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: Prefix + pool, MaxAge: -1, HttpOnly: true}) //nolint:gosec // it takes the cookie away
	q := r.URL.Query()
	names := []string{"logout_uri", "returnTo", "post_logout_redirect_uri", "redirect_uri"}
	i := slices.IndexFunc(names, func(name string) bool { return isLocal(q.Get(name)) })
	if i < 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("You are signed out.\n"))
		return
	}
	redirect(w, r, q.Get(names[i]), url.Values{}, q.Get("state"))
}
