package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/gateway"
)

// TestRequestsDoNotMix: requests are served in the room of earlier ones, of which
// nothing may show in an event, an answer or a trace; and what a function was given,
// or somebody was shown, stays as it was.
func TestRequestsDoNotMix(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	kept := map[string][]byte{} // events, which functions may hold for as long as they like
	gw := gateway.Start(t, gateway.DocumentText(doc(`"/a/{id}":{"post":`+proxy("")+`}`, "")),
		gateway.Function("f", func(_ context.Context, payload []byte) ([]byte, error) {
			_, rest, _ := strings.Cut(string(payload), `"X-Name":"`)
			name, _, _ := strings.Cut(rest, `"`)
			mu.Lock()
			defer mu.Unlock()
			kept[name] = payload
			return []byte(`{"statusCode":200,"headers":{"x-name":"` + name + `"},"body":"answer of ` + name + `"}`), nil
		}))
	const clients, requests = 8, 50
	var all sync.WaitGroup
	traces := make([][]*gateway.Trace, clients)
	for i := range clients {
		all.Go(func() {
			for n := range requests {
				name := fmt.Sprintf("zebra%d-%d", i, n)
				resp := askNamed(t, gw, name)
				if resp == nil {
					return
				}
				if n%10 == 0 {
					traces[i] = append(traces[i], gw.Trace(resp))
				}
			}
		})
	}
	all.Wait()
	if len(kept) != clients*requests {
		t.Errorf("got %d events, want %d", len(kept), clients*requests)
	}
	anyName := regexp.MustCompile(`zebra\d+-\d+`)
	for name, event := range kept {
		found := anyName.FindAllString(string(event), -1)
		want := slices.Repeat([]string{name}, 7) // in the parameter, the path, headers and query twice each
		if !slices.Equal(found, want) || !json.Valid(event) {
			t.Errorf("the event of %s is broken: %s", name, event)
		}
	}
	for i, list := range traces {
		for n, q := range list {
			name := fmt.Sprintf("zebra%d-%d", i, 10*n)
			if !strings.HasSuffix(q.Path, name) || len(q.Steps) != 11 || len(q.Texts) != 2 ||
				!strings.Contains(q.Texts[0].Text(), name) || !strings.Contains(q.Texts[1].Text(), "answer of "+name) {
				t.Errorf("the trace of %s has changed: %+v", name, q)
			}
		}
	}
}

// askNamed sends a request that has a name in every part, and looks for it in the
// answer.
func askNamed(t *testing.T, gw *gateway.Running, name string) *http.Response {
	t.Helper()
	long := strings.Repeat("x", len(name)*37%500)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, gw.URL()+"/a/"+name+"?q="+name, strings.NewReader(`{"long":"`+long+`"}`))
	if err != nil {
		t.Error(err)
		return nil
	}
	req.Header.Set("X-Name", name)
	resp, err := gw.Client().Do(req)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || string(body) != "answer of "+name || resp.Header.Get("X-Name") != name {
		t.Errorf("%s: answered %s %v %s, %v", name, resp.Status, resp.Header, body, err)
	}
	return resp
}
