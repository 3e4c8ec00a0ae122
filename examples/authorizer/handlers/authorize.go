// Package handlers decides what the owner of a token may call.
package handlers

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/apigen-go/apigen/lambdahttp/authorizer"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

// Document is the permissions document that the function carries with it.
//
//go:embed permissions.json
var Document []byte

// A Permission lets callers with a scope use a resource.
type Permission struct {
	Scope    string `json:"scope"`
	API      string `json:"api"`      // id of the API, * for all
	Stage    string `json:"stage"`    // * for all
	Verb     string `json:"verb"`     // GET, * for all
	Resource string `json:"resource"` // path or template; * is any text
}

// ReadPermissions reads a permissions document, a JSON list. A permission without
// one of its members is refused, since it would allow something else than meant.
func ReadPermissions(document []byte) ([]Permission, error) {
	var all []Permission
	if err := json.Unmarshal(document, &all); err != nil {
		return nil, fmt.Errorf("read permissions: %w", err)
	}
	for i, p := range all {
		if p.Scope == "" || p.API == "" || p.Stage == "" || p.Verb == "" || p.Resource == "" {
			return nil, fmt.Errorf("read permissions: /%d has no scope, api, stage, verb or resource", i)
		}
	}
	return all, nil
}

// Authorize gives the function of an authorizer. Its policy holds everything the
// caller may do in the stage, not the call at hand alone, so that API Gateway may
// keep it for the caller's next calls. A caller who may do nothing is denied.
func Authorize(tokens *jwtauth.Verifier, permissions []Permission) authorizer.Func {
	return func(ctx context.Context, req *authorizer.Request) (*authorizer.Decision, error) {
		claims, err := tokens.Verify(ctx, req.Token())
		if errors.Is(err, jwtauth.ErrKeys) {
			return nil, err // the provider's fault, not the caller's: 500
		}
		subject, _ := claims["sub"].(string)
		if err != nil || subject == "" {
			slog.InfoContext(ctx, "token refused", "error", err)
			return nil, authorizer.ErrUnauthorized
		}
		decision := authorizer.Allow(subject)
		scopes, allowed := jwtauth.Scopes(claims), false
		for _, p := range permissions {
			if slices.Contains(scopes, p.Scope) && covers(p.API, req.Method.API) && covers(p.Stage, req.Method.Stage) {
				decision.Only(p.Verb, p.Resource)
				allowed = true
			}
		}
		if !allowed {
			return authorizer.Deny(subject), nil
		}
		return decision, nil
	}
}

func covers(pattern, name string) bool { return pattern == "*" || pattern == name }
