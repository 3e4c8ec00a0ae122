package dataplane

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/eventjson"
	"github.com/apigen-go/apigen/vtl"
)

// maxTokenCallers bounds how many tokens' claims are kept in the service's form.
const maxTokenCallers = 1024

// tokenCallers keep the claims of tokens in the forms requests need them in. Who
// asks has verified the token, whose claims are the same each time.
type tokenCallers struct {
	mu  sync.Mutex
	all map[string]*tokenCaller
}

// A tokenCaller is who a token names. Requests share it, so nothing of it changes.
type tokenCaller struct {
	authorizer map[string]any // requestContext.authorizer
	encoded    []byte         // as events have it
	values     *vtl.Map       // $context.authorizer.claims
	decision   string
}

func (t *tokenCallers) of(token string, claims map[string]any) *tokenCaller {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.all[token]; c != nil {
		return c
	}
	texts := make(map[string]string, len(claims))
	for name, value := range claims {
		texts[name] = claimText(name, value)
	}
	authorizer := map[string]any{"claims": texts}
	c := &tokenCaller{authorizer, eventjson.Encode(authorizer), claimValues(texts), "token of " + texts["sub"]}
	if t.all == nil || len(t.all) >= maxTokenCallers {
		t.all = map[string]*tokenCaller{} // those in use are soon back
	}
	t.all[strings.Clone(token)] = c // the token may be a part of a larger text
	return c
}

// claimValues gives claims as templates see them, single ones only.
func claimValues(texts map[string]string) *vtl.Map {
	claims := vtl.NewMapSize(len(texts))
	for _, name := range sortedKeys(texts) {
		claims.Put(name, vtl.Str(texts[name]))
	}
	claims.Get("") // a large map makes its index now, not while several requests read it
	return claims
}

// claimText writes a claim as events of the service have it: everything is
// text, the times exp and iat in words, lists joined by commas.
func claimText(name string, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		if name == "exp" || name == "iat" {
			return time.Unix(int64(v), 0).UTC().Format("Mon Jan 02 15:04:05 MST 2006")
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		texts := make([]string, len(v))
		for i, item := range v {
			texts[i] = claimText("", item)
		}
		return strings.Join(texts, ",")
	case nil:
		return ""
	}
	return fmt.Sprint(value)
}
