package services_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
)

// TestServices takes both services through a release, with the commands and the
// environment files a team has: the catalog in an account, the orders in another.
func TestServices(t *testing.T) {
	bin := programs{apigen: trial.Bootstrap(t, "github.com/apigen-go/apigen/cmd/apigen"), canary: trial.Bootstrap(t, "./cmd/canary")}
	const test, prod = "111111111111", "222222222222"
	catalog := trial.Open(t, gateway.Config{AccountID: prod, Region: "eu-central-1", Functions: []gateway.FunctionConfig{
		{Name: "catalog", Target: trial.Bootstrap(t, "./catalog/cmd/lambda")},
	}})
	catalogURL := bin.imports(t, trial.Copy(t, "catalog"), catalog.URL())
	trial.Run(t, http.DefaultClient, catalogURL, []trial.Call{
		{Name: "an article", Method: "GET", Path: "/articles/pot", Status: 200, Answer: `{"id":"pot","name":"Pot","price":{"cents":2500,"currency":"EUR"}}`},
		{Name: "no article", Method: "GET", Path: "/articles/gold", Status: 404, Answer: `{"type":"article-not-found","title":"Article not found","status":404}`},
	})

	lambda := trial.Bootstrap(t, "./orders/cmd/lambda")
	var asked atomic.Int64 // requests to a stage that has a canary, of which every hundred have each chance
	orders := trial.Open(t, gateway.Config{AccountID: prod, Region: "eu-central-1", Functions: []gateway.FunctionConfig{
		{Name: "orders", Target: lambda, Env: map[string]string{"CATALOG_URL": catalogURL, "DISCOUNT": "0"}},
		{Name: "orders:next", Target: lambda, Env: map[string]string{"CATALOG_URL": catalogURL, "DISCOUNT": "10"}},
	}, Chance: func() float64 { return float64(asked.Add(1)%100) / 100 }})
	config := trial.Copy(t, "orders")
	if said := bin.fails(t, "import", "--config", config, "--env", "test", "--endpoint", orders.URL(), "--yes"); !strings.Contains(said, test) || !strings.Contains(said, prod) {
		t.Errorf("import with the credentials of another account says %s, want both accounts", said)
	}
	url := bin.imports(t, config, orders.URL())
	pot := `{"id":"pot","name":"Pot","price":{"cents":2500,"currency":"EUR"}}`
	trial.Run(t, http.DefaultClient, url, []trial.Call{
		{Name: "two pots", Method: "POST", Path: "/quotes", Body: `{"article":"pot","count":2}`, Status: 200,
			Answer: `{"article":` + pot + `,"count":2,"total":{"cents":5000,"currency":"EUR"}}`},
		{Name: "no article", Method: "POST", Path: "/quotes", Body: `{"article":"gold","count":2}`, Status: 422,
			Answer: `{"type":"no-such-article","title":"The shop has no such article","status":422}`},
		{Name: "nothing of it", Method: "POST", Path: "/quotes", Body: `{"article":"pot","count":0}`, Status: 400, Answer: `{"message":"Invalid request body"}`},
	})

	share := func(when string, want int) {
		t.Helper()
		asked.Store(0)
		discounts := 0
		for range 100 {
			status, _, body := trial.Do(t, http.DefaultClient, url, trial.Call{Method: "POST", Path: "/quotes", Body: `{"article":"pot","count":10}`})
			switch {
			case status == 200 && strings.Contains(body, `"cents":22500`):
				discounts++
			case status != 200 || !strings.Contains(body, `"cents":25000`):
				t.Fatalf("%s: %d %s", when, status, body)
			}
		}
		if discounts != want {
			t.Errorf("%s: %d of a hundred callers see the release, want %d", when, discounts, want)
		}
	}
	canary := func(args ...string) {
		t.Helper()
		bin.succeeds(t, bin.canary, append([]string{"-api", "Orders", "-stage", "prod", "-endpoint", orders.URL()}, args...)...)
	}
	share("before", 0)
	// The stage may call the alias that comes; nothing else changes yet.
	bin.succeeds(t, bin.apigen, "import", "--config", config, "--env", "prod", "--endpoint", orders.URL(), "--yes", "--no-deploy", "--var", "alias=next")
	canary("start", "25", "alias=next")
	share("with a canary", 25)
	canary("stop")
	share("the canary has stopped", 0)
	canary("start", "10%", "alias=next")
	share("with a smaller one", 10)
	canary("promote")
	share("promoted", 100)
	bin.succeeds(t, bin.apigen, "rollback", "--config", config, "--env", "prod", "--endpoint", orders.URL(), "--yes")
	share("rolled back", 0)
}

// programs are the commands a team has.
type programs struct{ apigen, canary string }

// imports imports to the environment prod, and gives the invoke URL.
func (p programs) imports(t *testing.T, config, endpoint string) string {
	t.Helper()
	out := p.succeeds(t, p.apigen, "import", "--config", config, "--env", "prod", "--endpoint", endpoint, "--yes", "--format", "json")
	var result struct{ InvokeURL string }
	if err := json.Unmarshal([]byte(out), &result); err != nil || result.InvokeURL == "" {
		t.Fatalf("import %s: %v\n%s", config, err, out)
	}
	return result.InvokeURL
}

func (p programs) succeeds(t *testing.T, program string, args ...string) string {
	t.Helper()
	var messages bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(cmd.Environ(), "AWS_REGION=eu-central-1")
	cmd.Stderr = &messages
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", cmd, err, out, &messages)
	}
	return string(out)
}

func (p programs) fails(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), p.apigen, args...).CombinedOutput()
	if err == nil {
		t.Fatalf("apigen %v: no error\n%s", args, out)
	}
	return string(out)
}
