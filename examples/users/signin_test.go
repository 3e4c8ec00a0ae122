package users_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// callback is where a front end on this machine would wait for the code.
const callback = "http://localhost:5173/callback"

type tokenSet struct {
	ID      string `json:"id_token"`
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
}

// A provider is what OpenID Connect's discovery says of one.
type provider struct {
	Authorize string `json:"authorization_endpoint"`
	Token     string `json:"token_endpoint"`
}

func discover(t *testing.T, issuer string) (p provider) {
	t.Helper()
	fetch(t, http.DefaultClient, newRequest(t, http.MethodGet, issuer+"/.well-known/openid-configuration", nil), http.StatusOK, &p)
	return p
}

// signIn goes the way of a hosted sign-in page, and exchanges the code with the
// verifier of PKCE (RFC 7636). Before, somebody who saw the code on its way back
// tries it without the verifier.
func signIn(t *testing.T, issuer, client, user, password string) (tokens tokenSet) {
	t.Helper()
	address := discover(t, issuer).Token
	seen := authorize(t, issuer, client, user, password)
	seen.Set("code_verifier", rand.Text()+rand.Text())
	fetch(t, http.DefaultClient, newRequest(t, http.MethodPost, address, seen), http.StatusBadRequest, nil)
	fetch(t, http.DefaultClient, newRequest(t, http.MethodPost, address, authorize(t, issuer, client, user, password)), http.StatusOK, &tokens)
	return tokens
}

// authorize gives what a client exchanges for tokens: the sign-in page and its
// form send the code to it.
func authorize(t *testing.T, issuer, client, user, password string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	p := discover(t, issuer)
	verifier, state := rand.Text()+rand.Text(), rand.Text()
	challenge := sha256.Sum256([]byte(verifier))
	page := send(t, browser, newRequest(t, http.MethodGet, p.Authorize+"?"+url.Values{
		"client_id": {client}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid email"}, "state": {state},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}.Encode(), nil))
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	if err != nil {
		t.Fatal(err)
	}
	action := regexp.MustCompile(`<form method="post" action="([^"]*)"`).FindSubmatch(text)
	if page.StatusCode != http.StatusOK || action == nil {
		t.Fatalf("sign-in page: %s\n%s", page.Status, text)
	}
	form, err := page.Request.URL.Parse(html.UnescapeString(string(action[1])))
	if err != nil {
		t.Fatal(err)
	}
	back := send(t, browser, newRequest(t, http.MethodPost, form.String(), url.Values{"username": {user}, "password": {password}}))
	back.Body.Close()
	to, err := back.Location()
	if err != nil || !strings.HasPrefix(to.String(), callback+"?") || to.Query().Get("state") != state {
		t.Fatalf("sign-in: %s, sent to %v, %v", back.Status, to, err)
	}
	return url.Values{
		"grant_type": {"authorization_code"}, "code": {to.Query().Get("code")}, "client_id": {client}, "redirect_uri": {callback}, "code_verifier": {verifier},
	}
}

// refresh gives new tokens without a sign-in.
func refresh(t *testing.T, issuer, client, token string) (tokens tokenSet) {
	t.Helper()
	fetch(t, http.DefaultClient, newRequest(t, http.MethodPost, discover(t, issuer).Token, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {client},
	}), http.StatusOK, &tokens)
	return tokens
}

func newRequest(t *testing.T, method, address string, form url.Values) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req
}

func send(t *testing.T, c *http.Client, req *http.Request) *http.Response {
	t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func fetch(t *testing.T, c *http.Client, req *http.Request, status int, into any) {
	t.Helper()
	resp := send(t, c, req)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != status {
		t.Fatalf("%s %s: got %d %s, want %d", req.Method, req.URL, resp.StatusCode, body, status)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s %s: %v in %s", req.Method, req.URL, err, body)
	}
}
