package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/apigen-go/apigen/internal/plan"
)

// A fault is what goes wrong with one call.
type fault string

const (
	throttled fault = "429"
	broken    fault = "500"
	reset     fault = "connection reset"
	timeout   fault = "time-out"
	lost      fault = "response lost after success"
)

// A faulty transport does one call in the sequence wrong, and all that repeat
// it: retries of the SDK must not hide the fault.
type faulty struct {
	mu    sync.Mutex
	calls []string
	at    int // which call, from 0; negative is none
	kind  fault
	hit   string
	// answer is given to the calls whose method and path contain its key, in
	// place of a fault: status, code and message.
	answer map[string][3]string
	// interrupt is what somebody does at the call, as with Ctrl-C.
	interrupt func()
}

func (f *faulty) RoundTrip(req *http.Request) (*http.Response, error) {
	name := req.Method + " " + req.URL.Path
	f.mu.Lock()
	if f.at >= 0 && f.at == len(f.calls) {
		f.hit = name
	}
	wrong := f.hit == name
	f.calls = append(f.calls, name)
	f.mu.Unlock()
	for part, a := range f.answer {
		if strings.Contains(name, part) {
			status, err := strconv.Atoi(a[0])
			if err != nil {
				return nil, err
			}
			return answer(req, status, a[1], a[2])
		}
	}
	if !wrong {
		return http.DefaultTransport.RoundTrip(req)
	}
	if f.interrupt != nil {
		f.interrupt()
		return nil, req.Context().Err()
	}
	switch f.kind {
	case throttled:
		return answer(req, http.StatusTooManyRequests, "TooManyRequestsException", "injected")
	case broken:
		return answer(req, http.StatusInternalServerError, "InternalFailure", "injected")
	case reset:
		return nil, errors.New("read: connection reset by peer")
	case timeout:
		return nil, &timeoutError{}
	default:
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
}

// answer is the service's answer with an error.
func answer(req *http.Request, status int, code, message string) (*http.Response, error) {
	header, body := http.Header{"X-Amzn-Errortype": {code}, "Content-Type": {"application/json"}}, fmt.Sprintf(`{"message":%q}`, message)
	if req.URL.Path == "/" { // STS speaks XML
		header.Set("Content-Type", "text/xml")
		body = "<ErrorResponse><Error><Code>" + code + "</Code><Message>" + message + "</Message></Error></ErrorResponse>"
	}
	return &http.Response{
		StatusCode: status, Request: req, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

type timeoutError struct{}

func (*timeoutError) Error() string   { return "i/o timeout" }
func (*timeoutError) Timeout() bool   { return true }
func (*timeoutError) Temporary() bool { return true }

// through is a Control whose calls go through the transport, and are made twice
// at most, without waiting.
func through(endpoint string, f *faulty) *Control {
	cfg := aws.Config{
		Region: "eu-west-1", BaseEndpoint: &endpoint,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:  &http.Client{Transport: f},
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts = 2
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
			})
		},
	}
	return &Control{
		Gateway: apigateway.NewFromConfig(cfg), HTTPGateway: apigatewayv2.NewFromConfig(cfg), Functions: lambda.NewFromConfig(cfg), Identity: sts.NewFromConfig(cfg),
		Region: cfg.Region, Endpoint: endpoint, HTTP: &http.Client{Transport: f},
	}
}

// TestFaults breaks every call of an import, one at a time and in every way. After
// each, a second import must give the same as one without a fault: nothing
// deleted that should stay, nothing twice.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T, c *Control, cfg *Config)
	}{
		{"a new API", func(*testing.T, *Control, *Config) {}},
		{"a changed API", func(t *testing.T, c *Control, cfg *Config) {
			mustImport(t, c, *cfg)
			cfg.Document = document(t, "operationId: GetPerson", "operationId: FindPerson")
		}},
		{"a deletion", func(t *testing.T, c *Control, cfg *Config) {
			mustImport(t, c, *cfg)
			cfg.Document, cfg.Mode, cfg.AllowDelete = without(t), plan.Overwrite, true
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			scenario{faultConfig, inventory, tt.prepare}.converges(t)
		})
	}
}

// A scenario is an import to break.
type scenario struct {
	config    func(*testing.T) Config
	inventory func(*testing.T, *Control) string // all that there is at the end
	prepare   func(*testing.T, *Control, *Config)
}

// converges breaks every call, one at a time and in every way.
func (s scenario) converges(t *testing.T) {
	t.Helper()
	count, want := faultless(t, s)
	for at := range count {
		for _, kind := range []fault{throttled, broken, reset, timeout, lost} {
			c := local(t)
			cfg := s.config(t)
			s.prepare(t, c, &cfg)
			f := &faulty{at: at, kind: kind}
			_, err := through(c.Endpoint, f).Import(t.Context(), cfg)
			var step *StepError
			if err != nil && !errors.As(err, &step) && len(changing(f.calls)) > 0 {
				t.Errorf("%s at %s: %v does not say what was done", kind, f.hit, err)
			}
			if _, err := through(c.Endpoint, &faulty{at: -1}).Import(t.Context(), cfg); err != nil {
				t.Errorf("%s at %s: the second import: %v", kind, f.hit, err)
				continue
			}
			if got := s.inventory(t, c); got != want {
				t.Errorf("%s at %s (first: %v): the end is\n%s\nwant\n%s", kind, f.hit, err, got, want)
			}
		}
	}
}

func faultConfig(t *testing.T) Config {
	t.Helper()
	cfg := config(t, document(t))
	cfg.Key = "partner"
	cfg.Parameters["StaffUserPoolArn"] = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_A"
	cfg.History = History{Dir: t.TempDir()}
	return cfg
}

// faultless counts the calls of an import and gives what it leads to.
func faultless(t *testing.T, s scenario) (calls int, end string) {
	t.Helper()
	c := local(t)
	cfg := s.config(t)
	s.prepare(t, c, &cfg)
	f := &faulty{at: -1}
	if _, err := through(c.Endpoint, f).Import(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return len(f.calls), s.inventory(t, c)
}

// changing lists the calls that may have changed something.
func changing(calls []string) []string {
	return slices.DeleteFunc(slices.Clone(calls), func(call string) bool {
		return strings.HasPrefix(call, "GET ") || call == "POST /" // STS
	})
}

// inventory tells all that there is, without ids and times.
func inventory(t *testing.T, c *Control) string {
	t.Helper()
	client, ok := c.Gateway.(*apigateway.Client)
	if !ok {
		t.Fatalf("%T is no client", c.Gateway)
	}
	ctx := t.Context()
	var b strings.Builder
	apis, err := client.GetRestApis(ctx, &apigateway.GetRestApisInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range apis.Items {
		live, _, err := c.Read(ctx, *item.Id)
		if err != nil {
			t.Fatal(err)
		}
		for m, r := range live.Methods() {
			fmt.Fprintln(&b, m.HTTPMethod, r.Path, m.OperationName, m.AuthorizationType)
		}
		standing, err := restPlane{c}.standing(ctx, *item.Id)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range standing.stages {
			fmt.Fprintln(&b, "stage", s.name, s.variables, s.made.document)
		}
		for _, d := range standing.deployments {
			fmt.Fprintln(&b, "deployment", d.made.document)
		}
		fmt.Fprintln(&b, "api", *item.Name)
	}
	keys, err := client.GetApiKeys(ctx, &apigateway.GetApiKeysInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys.Items {
		fmt.Fprintln(&b, "key", *k.Name)
	}
	plans, err := client.GetUsagePlans(ctx, &apigateway.GetUsagePlansInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plans.Items {
		fmt.Fprintln(&b, "plan", *p.Name, len(p.ApiStages))
	}
	policy, err := c.Functions.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: aws.String("directory")})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b, "permissions", strings.Count(*policy.Policy, `"Sid"`))
	return b.String()
}

// TestInterrupt ends an import at each of its calls, as Ctrl-C does: the error
// says what was done, and a second import ends as one without it.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	scenario{faultConfig, inventory, changed}.interrupted(t)
}

// interrupted ends an import at each of its calls.
func (s scenario) interrupted(t *testing.T) {
	t.Helper()
	count, want := faultless(t, s)
	for at := range count {
		c := local(t)
		cfg := s.config(t)
		s.prepare(t, c, &cfg)
		ctx, cancel := context.WithCancel(t.Context())
		f := &faulty{at: at, interrupt: cancel}
		_, err := through(c.Endpoint, f).Import(ctx, cfg)
		cancel()
		var step *StepError
		switch {
		case err == nil:
			t.Errorf("interrupted at %s: no error", f.hit)
		case len(changing(f.calls)) > 1 && !errors.As(err, &step): // the first may not have been made
			t.Errorf("interrupted at %s: %v does not say what was done", f.hit, err)
		}
		if _, err := through(c.Endpoint, &faulty{at: -1}).Import(t.Context(), cfg); err != nil {
			t.Errorf("interrupted at %s: the second import: %v", f.hit, err)
		} else if got := s.inventory(t, c); got != want {
			t.Errorf("interrupted at %s: the end is\n%s\nwant\n%s", f.hit, got, want)
		}
	}
}
