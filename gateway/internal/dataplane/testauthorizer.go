package dataplane

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// An AuthorizerResult is what an authorizer decided about a test call.
type AuthorizerResult struct {
	Status        int // 200 when it knows the caller
	PrincipalID   string
	Policy        string // JSON
	Authorization map[string][]string
	Claims        map[string]string
	Log           string
	Latency       time.Duration
}

// TestAuthorizer asks an authorizer who calls, without cache and without a
// method: the request is one to the root of the API.
func (s *Server) TestAuthorizer(ctx context.Context, q TestRequest, d *apigw.Authorizer) (AuthorizerResult, error) {
	compiled, err := Compile(q.Definition)
	if err != nil {
		return AuthorizerResult{}, err
	}
	var a authorization
	if d.Type == "COGNITO_USER_POOLS" {
		a, err = compileCognito(d, &apigw.Method{})
	} else {
		lambda, errLambda := compileLambdaAuthorizer(d)
		if err = errLambda; err == nil {
			lambda.ttl = 0
			a = lambda
		}
	}
	if err != nil {
		return AuthorizerResult{}, fmt.Errorf("authorizer %s: %w", d.Name, err)
	}
	path, query, _ := strings.Cut(q.Target, "?")
	r, err := http.NewRequestWithContext(ctx, q.Verb, "http://testPrefix.testDomainName/", strings.NewReader(q.Body))
	if err != nil {
		return AuthorizerResult{}, err
	}
	r.URL.RawQuery, r.RemoteAddr = query, "127.0.0.1:0"
	x := s.newExchange(r.WithContext(WithWireHeader(ctx, q.Header)), q.API, "/"+testStage+path)
	x.api, x.compiled, x.body = &state.API{Definition: q.Definition}, compiled, []byte(q.Body)
	x.stage = &state.Stage{Name: testStage, Variables: q.StageVariables}
	x.match = &match{resource: &resource{path: "/"}, method: &method{definition: &apigw.Method{HTTPMethod: q.Verb}}}
	return x.testAuthorizer(a, d), nil
}

func (x *exchange) testAuthorizer(a authorization, d *apigw.Authorizer) AuthorizerResult {
	log := []string{"Starting authorizer: " + d.ID + " for request: " + x.requestID}
	decision, f := a.authorize(x)
	out := AuthorizerResult{Status: http.StatusOK, Latency: x.server.Now().Sub(x.start)}
	for _, t := range x.traced.Texts {
		switch t.What {
		case "Authorizer event":
			log = append(log, "Endpoint request body after transformations: "+t.Text())
		case "Authorizer answer":
			log = append(log, "Authorizer result body before parsing: "+t.Text())
		}
	}
	if f != nil {
		out.Status = f.status
		if out.Status == 0 {
			out.Status = builtins[f.kind].status
		}
		log = append(log, f.cause)
	} else {
		log = append(log, decision)
		x.known(&out)
		log = append(log, "Successfully completed authorizer execution")
	}
	out.Log = x.writeLog(log)
	return out
}

// known puts into the result what the authorizer knows about the caller.
func (x *exchange) known(out *AuthorizerResult) {
	if claims, ok := x.authorizer["claims"].(map[string]string); ok {
		out.Claims = claims
		return
	}
	out.PrincipalID, _ = x.authorizer["principalId"].(string)
	for name, value := range x.authorizer {
		if text, ok := value.(string); ok && name != "principalId" {
			if out.Authorization == nil {
				out.Authorization = map[string][]string{}
			}
			out.Authorization[name] = []string{text}
		}
	}
	for _, t := range x.traced.Texts {
		var answer struct {
			Policy json.RawMessage `json:"policyDocument"`
		}
		if t.What == "Authorizer answer" && json.Unmarshal([]byte(t.Text()), &answer) == nil {
			out.Policy = string(answer.Policy)
		}
	}
}
