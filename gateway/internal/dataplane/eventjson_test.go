package dataplane

import (
	"encoding/json"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/eventjson"
)

// TestEventIsWrittenAsByEncodingJSON holds the writer by hand against the
// library, with every member of the event once there and once not.
func TestEventIsWrittenAsByEncodingJSON(t *testing.T) {
	t.Parallel()
	yes, who := true, "who\u2028<&>"
	full := proxyEvent{
		resource: "/a/{b}", path: "/a/\"\\", httpMethod: "POST",
		headers: header{{"A", "1"}, {"B", "2"}, {"B", "3\t\x01"}, {"b", "\xff"}},
		query:   map[string][]string{"z": {"1", "2"}, "<": {"&"}}, pathParameters: map[string]string{"b": "c"},
		stageVariables: map[string]string{"v": "w", "u": ""}, body: []byte("{\"n\":\"\b\f\r\n\x7f\"}"),
		requestContext: requestContext{
			ResourceID: "r", Authorizer: map[string]any{"claims": map[string]string{"sub": "<s>"}, "n": int64(3)},
			OperationName: "op", HTTPMethod: "POST", RequestTimeEpoch: -5, IsCanaryRequest: &yes,
			Identity: eventIdentity{SourceIP: "::1", UserArn: &who, User: &who, UserAgent: &who, APIKey: "k", APIKeyID: "i"},
		},
	}
	for _, e := range []proxyEvent{{}, full, {body: []byte{0, 0xff}, isBase64Encoded: true}} {
		var got map[string]json.RawMessage
		text := e.append(nil)
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		var single map[string]string
		var multi map[string][]string
		if len(e.headers) > 0 {
			single, multi = map[string]string{}, map[string][]string{}
		}
		for _, f := range e.headers {
			single[f.name], multi[f.name] = f.value, append(multi[f.name], f.value)
		}
		query := map[string]string(nil)
		for name, values := range e.query {
			if query == nil {
				query = map[string]string{}
			}
			query[name] = values[len(values)-1]
		}
		var body any
		switch {
		case e.isBase64Encoded:
			body = e.body // encoding/json writes bytes so
		case len(e.body) > 0:
			body = string(e.body)
		}
		want := eventjson.Encode(struct {
			Resource   string              `json:"resource"`
			Path       string              `json:"path"`
			HTTPMethod string              `json:"httpMethod"`
			Headers    map[string]string   `json:"headers"`
			Multi      map[string][]string `json:"multiValueHeaders"`
			Query      map[string]string   `json:"queryStringParameters"`
			MultiQuery map[string][]string `json:"multiValueQueryStringParameters"`
			PathParams map[string]string   `json:"pathParameters"`
			Variables  map[string]string   `json:"stageVariables"`
			Context    requestContext      `json:"requestContext"`
			Body       any                 `json:"body"`
			Base64     bool                `json:"isBase64Encoded"`
		}{
			e.resource, e.path, e.httpMethod, single, multi, query, e.query,
			e.pathParameters, e.stageVariables, e.requestContext, body, e.isBase64Encoded,
		})
		if string(text) != string(want) {
			t.Errorf("got  %s\nwant %s", text, want)
		}
	}
}
