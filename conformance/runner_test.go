package conformance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRunnerNotices holds the runner to it that every word of an expectation
// counts: each row changes one that is met, and then the case must fail.
func TestRunnerNotices(t *testing.T) {
	t.Parallel()
	const function = `"paths":{"/a":{"post":{"responses":{"200":{"description":"200"}},"x-amazon-apigateway-integration":{"type":"aws_proxy","httpMethod":"POST","uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111111111111:function:f/invocations","credentials":"arn:aws:iam::111111111111:role/r"}}}}`
	const proxy = `"paths":{"/a":{"post":{"responses":{"200":{"description":"200"}},"x-amazon-apigateway-integration":{"type":"http_proxy","httpMethod":"POST","uri":"http://x.backend.test/y?z=1"}}}}`
	const backends = `[{"kind":"lambda","function":"f","behaviour":"proxy-echo"},{"kind":"http","url":"http://x.backend.test/","answer":{"status":200,"headers":{"Content-Type":"text/plain","Two":["1","2"]},"text":{"$repeat":["ab",2]}}}]`
	for _, tt := range []struct{ name, api, met, broken string }{
		{"status", function, `"status":200`, `"status":201`},
		{"success", function, `"status_class":"success"`, `"status_class":"error"`},
		{"text", proxy, `"body":{"text":"abab"}`, `"body":{"text":"ab"}`},
		{"repeated text", proxy, `"body":{"text":{"$repeat":["ab",2]}}`, `"body":{"text":{"$repeat":["ab",3]}}`},
		{"base64", proxy, `"body":{"base64":"YWJhYg=="}`, `"body":{"base64":"YWI="}`},
		{"json", function, `"body":{"json_subset":{"body":"sent"}}`, `"body":{"json":{"body":"sent"}}`},
		{"a part of json", function, `"body":{"json_subset":{"body":"sent"}}`, `"body":{"json_subset":{"body":"other"}}`},
		{"backend's body", proxy, `"body":{"equals_backend":true}`, `"body":{"equals_event":true}`},
		{"event as body", function, `"body":{"equals_event":true}`, `"body":{"equals_backend":true}`},
		{"a header", proxy, `"headers":{"content-type":"text/plain"}`, `"headers":{"content-type":"text/html"}`},
		{"a header of two lines", proxy, `"headers":{"two":["1","2"]}`, `"headers":{"two":["2","1"]}`},
		{"a header that is there", proxy, `"headers_present":["two"]`, `"headers_present":["three"]`},
		{"a header that is not", proxy, `"headers_absent":["three"]`, `"headers_absent":["two"]`},
		{"all headers", function, `"header_names":["content-length","content-type","x-amz-apigw-id","x-amzn-requestid","x-amzn-trace-id"]`, `"header_names":["content-length","content-type","x-amz-apigw-id","x-amzn-requestid"]`},
		{"a part of a header", function, `"header_contains":{"x-amzn-trace-id":"Root="}`, `"header_contains":{"x-amzn-trace-id":"Rood="}`},
		{"event", function, `"event":{"body":"sent"}`, `"event":{"body":"other"}`},
		{"a member of the event", function, `"event":{"body":"sent"}`, `"event":{"boddy":"sent"}`},
		{"a complete event", function, `"event":{"body":"sent"}`, `"event":{"body":"sent"},"event_complete":true`},
		{"an exact event", function, `"event":{"body":"sent"}`, `"event":{"body":"sent"},"event_exact":true`},
		{"headers of the event", function, `"event_headers_absent":["three"]`, `"event_headers_absent":["accept"]`},
		{"no event", function, `"event":{}`, `"backend_request":{}`},
		{"backend called", proxy, `"backend_called":true`, `"backend_called":false`},
		{"backend's method", proxy, `"backend_request":{"method":"POST"}`, `"backend_request":{"method":"PUT"}`},
		{"backend's path", proxy, `"backend_request":{"path":"/y"}`, `"backend_request":{"path":"/z"}`},
		{"backend's query", proxy, `"backend_request":{"query":{"z":["1","2"]}}`, `"backend_request":{"query":{"z":"1"}}`},
		{"all of backend's query", proxy, `"backend_request":{"query":{"z":"1,2"}}`, `"backend_request":{"query":{}}`},
		{"backend's host", proxy, `"backend_request":{"headers":{"host":"<backend-host>"}}`, `"backend_request":{"headers":{"host":"<api-host>"}}`},
		{"backend's body", proxy, `"backend_request":{"body":"sent"}`, `"backend_request":{"body":"other"}`},
		{"backend's bytes", proxy, `"backend_request":{"body_base64":"c2VudA=="}`, `"backend_request":{"body_base64":""}`},
		{"a symbol twice", function, `"body":{"json_subset":{"requestContext":{"apiId":"<x:1>","domainPrefix":"<x:1>"}}}`, `"body":{"json_subset":{"requestContext":{"apiId":"<x:1>","stage":"<x:1>"}}}`},
		{"a word nobody knows", function, `"status":200`, `"status":200,"stattus":201`},
		{"a word nobody knows within", function, `"body":{"json_subset":{}}`, `"body":{"jsonn":{}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			run := func(expected string) error {
				var c requestCase
				err := json.Unmarshal([]byte(`{"id":"x","setup":{"openapi":{"openapi":"3.0.1","info":{"title":"t","version":"1"},`+tt.api+`},
					"stage":{"name":"dev"},"backends":`+backends+`},
					"request":{"method":"POST","target":"/dev/a?z=2","headers":{"Accept":"*/*"},"body":"sent"},"expected":{`+expected+`}}`), &c)
				if err != nil {
					return err
				}
				return c.run(t)
			}
			if err := run(tt.met); err != nil {
				t.Errorf("%s: %v", tt.met, err)
			}
			if err := run(tt.broken); err == nil {
				t.Errorf("%s is passed over", tt.broken)
			}
		})
	}
}

// TestRunnerFailsWithoutCases runs this test's program on corpora that hold
// nothing, and on one that holds what it cannot read.
func TestRunnerFailsWithoutCases(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, file, want string }{
		{"no file", "", "has no requests.jsonl"},
		{"an empty file", "\n\n", "has no cases in requests.jsonl"},
		{"a case of another shape", `{"id":"odd","setup":[]}`, "requests: 0 of 1"},
		{"an import of another kind", `{"id":"odd","setup":{"openapi":{},"import":{"mode":"guess"}}}`, `mode "guess" of an import is not known to the runner`},
		{"a backend of another kind", `{"id":"odd","setup":{"openapi":{},"backends":[{"kind":"smtp"}]}}`, `a backend of kind "smtp" is not known to the runner`},
		{"a request of another kind", `{"id":"odd","setup":{"openapi":{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{}}},"request":{"kind":"Guess"}}`, "Guess is not known to the runner"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if tt.file != "" {
				if err := os.WriteFile(filepath.Join(dir, "requests.jsonl"), []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			out, err := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRequests$", "-corpus", dir).CombinedOutput()
			if err == nil || !strings.Contains(string(out), tt.want) {
				t.Errorf("got %v, %s, want a failure with %s", err, out, tt.want)
			}
		})
	}
}
