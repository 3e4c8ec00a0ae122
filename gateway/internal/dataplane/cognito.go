package dataplane

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/identity"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/javaregexp"
)

// A cognitoAuthorizer takes tokens of user pools.
type cognitoAuthorizer struct {
	header     string
	pools      []string
	expression *javaregexp.Regexp // on the token's audience; may be nil
	scopes     []string
}

func compileCognito(d *apigw.Authorizer, m *apigw.Method) (*cognitoAuthorizer, error) {
	c := &cognitoAuthorizer{pools: d.ProviderARNs, scopes: m.AuthorizationScopes, header: "Authorization"}
	if name, ok := cutPrefix(d.IdentitySource, "method.request.header."); ok {
		c.header = name
	}
	var err error
	if d.IdentityValidationExpression != "" {
		c.expression, err = compileWhole(d.IdentityValidationExpression)
	}
	return c, err
}

// authorize checks the token of a Cognito user pool: signature, issuer and age,
// then what the method asks for. A method with scopes takes access tokens that
// hold one of them, a method without takes ID tokens; anything else is 401, an
// insufficient scope too. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
func (a *cognitoAuthorizer) authorize(x *exchange) (string, *failure) {
	token := x.header.get(a.header)
	if scheme, rest, found := strings.Cut(token, " "); found && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	if token == "" {
		return "", fail(unauthorized, "Unauthorized", "no token in header "+a.header)
	}
	claims, err := x.server.Tokens.Verify(token, a.pools)
	if errors.Is(err, identity.ErrExpired) {
		return "", fail(unauthorized, "The incoming token has expired", err.Error())
	}
	if err != nil {
		return "", fail(unauthorized, "Unauthorized", err.Error())
	}
	if err := a.accept(claims); err != nil {
		return "", fail(unauthorized, "Unauthorized", err.Error())
	}
	c := x.server.callers.of(token, claims)
	x.authorizer, x.encodedAuthorizer, x.claims = c.authorizer, c.encoded, c.values
	return c.decision, nil
}

// accept checks what the method asks of a good token.
func (a *cognitoAuthorizer) accept(claims map[string]any) error {
	want := "id"
	if len(a.scopes) > 0 {
		want = "access"
	}
	if use := claims["token_use"]; use != want {
		return fmt.Errorf("token_use is %v, want %s", use, want)
	}
	if a.expression != nil {
		audience, _ := claims["aud"].(string)
		if ok, err := a.expression.MatchString(audience); err != nil || !ok {
			return fmt.Errorf("audience %q does not match the validation expression", audience)
		}
	}
	if len(a.scopes) == 0 {
		return nil
	}
	scope, _ := claims["scope"].(string)
	for have := range strings.FieldsSeq(scope) {
		if slices.Contains(a.scopes, have) {
			return nil
		}
	}
	return fmt.Errorf("the token has none of the scopes %s", strings.Join(a.scopes, ", "))
}
