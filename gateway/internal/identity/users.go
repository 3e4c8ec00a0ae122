package identity

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
)

// A User may sign in at the local identity provider.
type User struct {
	Username string
	// Password is asked for at the sign-in; empty asks for none.
	Password string
	Subject  string // sub; empty is made of the name, and stays the same
	Email    string
	Name     string
	Groups   []string
	Claims   map[string]any // added to tokens
}

// user gives the user of that name. Where no users were named, anybody may sign
// in.
func (p *Provider) user(name string) (User, bool) {
	for _, u := range p.config.Users {
		if u.Username == name {
			return u.complete(), true
		}
	}
	if len(p.config.Users) > 0 || name == "" {
		return User{}, false
	}
	return User{Username: name}.complete(), true
}

func (u User) complete() User {
	if u.Subject == "" {
		sum := sha256.Sum256([]byte("apigen local user " + u.Username))
		sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80 // in the form of a UUID
		u.Subject = fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
	}
	return u
}

func (u User) accepts(password string) bool {
	return u.Password == "" || subtle.ConstantTimeCompare([]byte(u.Password), []byte(password)) == 1
}

// profile are the claims of an ID token and of the user info about a user.
func (u User) profile() map[string]any {
	out := map[string]any{}
	for name, value := range u.Claims {
		out[name] = value
	}
	if u.Email != "" {
		out["email"], out["email_verified"] = u.Email, true
	}
	if u.Name != "" {
		out["name"] = u.Name
	}
	return out
}
