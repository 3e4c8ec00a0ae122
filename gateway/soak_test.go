//go:build unix

package gateway_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

var soak = flag.Duration("soak", 2*time.Second, "how long TestSoak keeps a gateway under load; 15m shows what two seconds cannot")

// soakDocument has what the load asks for: a mock, a function of this process, a
// function that is a process of its own, and a method behind a key.
var soakDocument = doc(`"/mock":{"get":`+mockOf(`{"statusCode":200}`, "mock $stageVariables.round")+`},
	"/f":{"post":`+proxy("")+`},
	"/boot/{id}":{"get":`+strings.Replace(proxy(""), "function:f/", "function:boot/", 1)+`},
	"/pid":{"get":`+strings.Replace(proxy(""), "function:f/", "function:boot/", 1)+`},
	"/key":{"get":`+proxy(`,"security":[{"key":[]}]`)+`}`,
	`,"components":{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-api-key"}}}`)

// A soaking is a gateway under load.
type soaking struct {
	*world
	t       *testing.T
	api     string
	url     string
	served  atomic.Int64
	killed  atomic.Int64
	changed atomic.Int64
	wrong   sync.Map // answer -> how often
}

// TestSoak keeps a gateway under full load while its API is imported and deployed
// anew and the processes of its function are killed: no answer is wrong, and
// neither goroutines nor memory grow. Kills may cost the requests that are with
// the process a 502.
func TestSoak(t *testing.T) {
	target := filepath.Join(t.TempDir(), "bootstrap")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", target, "./testdata/bootstrap").CombinedOutput(); err != nil {
		t.Fatalf("build the bootstrap: %v %s", err, out)
	}
	s := &soaking{t: t}
	s.world = open(t, gateway.Config{
		OpenFunctions: true, AccessLog: io.Discard, Log: slog.New(slog.DiscardHandler),
		Functions: []gateway.FunctionConfig{
			{Name: "boot", Target: target, Concurrency: 4},
			{Name: "f", Handler: func(_ context.Context, p []byte) ([]byte, error) { return []byte(`{"body":"function"}`), nil }},
		},
	})
	s.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}, Timeout: 30 * time.Second}
	s.connect()
	s.api = s.deploy(t, []byte(soakDocument))
	s.url = s.InvokeURL(s.api, "dev")

	third := *soak / 3
	s.load(third) // warm
	before := s.measure()
	s.load(*soak - third)
	after := s.measure()

	t.Logf("%d answers, %d imports and deployments, %d kills; goroutines %d then %d, memory %d kB then %d kB",
		s.served.Load(), s.changed.Load(), s.killed.Load(), before.goroutines, after.goroutines, before.heap>>10, after.heap>>10)
	s.wrong.Range(func(answer, count any) bool {
		t.Errorf("wrong answer, %d times: %s", count.(*atomic.Int64).Load(), answer)
		return true
	})
	if s.served.Load() < 100 || s.changed.Load() == 0 || s.killed.Load() == 0 {
		t.Error("there was no load, no change or no kill")
	}
	if after.goroutines > before.goroutines+10 {
		t.Errorf("goroutines grew from %d to %d", before.goroutines, after.goroutines)
	}
	if after.heap > before.heap*3/2+(8<<20) {
		t.Errorf("memory grew from %d to %d bytes", before.heap, after.heap)
	}
}

type footprint struct {
	goroutines int
	heap       uint64
}

// measure waits for what ends by itself, then looks.
func (s *soaking) measure() footprint {
	s.http.CloseIdleConnections()
	var f footprint
	for range 50 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		now := footprint{runtime.NumGoroutine(), m.HeapAlloc}
		if now.goroutines == f.goroutines {
			return now
		}
		f = now
		time.Sleep(20 * time.Millisecond)
	}
	return f
}

// load keeps the gateway busy for a time, and changes and kills meanwhile.
func (s *soaking) load(d time.Duration) {
	key := s.apiKey(s.t, s.api)
	ctx, cancel := context.WithTimeout(s.t.Context(), d)
	defer cancel()
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				s.ask(n, key)
			}
		})
	}
	all.Go(func() { s.change(ctx) })
	all.Go(func() { s.kill(ctx) })
	all.Wait()
}

// ask makes one request and judges its answer.
func (s *soaking) ask(n int, key string) {
	verb, path, want := http.MethodGet, "/mock", "200 mock "
	switch n % 6 {
	case 1:
		verb, path, want = http.MethodPost, "/f", "200 function"
	case 2:
		path = fmt.Sprintf("/boot/%d", n)
		want = "201 GET " + path
	case 3:
		path, want = "/key", "200 function"
	case 4:
		path, want, key = "/key", `403 {"message":"Forbidden"}`, ""
	case 5:
		path, want = "/nothing", missing
	}
	got, err := s.once(verb, path, key)
	s.served.Add(1)
	switch {
	case err == nil && strings.HasPrefix(got, want):
		return
	case strings.HasPrefix(path, "/boot/") && got == "502 "+internal:
		return // a process was killed with the request in it
	}
	count, _ := s.wrong.LoadOrStore(fmt.Sprintf("%s %s: %s %v", verb, strings.TrimRight(path, "0123456789"), got, err), &atomic.Int64{})
	count.(*atomic.Int64).Add(1)
}

func (s *soaking) once(verb, path, key string) (string, error) {
	req, err := http.NewRequestWithContext(s.t.Context(), verb, s.url+path, strings.NewReader("{}"))
	if err != nil {
		return "", err
	}
	if key != "" {
		req.Header.Set("x-api-key", key)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return fmt.Sprint(resp.StatusCode, " ", string(body)), err
}

// change imports and deploys the API again and again, and takes the deployment
// before away.
func (s *soaking) change(ctx context.Context) {
	var old *string
	for round := 0; ctx.Err() == nil; round++ {
		_, err := s.world.api.PutRestApi(s.t.Context(), &apigateway.PutRestApiInput{RestApiId: &s.api, Mode: types.PutModeOverwrite, Body: []byte(soakDocument)})
		if err != nil {
			s.t.Errorf("import: %v", err)
			return
		}
		made, err := s.world.api.CreateDeployment(s.t.Context(), &apigateway.CreateDeploymentInput{
			RestApiId: &s.api, StageName: aws.String("dev"), Variables: map[string]string{"round": strconv.Itoa(round)},
		})
		if err != nil {
			s.t.Errorf("deploy: %v", err)
			return
		}
		if old != nil {
			if _, err := s.world.api.DeleteDeployment(s.t.Context(), &apigateway.DeleteDeploymentInput{RestApiId: &s.api, DeploymentId: old}); err != nil {
				s.t.Errorf("delete a deployment: %v", err)
			}
		}
		old = made.Id
		s.changed.Add(1)
		pause(ctx, 20*time.Millisecond)
	}
}

// kill ends a process of the function now and then.
func (s *soaking) kill(ctx context.Context) {
	for ctx.Err() == nil {
		got, err := s.once(http.MethodGet, "/pid", "")
		text, ok := strings.CutPrefix(got, "200 ")
		if pid, convErr := strconv.Atoi(text); err == nil && ok && convErr == nil {
			if syscall.Kill(pid, syscall.SIGKILL) == nil {
				s.killed.Add(1)
			}
		}
		pause(ctx, 150*time.Millisecond)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
