package authorizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// A Request is what an authorizer is asked about. The events of TOKEN authorizers
// have Method and the token alone; none has the request's body.
type Request struct {
	Version string    // "1.0" or "2.0" from HTTP APIs, else empty
	Method  MethodARN // what was called
	// Sources are the values of the configured identity sources, which HTTP
	// APIs list; for a TOKEN authorizer the one header.
	Sources []string
	Route   string // the resource's template, in 2.0 the route key, "GET /pets/{id}"
	Path    string // in HTTP APIs with the stage in front, unless it is $default
	// Header has canonical names. In 2.0 repeated values are joined by commas.
	Header         http.Header
	Query          map[string][]string // decoded; in 2.0 repeated values are joined by commas
	PathParameters map[string]string
	StageVariables map[string]string
	RequestID      string
	SourceIP       string
	Context        json.RawMessage // requestContext as it came
}

// HTTPAPI tells whether the request came to an HTTP API.
func (r *Request) HTTPAPI() bool { return r.Version != "" }

// Token is the caller's credential without "Bearer ": that of a TOKEN authorizer,
// the first identity source, or else the Authorization header. Empty when there
// is none.
func (r *Request) Token() string {
	token := r.Header.Get("Authorization")
	switch {
	case len(r.Sources) == 0:
	case r.Version == "1.0" && token != "" && strings.HasPrefix(r.Sources[0], token+","):
		// The first of several sources, which 1.0 joins by commas.
	default:
		token = r.Sources[0]
	}
	token = strings.TrimSpace(token)
	if scheme, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	return token
}

// An event is what authorizer events of all kinds have.
type event struct {
	Version            string
	Type               string
	MethodARN          string `json:"methodArn"`
	RouteARN           string `json:"routeArn"`
	AuthorizationToken string
	IdentitySource     json.RawMessage // a text in 1.0, a list in 2.0
	Resource           string
	RouteKey           string
	Path, RawPath      string
	Headers            map[string]string
	MultiValueHeaders  map[string][]string
	Query              map[string]string   `json:"queryStringParameters"`
	MultiValueQuery    map[string][]string `json:"multiValueQueryStringParameters"`
	Cookies            []string
	PathParameters     map[string]string
	StageVariables     map[string]string
	RequestContext     json.RawMessage
}

func parse(payload []byte) (*Request, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	if e.Type != "TOKEN" && e.Type != "REQUEST" {
		return nil, fmt.Errorf("got type %q, want TOKEN or REQUEST", e.Type)
	}
	if e.Version != "" && e.Version != "1.0" && e.Version != "2.0" {
		return nil, fmt.Errorf("got version %q, want 1.0 or 2.0", e.Version)
	}
	arn := e.MethodARN
	if e.Version == "2.0" {
		arn = e.RouteARN
	}
	method, err := ParseMethodARN(arn)
	if err != nil {
		return nil, err
	}
	r := &Request{
		Version: e.Version, Method: method, Route: e.Resource, Path: e.Path,
		Header: e.header(), Query: e.MultiValueQuery, PathParameters: e.PathParameters, StageVariables: e.StageVariables, Context: e.RequestContext,
	}
	if e.Version == "2.0" {
		r.Route, r.Path = e.RouteKey, e.RawPath
	}
	if r.Query == nil {
		r.Query = map[string][]string{}
		for name, value := range e.Query {
			r.Query[name] = []string{value}
		}
	}
	if r.Sources, err = e.sources(); err != nil {
		return nil, err
	}
	return r, r.readContext()
}

func (e *event) header() http.Header {
	h := make(http.Header)
	for name, values := range e.MultiValueHeaders {
		key := http.CanonicalHeaderKey(name)
		h[key] = append(h[key], values...)
	}
	if e.MultiValueHeaders == nil {
		for name, value := range e.Headers {
			h.Set(name, value)
		}
	}
	if len(e.Cookies) > 0 {
		h.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return h
}

// sources reads the identity sources. In 1.0 they are joined by commas, which a
// value may contain, too: the text stays one.
func (e *event) sources() ([]string, error) {
	switch {
	case e.AuthorizationToken != "":
		return []string{e.AuthorizationToken}, nil
	case len(e.IdentitySource) == 0 || string(e.IdentitySource) == "null":
		return nil, nil
	}
	var one string
	if json.Unmarshal(e.IdentitySource, &one) == nil {
		return []string{one}, nil
	}
	var list []string
	if json.Unmarshal(e.IdentitySource, &list) != nil {
		return nil, errors.New("identitySource is neither a text nor a list of texts")
	}
	return list, nil
}

// readContext takes the ids out of requestContext.
func (r *Request) readContext() error {
	if len(r.Context) == 0 {
		return nil
	}
	var c struct {
		RequestID string `json:"requestId"`
		Identity  struct{ SourceIP string }
		HTTP      struct{ SourceIP string }
	}
	if err := json.Unmarshal(r.Context, &c); err != nil {
		return fmt.Errorf("requestContext: %w", err)
	}
	r.RequestID = c.RequestID
	if r.SourceIP = c.Identity.SourceIP; r.SourceIP == "" {
		r.SourceIP = c.HTTP.SourceIP
	}
	return nil
}
