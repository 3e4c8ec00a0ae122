package inference_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/examples/inference/model"
	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
)

// start has the trained model stand at the address of the SageMaker runtime. The
// time-out is that of the contract, unless it is another.
func start(t *testing.T, timeout, endpoint string, wrap func(http.Handler) http.Handler) *gateway.Running {
	t.Helper()
	m, err := model.Load()
	if err != nil {
		t.Fatal(err)
	}
	runtime := httptest.NewServer(wrap(model.Server("shapes", m)))
	t.Cleanup(runtime.Close)
	text, err := os.ReadFile("api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const limit = "timeoutInMillis: 29000"
	if !strings.Contains(string(text), limit) {
		t.Fatalf("the document has no %s", limit)
	}
	document := strings.NewReplacer(limit, "timeoutInMillis: "+timeout, "${InvokeRole}", "arn:aws:iam::123456789012:role/shapes-invoke").Replace(string(text))
	return gateway.Start(t, gateway.DocumentText(document), gateway.Stage("dev", map[string]string{"endpoint": endpoint}),
		gateway.With(func(c *gateway.Config) { c.Services = map[string]string{"sagemaker": runtime.URL} }))
}

func as(h http.Handler) http.Handler { return h }

func picture(t *testing.T, label string, seed uint64) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, model.Draw(label, rand.New(rand.NewPCG(seed, 0)))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func classify(gw *gateway.Running, name, body string, status int, answer string) trial.Call {
	return trial.Call{Name: name, Method: "POST", Path: "/classify", Body: body, Status: status, Answer: answer,
		Header: map[string]string{"Content-Type": "image/png", "x-api-key": gw.APIKey()}}
}

// TestInference shows the model pictures, and what is none.
func TestInference(t *testing.T) {
	t.Parallel()
	var signed []string
	gw := start(t, "29000", "shapes", func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			signed = append(signed, r.Header.Get("Authorization"))
			h.ServeHTTP(w, r)
		})
	})
	for _, label := range model.Labels {
		status, header, body := trial.Do(t, gw.Client(), gw.URL(), classify(gw, "", picture(t, label, 7), 0, ""))
		var got struct {
			Label  string
			Scores map[string]float64
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 || got.Label != label || got.Scores[label] < 0.5 ||
			header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %v %s, %v", label, status, header, body, err)
		}
	}
	for _, s := range signed {
		if !strings.Contains(s, "/us-east-1/sagemaker/aws4_request") {
			t.Errorf("the endpoint was called with %q", s)
		}
	}
	problem := map[string]string{"Content-Type": "application/problem+json"}
	tooLarge := `{"type":"too-large","status":413,"title":"The picture is larger than 6 MB"}`
	calls := []trial.Call{
		classify(gw, "no picture", "a circle", 400, `{"type":"no-picture","status":400,"title":"The body is no picture the model can read"}`),
		classify(gw, "more than the model takes", strings.Repeat("x", 6<<20+1), 413, tooLarge),
	}
	for i := range calls {
		calls[i].With = problem
	}
	trial.Run(t, gw.Client(), gw.URL(), append(calls,
		classify(gw, "more than API Gateway takes", strings.Repeat("x", 10<<20+1), 413, `{"message":"Request Too Long"}`),
		trial.Call{Name: "no key", Method: "POST", Path: "/classify", Body: "x", Status: 403, Answer: `{"message":"Forbidden"}`}))
}

// TestFailures has a model that is late, and one that is not there.
func TestFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, timeout, endpoint string
		wrap                    func(http.Handler) http.Handler
		status                  int
		answer                  string
	}{
		{"late", "100", "shapes", func(http.Handler) http.Handler {
			return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // until then nobody sees the caller go
				<-r.Context().Done()
			})
		}, 504, `{"type":"too-slow","status":504,"title":"The model took longer than 29 seconds","detail":"request ID"}`},
		{"no such endpoint", "29000", "letters", as, 502, `{"type":"model","status":502,"title":"The model ended with an error","detail":"request ID"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			gw := start(t, tt.timeout, tt.endpoint, tt.wrap)
			status, header, body := trial.Do(t, gw.Client(), gw.URL(), classify(gw, "", picture(t, "cross", 1), 0, ""))
			id := ""
			for name, values := range header {
				if strings.EqualFold(name, "x-amzn-RequestId") {
					id = values[0]
				}
			}
			var got, want any
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatalf("%d %s: %v", status, body, err)
			}
			if err := json.Unmarshal([]byte(strings.Replace(tt.answer, "ID", id, 1)), &want); err != nil {
				t.Fatal(err)
			}
			if status != tt.status || !reflect.DeepEqual(got, want) || header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %v %s, want %d %v", status, header, body, tt.status, want)
			}
		})
	}
}
