// Package caller tells a service who calls it and by which way: what API Gateway
// knows of a request besides the request itself.
//
//	c := caller.From(ctx)
//	slog.InfoContext(ctx, "person created", "by", c.Principal, "request", c.RequestID)
//
// The same call works wherever the service runs:
//
//   - as a Lambda function, package lambdahttp has read it from the event;
//   - as a server behind the local gateway, or behind the AWS Lambda Web
//     Adapter, [TrustGateway] reads it from a header they add;
//   - as a server on its own, where nobody has checked anything, it is empty,
//     unless [With] gives requests of a test or of development a caller.
//
// The package imports the standard library alone and is imported by services.
package caller

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// An Info is what API Gateway said of a request. Texts that are not known are
// empty. It must not be changed.
type Info struct {
	// RequestID is API Gateway's id of the request, as in its access log.
	RequestID string
	// Stage is the name of the stage.
	Stage string
	// StageVariables are those of the stage; nil when it has none.
	StageVariables map[string]string
	// Principal is whom an authorizer, or the claim sub of the token, says the
	// caller is.
	Principal string
	// Claims are those of the caller's token, as text, when a Cognito user pool
	// or a JWT authorizer checked it.
	Claims map[string]string
	// APIKeyID is the id, not the value, of the API key, when one was demanded.
	APIKeyID string
	// SourceIP is the address of the client.
	SourceIP string
}

// Scopes are the OAuth scopes of the caller's token.
func (i Info) Scopes() []string {
	scope := i.Claims["scope"]
	if scope == "" {
		scope = i.Claims["scp"]
	}
	return strings.Fields(strings.TrimSuffix(strings.TrimPrefix(scope, "["), "]"))
}

// HasScope reports whether the caller's token has the scope.
func (i Info) HasScope(scope string) bool {
	for _, s := range i.Scopes() {
		if s == scope {
			return true
		}
	}
	return false
}

// A Source knows the caller of one request. It is asked when a handler asks.
type Source interface{ RequestInfo() Info }

// Key is the key of a context's [Source].
type Key struct{}

// From returns what is known of the request that ctx belongs to.
func From(ctx context.Context) Info {
	if s, ok := ctx.Value(Key{}).(Source); ok {
		return s.RequestInfo()
	}
	return Info{}
}

// With returns a context whose caller is info.
func With(ctx context.Context, info Info) context.Context {
	return context.WithValue(ctx, Key{}, fixed(info))
}

type fixed Info

func (f fixed) RequestInfo() Info { return Info(f) }

const (
	// ContextHeader holds the request context of a REST or HTTP API as JSON, as
	// the AWS Lambda Web Adapter and the local gateway pass it on.
	//
	// See https://github.com/awslabs/aws-lambda-web-adapter
	ContextHeader = "X-Amzn-Request-Context"
	// VariablesHeader holds the stage variables as JSON; the local gateway adds
	// it.
	VariablesHeader = "X-Apigen-Stage-Variables"
)

// TrustGateway takes the caller from the headers of a gateway before the server.
// It is for servers that nobody else can reach: whoever calls them directly may
// say in these headers what they like.
func TrustGateway(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text := r.Header.Get(ContextHeader); text != "" {
			s := &header{text, r.Header.Get(VariablesHeader)}
			r = r.WithContext(context.WithValue(r.Context(), Key{}, s))
		}
		next.ServeHTTP(w, r)
	})
}

// header is a source that reads headers.
type header struct{ context, variables string }

// RequestInfo reads what the headers hold; what is not of the form API Gateway gives
// it is left out.
func (h *header) RequestInfo() Info {
	var c struct {
		RequestID string `json:"requestId"`
		Stage     string `json:"stage"`
		Identity  struct {
			APIKeyID string `json:"apiKeyId"`
			SourceIP string `json:"sourceIp"`
		} `json:"identity"`
		HTTP struct { // payload 2.0
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
		Authorizer struct {
			PrincipalID string         `json:"principalId"`
			Claims      map[string]any `json:"claims"`
			JWT         struct {
				Claims map[string]any `json:"claims"`
			} `json:"jwt"`
		} `json:"authorizer"`
	}
	_ = json.Unmarshal([]byte(h.context), &c) // what could be read stays
	info := Info{
		RequestID: c.RequestID, Stage: c.Stage, APIKeyID: c.Identity.APIKeyID, SourceIP: c.Identity.SourceIP,
		Principal: c.Authorizer.PrincipalID, Claims: texts(c.Authorizer.Claims),
	}
	if info.SourceIP == "" {
		info.SourceIP = c.HTTP.SourceIP
	}
	if info.Claims == nil {
		info.Claims = texts(c.Authorizer.JWT.Claims)
	}
	if info.Principal == "" {
		info.Principal = info.Claims["sub"]
	}
	if h.variables != "" {
		_ = json.Unmarshal([]byte(h.variables), &info.StageVariables)
	}
	return info
}

// texts writes claims as text; those that are no text as they are spelt in JSON.
func texts(m map[string]any) map[string]string {
	if m == nil {
		return nil
	}
	out := make(map[string]string, len(m))
	for name, value := range m {
		if s, ok := value.(string); ok {
			out[name] = s
			continue
		}
		if text, err := json.Marshal(value); err == nil {
			out[name] = string(text)
		}
	}
	return out
}
