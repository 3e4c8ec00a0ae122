package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	callback = "http://localhost:5173/callback"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // of RFC 7636, appendix B
)

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// A browser keeps cookies and follows nothing.
type browser struct {
	t       *testing.T
	p       *Provider
	cookies []*http.Cookie
}

func (b *browser) do(method, path string, form url.Values, header ...string) *http.Response {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.p.ServeHTTP(w, r)
	resp := w.Result()
	b.cookies = append(b.cookies, resp.Cookies()...)
	return resp
}

func (b *browser) json(method, path string, form url.Values, header ...string) (int, map[string]any) {
	b.t.Helper()
	resp := b.do(method, path, form, header...)
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, out
}

func authorizeQuery(change ...string) string {
	q := url.Values{
		"client_id": {"web"}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"s1"}, "nonce": {"n1"},
		"scope": {"openid email directory/read"}, "code_challenge": {challenge()}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(change); i += 2 {
		q.Set(change[i], change[i+1])
		if change[i+1] == "" {
			q.Del(change[i])
		}
	}
	return q.Encode()
}

func signInProvider(t *testing.T, users ...User) (*browser, *clock) {
	t.Helper()
	p, c := newProvider(t, "")
	p.config.Users = users
	return &browser{t: t, p: p}, c
}

var people = []User{
	{Username: "ada", Password: "secret", Email: "ada@example.com", Groups: []string{"editors"}, Claims: map[string]any{"custom:team": "x"}},
	{Username: "bob"},
}

// code signs in and gives the code.
func (b *browser) code(query string, form url.Values) string {
	b.t.Helper()
	resp := b.do(http.MethodPost, "/_idp/"+pool+"/login?"+query, form)
	defer resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		b.t.Fatalf("sign-in: status %d, %v", resp.StatusCode, err)
	}
	if !strings.HasPrefix(to.String(), callback+"?") || to.Query().Get("state") != "s1" {
		b.t.Fatalf("sent back to %s", to)
	}
	return to.Query().Get("code")
}

// The whole way of a front end: sign-in page, code with PKCE, tokens, user info,
// refresh, logout.
func TestSignIn(t *testing.T) {
	t.Parallel()
	b, _ := signInProvider(t, people...)
	page := b.do(http.MethodGet, "/_idp/"+pool+"/oauth2/authorize?"+authorizeQuery(), nil)
	defer page.Body.Close()
	if page.StatusCode != 200 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || !strings.Contains(page.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
		t.Fatalf("sign-in page: %d %v", page.StatusCode, page.Header)
	}
	wrong := b.do(http.MethodPost, "/_idp/"+pool+"/login?"+authorizeQuery(), url.Values{"username": {"ada"}, "password": {"x"}})
	wrong.Body.Close()
	if wrong.StatusCode != 401 {
		t.Errorf("wrong password: %d", wrong.StatusCode)
	}
	code := b.code(authorizeQuery(), url.Values{"username": {"ada"}, "password": {"secret"}})
	exchange := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {"web"}, "redirect_uri": {callback}, "code_verifier": {verifier}}
	status, tokens := b.json(http.MethodPost, "/_idp/"+pool+"/oauth2/token", exchange)
	if status != 200 || tokens["token_type"] != "Bearer" || tokens["expires_in"] != 3600.0 {
		t.Fatalf("token: %d %v", status, tokens)
	}
	id, err := b.p.Verify(tokens["id_token"].(string), []string{arn})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"aud": "web", "nonce": "n1", "email": "ada@example.com", "cognito:username": "ada", "token_use": "id", "custom:team": "x", "email_verified": true,
	} {
		if id[name] != want {
			t.Errorf("ID token: %s is %v, want %v", name, id[name], want)
		}
	}
	access, err := b.p.Verify(tokens["access_token"].(string), []string{arn})
	if err != nil || access["scope"] != "openid email directory/read" || access["client_id"] != "web" || access["sub"] != id["sub"] {
		t.Errorf("access token: %v %v", access, err)
	}
	if status, again := b.json(http.MethodPost, "/_idp/"+pool+"/oauth2/token", exchange); status != 400 || again["error"] != "invalid_grant" {
		t.Errorf("a code is good once: %d %v", status, again)
	}
	_, info := b.json(http.MethodGet, "/_idp/"+pool+"/oauth2/userInfo", nil, "Authorization", "Bearer "+tokens["access_token"].(string))
	if info["username"] != "ada" || info["email"] != "ada@example.com" || info["sub"] != id["sub"] {
		t.Errorf("user info: %v", info)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {"web"}, "refresh_token": {tokens["refresh_token"].(string)}}
	status, fresh := b.json(http.MethodPost, "/_idp/"+pool+"/oauth2/token", refresh)
	if status != 200 || fresh["access_token"] == nil || fresh["refresh_token"] != nil {
		t.Errorf("refresh: %d %v", status, fresh)
	}
	b.do(http.MethodPost, "/_idp/"+pool+"/oauth2/revoke", url.Values{"token": {tokens["refresh_token"].(string)}}).Body.Close()
	if status, _ := b.json(http.MethodPost, "/_idp/"+pool+"/oauth2/token", refresh); status != 400 {
		t.Errorf("a revoked refresh token: %d", status)
	}
	// The session signs in again without asking, until the logout.
	silent := b.do(http.MethodGet, "/_idp/"+pool+"/oauth2/authorize?"+authorizeQuery("prompt", "none"), nil)
	silent.Body.Close()
	if to, err := silent.Location(); err != nil || to.Query().Get("code") == "" {
		t.Errorf("silent sign-in: %v %v", to, err)
	}
	out := b.do(http.MethodGet, "/_idp/"+pool+"/logout?client_id=web&logout_uri="+url.QueryEscape("http://localhost:5173/bye"), nil)
	out.Body.Close()
	if out.Header.Get("Location") != "http://localhost:5173/bye" {
		t.Errorf("logout: %v", out.Header)
	}
	silent = b.do(http.MethodGet, "/_idp/"+pool+"/oauth2/authorize?"+authorizeQuery("prompt", "none"), nil)
	silent.Body.Close()
	if to, err := silent.Location(); err != nil || to.Query().Get("error") != "login_required" {
		t.Errorf("silent sign-in after the logout: %v %v", to, err)
	}
}

func TestSignInOfAuth0Clients(t *testing.T) {
	t.Parallel()
	b, _ := signInProvider(t)
	code := b.code(authorizeQuery("audience", "https://api.example.com", "code_challenge", "", "code_challenge_method", ""), url.Values{"username": {"eve"}})
	_, tokens := b.json(http.MethodPost, "/_idp/"+pool+"/oauth/token", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {"web"}, "redirect_uri": {callback}})
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(tokens["access_token"].(string), claims); err != nil {
		t.Fatal(err)
	}
	audience, _ := claims.GetAudience()
	if len(audience) != 2 || audience[0] != "https://api.example.com" || claims["azp"] != "web" || !strings.HasPrefix(claims["sub"].(string), "auth0|") || claims["token_use"] != nil {
		t.Errorf("access token: %v", claims)
	}
	status, info := b.json(http.MethodGet, "/_idp/"+pool+"/userinfo", nil, "Authorization", "Bearer "+tokens["access_token"].(string))
	if status != 200 || info["username"] != "eve" {
		t.Errorf("user info: %d %v", status, info)
	}
}

func TestCodesAreRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		after time.Duration
		form  []string // changes
		pool  string
	}{
		{name: "another client", form: []string{"client_id", "other"}},
		{name: "another redirect", form: []string{"redirect_uri", "http://localhost:1/x"}},
		{name: "another verifier", form: []string{"code_verifier", strings.Repeat("x", 43)}},
		{name: "no verifier", form: []string{"code_verifier", ""}},
		{name: "a code nobody gave", form: []string{"code", "x"}},
		{name: "another pool", pool: "us-east-1_other"},
		{name: "six minutes later", after: 6 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, c := signInProvider(t)
			form := url.Values{
				"grant_type": {"authorization_code"}, "client_id": {"web"}, "redirect_uri": {callback}, "code_verifier": {verifier},
				"code": {b.code(authorizeQuery(), url.Values{"username": {"eve"}})},
			}
			for i := 0; i < len(tt.form); i += 2 {
				form.Set(tt.form[i], tt.form[i+1])
			}
			c.at.Add(int64(tt.after.Seconds()))
			in := pool
			if tt.pool != "" {
				in = tt.pool
			}
			if status, got := b.json(http.MethodPost, "/_idp/"+in+"/oauth2/token", form); status != 400 || got["error"] != "invalid_grant" {
				t.Errorf("got %d %v", status, got)
			}
		})
	}
}

// Codes go to this machine only, and to nobody by a way the client did not ask
// for.
func TestAuthorizeRefuses(t *testing.T) {
	t.Parallel()
	b, _ := signInProvider(t)
	for _, tt := range []struct {
		name, query string
		status      int
		want        string // error in the redirect
	}{
		{"another machine", authorizeQuery("redirect_uri", "https://evil.example.com/"), 400, ""},
		{"another machine whose name begins like this one", authorizeQuery("redirect_uri", "http://localhost.evil.example.com/"), 400, ""},
		{"a user in the address", authorizeQuery("redirect_uri", "http://localhost@evil.example.com/"), 400, ""},
		{"a script", authorizeQuery("redirect_uri", "javascript:alert(1)"), 400, ""},
		{"no redirect", authorizeQuery("redirect_uri", ""), 400, ""},
		{"no client", authorizeQuery("client_id", ""), 400, ""},
		{"implicit", authorizeQuery("response_type", "token"), 302, "unsupported_response_type"},
		{"plain PKCE", authorizeQuery("code_challenge_method", "plain"), 302, "invalid_request"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			path := map[string]string{http.MethodGet: "/oauth2/authorize?", http.MethodPost: "/login?"}[method]
			resp := b.do(method, "/_idp/"+pool+path+tt.query, url.Values{"username": {"eve"}})
			resp.Body.Close()
			fault := ""
			if to, err := resp.Location(); err == nil {
				fault = to.Query().Get("error")
			}
			if resp.StatusCode != tt.status || fault != tt.want {
				t.Errorf("%s %s: got %d %q, want %d %q", method, tt.name, resp.StatusCode, fault, tt.status, tt.want)
			}
		}
	}
	unknown, _ := signInProvider(t, people...)
	resp := unknown.do(http.MethodPost, "/_idp/"+pool+"/login?"+authorizeQuery(), url.Values{"username": {"eve"}})
	resp.Body.Close()
	if resp.StatusCode != 401 {
		t.Errorf("a user there is not: %d", resp.StatusCode)
	}
}

func TestTokenEndpointRefuses(t *testing.T) {
	t.Parallel()
	b, _ := signInProvider(t)
	id, err := b.p.Token(Request{Pool: pool, Use: "id"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, method, path string
		form               url.Values
		header             []string
		status             int
	}{
		{"unknown grant", "POST", "oauth2/token", url.Values{"grant_type": {"password"}}, nil, 400},
		{"a client that does not say who it is", "POST", "oauth2/token", url.Values{"grant_type": {"client_credentials"}}, nil, 401},
		{"a web page on its own behalf", "POST", "oauth2/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {"a"}}, []string{"Origin", "http://localhost:1"}, 401},
		{"user info without a token", "GET", "oauth2/userInfo", nil, nil, 401},
		{"user info with an ID token", "GET", "oauth2/userInfo", nil, []string{"Authorization", "Bearer " + id}, 401},
	} {
		if status, _ := b.json(tt.method, "/_idp/"+pool+"/"+tt.path, tt.form, tt.header...); status != tt.status {
			t.Errorf("%s: got %d, want %d", tt.name, status, tt.status)
		}
	}
	status, got := b.json("POST", "/_idp/"+pool+"/oauth2/token", url.Values{"grant_type": {"client_credentials"}, "scope": {"a/b"}}, "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("machine:x")))
	if status != 200 || got["access_token"] == nil {
		t.Errorf("a client on its own behalf: %d %v", status, got)
	}
}

// Web pages of this machine may read answers, others only the public documents.
func TestOrigins(t *testing.T) {
	t.Parallel()
	b, _ := signInProvider(t)
	for _, tt := range []struct{ path, origin, want string }{
		{"oauth2/token", "http://localhost:5173", "http://localhost:5173"},
		{"oauth2/token", "http://127.0.0.1:5173", "http://127.0.0.1:5173"},
		{"oauth2/token", "https://evil.example.com", ""},
		{"oauth2/userInfo", "https://evil.example.com", ""},
		{".well-known/jwks.json", "https://anybody.example.com", "*"},
	} {
		resp := b.do(http.MethodOptions, "/_idp/"+pool+"/"+tt.path, nil, "Origin", tt.origin)
		resp.Body.Close()
		if got := resp.Header.Get("Access-Control-Allow-Origin"); got != tt.want {
			t.Errorf("%s from %s: got %q, want %q", tt.path, tt.origin, got, tt.want)
		}
	}
}

func TestGrantsAreBounded(t *testing.T) {
	t.Parallel()
	var g grants
	now := time.Unix(1000, 0)
	for range maxGrants + 50 {
		g.add(grant{expires: now.Add(time.Hour)}, now)
	}
	if len(g.all) > maxGrants {
		t.Errorf("%d grants are kept", len(g.all))
	}
	kept := g.add(grant{expires: now.Add(time.Minute)}, now)
	if _, ok := g.get(kept, now.Add(2*time.Minute)); ok {
		t.Error("a grant outlives its time")
	}
}
