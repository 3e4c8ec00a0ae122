package lambda

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a function says of its own failed start is the answer to who called it.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror
func TestInitError(t *testing.T) {
	client := runtimeClient(t, "APIGEN_CURL", "")
	bootstrap := filepath.Join(t.TempDir(), "bootstrap")
	script := fmt.Sprintf(`#!/bin/sh
'%s' -s -d '{"errorMessage":"no database","errorType":"Directory.Config"}' "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/init/error" >/dev/null
exit 1
`, client)
	if err := os.WriteFile(bootstrap, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	h, _ := newHost(t, Function{Target: bootstrap, Timeout: 10 * time.Second})
	res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(`{}`)})
	if err != nil || res.FunctionError != "Unhandled" || string(res.Payload) != `{"errorMessage":"no database","errorType":"Directory.Config"}` {
		t.Errorf("got %s %s, %v", res.FunctionError, res.Payload, err)
	}
}

// What stands in for a function is held to the limit of Lambda's responses.
func TestResponseLimitElsewhere(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte(strings.Repeat("a", 6<<20+101)))
	}))
	t.Cleanup(srv.Close)
	for name, target := range map[string]string{"invoke endpoint": srv.URL + "/2015-03-31/functions/function/invocations", "server": srv.URL} {
		t.Run(name, func(t *testing.T) {
			h, _ := newHost(t, Function{Target: target})
			res, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(`{"httpMethod":"GET","path":"/"}`)})
			if err != nil || res.FunctionError != "Unhandled" || !strings.Contains(string(res.Payload), "Function.ResponseSizeTooLarge") {
				t.Errorf("got %s, %.200s, %v", res.FunctionError, res.Payload, err)
			}
		})
	}
}
