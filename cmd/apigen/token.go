package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/openapi"
)

func newToken(std stdio) *cobra.Command {
	var r gateway.TokenRequest
	var validFor int64
	var endpoint string
	var claims []string
	c := &cobra.Command{
		Use:   "token",
		Short: "Print a token of the local gateway's identity provider",
		Long: `token asks the running local gateway for a token in the shape Amazon Cognito
gives it. Without flags it is an access token of the document's user pool with
every scope the document asks for. Where a REST API asks for none, API Gateway
takes ID tokens alone, so it is one of those.`,
		Example: `  apigen token
  apigen token --scope directory/read --valid-for 60
  apigen token --pool us-east-1_Staff --use id --claim email=ada@example.com
  curl -H "Authorization: $(apigen token)" ...`,
	}
	flags := c.Flags()
	flags.StringVar(&r.Pool, "pool", "", "id of the user pool; that of the document when empty")
	flags.StringVar(&r.Shape, "shape", "cognito", "whose tokens it looks like: cognito or auth0")
	flags.StringVar(&r.Audience, "audience", "", "aud of an access token in the shape of Auth0")
	flags.StringVar(&r.Use, "use", "", "access or id; when empty access, or id for a REST API whose document asks for no scope")
	flags.StringArrayVar(&r.Scopes, "scope", nil, "a scope of an access token; may be repeated")
	flags.StringVar(&r.Subject, "subject", "", "sub claim; a new one when empty")
	flags.StringVar(&r.Username, "username", "", "user name; the subject when empty")
	flags.StringVar(&r.ClientID, "client", "", "client the token is for: client_id, or aud of an ID token; an audience of the document's JWT authorizer when empty")
	flags.StringArrayVar(&r.Groups, "group", nil, "a group of the user; may be repeated")
	flags.StringArrayVar(&claims, "claim", nil, "NAME=VALUE: a claim besides, such as email; may be repeated")
	flags.Int64Var(&validFor, "valid-for", 3600, "seconds the token is valid; less than zero gives one that has expired")
	flags.StringVar(&endpoint, "endpoint", "", "address of the local gateway; when empty that of the project's apigen up, else http://"+defaultListen)
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		p, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		r.ValidFor = gateway.Seconds(validFor)
		given, err := assignments(nil, "claim", claims)
		if err != nil {
			return err
		}
		for name, value := range given {
			if r.Claims == nil {
				r.Claims = map[string]any{}
			}
			r.Claims[name] = value
		}
		if r.Pool == "" || r.Use != "id" && len(r.Scopes) == 0 {
			if err := p.completeToken(&r); err != nil {
				return err
			}
		}
		if endpoint == "" {
			endpoint = cmp.Or(runningAt(p.workDir()), "http://"+defaultListen)
		}
		token, err := askToken(c.Context(), endpoint, r)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(std.out, token)
		return err
	}
	return c
}

// completeToken fills in the user pool, the scopes and the use from the document.
func (p *project) completeToken(r *gateway.TokenRequest) error {
	doc, err := p.document()
	if err != nil {
		return err
	}
	env, err := p.Environment(config.Local)
	if err != nil {
		return err
	}
	filled, _ := cloudformation.Resolve(doc, cloudformation.Values{Given: env.Parameters})
	if apigw.IsHTTP(filled) {
		return completeHTTP(r, filled)
	}
	api, _ := apigw.ReadREST(filled, apigw.ReadOptions{})
	if r.Pool == "" {
		var arns []string
		for _, a := range api.Authorizers {
			arns = append(arns, a.ProviderARNs...)
		}
		pools := poolIDs(arns)
		if len(pools) == 0 {
			return errNoPool
		}
		r.Pool = pools[0]
	}
	if r.Use != "id" && len(r.Scopes) == 0 {
		r.Scopes = scopes(api)
	}
	if r.Use == "" && len(r.Scopes) == 0 {
		// Without scopes API Gateway takes any token for an ID token: "Integrate a REST
		// API with an Amazon Cognito user pool" in the developer guide.
		r.Use = "id"
	}
	return nil
}

// completeHTTP fills in what the first JWT authorizer of an HTTP API wants, when
// the local identity provider stands in for its issuer.
func completeHTTP(r *gateway.TokenRequest, doc *openapi.Document) error {
	api, _ := apigw.ReadHTTP(doc, apigw.ReadOptions{})
	for _, a := range api.Authorizers {
		if r.ClientID == "" && len(a.Audience) > 0 {
			r.ClientID = a.Audience[0]
		}
		if pool, ok := gateway.CognitoPool(a.Issuer); ok && r.Pool == "" {
			r.Pool = pool
		}
	}
	if r.Pool == "" {
		return errNoPool
	}
	if r.Use == "id" || len(r.Scopes) > 0 {
		return nil
	}
	for _, route := range api.Routes {
		for _, scope := range route.AuthorizationScopes {
			if !slices.Contains(r.Scopes, scope) {
				r.Scopes = append(r.Scopes, scope)
			}
		}
	}
	return nil
}

// scopes are those any method asks for, each once, in order.
func scopes(api *apigw.RestAPI) []string {
	var all []string
	seen := map[string]bool{}
	for _, res := range api.Resources {
		for _, m := range res.Methods {
			for _, s := range m.AuthorizationScopes {
				if !seen[s] {
					seen[s] = true
					all = append(all, s)
				}
			}
		}
	}
	return all
}

func askToken(ctx context.Context, endpoint string, r gateway.TokenRequest) (string, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/_idp/token", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("ask the local gateway for a token: %w; is it running? apigen local or apigen up start it", err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var answer struct{ Token, Message string }
	if err := json.Unmarshal(data, &answer); err != nil {
		return "", fmt.Errorf("%s is no local gateway: it answers %s", endpoint, resp.Status)
	}
	if answer.Token == "" {
		return "", fmt.Errorf("%s", answer.Message)
	}
	return answer.Token, nil
}
