package control

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// connect makes a Control without looking at the machine's AWS files.
func connect(t *testing.T, target Target) (*Control, error) {
	t.Helper()
	none := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_ENDPOINT_URL": "", "AWS_PROFILE": "", "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	return Connect(t.Context(), target)
}

func TestConnect(t *testing.T) {
	if _, err := connect(t, Target{}); err == nil || !strings.Contains(err.Error(), "no AWS region") {
		t.Errorf("without a region: %v", err)
	}
	c, err := connect(t, Target{Region: "eu-west-1", Endpoint: "http://127.0.0.1:4510/"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.stageURL("abc", "dev"), "http://127.0.0.1:4510/_gateway/abc/dev"; got != want {
		t.Errorf("stage URL %s, want %s", got, want)
	}
	c, err = connect(t, Target{Region: "cn-north-1"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.stageURL("abc", "dev"), "https://abc.execute-api.cn-north-1.amazonaws.com.cn/dev"; got != want {
		t.Errorf("stage URL %s, want %s", got, want)
	}
}

// A creating call is repeated when it was throttled, and only then.
func TestCreatingCallsAreRepeatedWhenThrottled(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		status     int
		calls      int32
	}{
		{"throttled", "TooManyRequestsException", http.StatusTooManyRequests, 2},
		{"a failure that leaves open what happened", "InternalFailure", http.StatusInternalServerError, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if calls.Add(1) == 1 {
					w.Header().Set("X-Amzn-Errortype", tt.code)
					w.WriteHeader(tt.status)
					return
				}
				w.WriteHeader(http.StatusCreated)
				_, _ = w.Write([]byte(`{"id":"abc"}`))
			}))
			defer server.Close()
			c, err := connect(t, Target{Region: "eu-west-1", Endpoint: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			out, err := c.Gateway.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: []byte("{}")}, once)
			if calls.Load() != tt.calls {
				t.Errorf("%d calls, want %d", calls.Load(), tt.calls)
			}
			if tt.calls == 2 && (err != nil || aws.ToString(out.Id) != "abc") {
				t.Errorf("got %v, %v", out, err)
			}
		})
	}
}
