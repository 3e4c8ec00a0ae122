package dataplane

import (
	"encoding/json"
	"testing"
)

// The event of a test call, as the console's was captured (event-payloads.md 1.1).
func TestTestInvokeEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a/{id}: GET")
	w.deploy()
	call := func(lines ...HeaderLine) map[string]any {
		t.Helper()
		got, err := w.server.TestInvoke(t.Context(), TestRequest{
			API: testAPI, Definition: w.def, Resource: w.def.Resource("/a/{id}"), Verb: "GET", Target: "/a/7", Header: lines,
		})
		if err != nil || got.Status != 200 {
			t.Fatalf("got %+v, %v", got, err)
		}
		var event map[string]any
		if err := json.Unmarshal(w.event, &event); err != nil {
			t.Fatal(err)
		}
		return event
	}
	event := call()
	for _, name := range []string{"headers", "multiValueHeaders"} {
		if value, there := event[name]; !there || value != nil {
			t.Errorf("%s: got %v, there %t, want null", name, value, there)
		}
	}
	context := event["requestContext"].(map[string]any)
	identity := context["identity"].(map[string]any)
	for name, pair := range map[string][2]any{
		"stage": {context["stage"], "test-invoke-stage"}, "domainName": {context["domainName"], "testPrefix.testDomainName"},
		"domainPrefix": {context["domainPrefix"], "testPrefix"}, "sourceIp": {identity["sourceIp"], "test-invoke-source-ip"},
		"apiKey": {identity["apiKey"], "test-invoke-api-key"}, "apiKeyId": {identity["apiKeyId"], "test-invoke-api-key-id"},
		"path": {event["path"], "/a/7"}, "pathParameters": {event["pathParameters"].(map[string]any)["id"], "7"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
	event = call(HeaderLine{"X-Two", "1"}, HeaderLine{"X-Two", "2"}, HeaderLine{"Connection", "close"})
	if headers := event["headers"].(map[string]any); len(headers) != 1 || headers["X-Two"] != "2" {
		t.Errorf("headers: got %v", headers)
	}
}
