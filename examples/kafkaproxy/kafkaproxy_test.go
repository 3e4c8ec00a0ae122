package kafkaproxy_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
)

const media = "application/vnd.kafka.json.v2+json"

func TestKafkaProxy(t *testing.T) {
	t.Parallel()
	kafka, srv := startProxy(t)
	gw := gateway.Start(t, gateway.Document("api/openapi.yaml"),
		gateway.Stage("dev", map[string]string{"proxy": strings.TrimPrefix(srv.URL, "http://")}))
	key := gw.APIKey()
	device := map[string]string{"x-api-key": key, "X-Device-Id": "roof-1", "Content-Type": media}
	plain := map[string]string{"x-api-key": key, "X-Device-Id": "roof-1"}
	anonymous := map[string]string{"x-api-key": key, "Content-Type": media}
	first := `{"device":"roof-1","temperature":21.5}`
	second := `{"device":"roof-1","temperature":-3}`
	trial.Run(t, gw.Client(), gw.URL(), []trial.Call{
		{Name: "produce", Method: "POST", Path: "/topics/readings", Header: device, Body: `{"records":[{"value":` + first + `},{"key":"k","value":` + second + `}]}`,
			Status: 200, Answer: `{"offsets":[{"partition":0,"offset":0},{"partition":0,"offset":1}]}`},
		{Name: "too hot", Method: "POST", Path: "/topics/readings", Header: device, Body: `{"records":[{"value":{"device":"roof-1","temperature":400}}]}`,
			Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "a member nobody knows", Method: "POST", Path: "/topics/readings", Header: device, Body: `{"records":[{"value":{"device":"roof-1","temperature":4,"x":1}}]}`,
			Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "no records", Method: "POST", Path: "/topics/readings", Header: device, Body: `{"records":[]}`,
			Status: 400, Answer: `{"message":"Invalid request body"}`},
		{Name: "no device", Method: "POST", Path: "/topics/readings", Header: anonymous, Body: `{"records":[{"value":` + first + `}]}`,
			Status: 400, Answer: `{"message":"Missing required request parameters: [X-Device-Id]"}`},
		{Name: "no key", Method: "POST", Path: "/topics/readings", Body: `{}`, Status: 403, Answer: `{"message":"Forbidden"}`},
		{Name: "another media type is for the proxy to refuse", Method: "POST", Path: "/topics/readings", Header: plain,
			Body: `{"records":[{"value":` + first + `}]}`, Status: 415, Answer: `{"error_code":415,"message":"HTTP 415 Unsupported Media Type"}`},
		{Name: "what the proxy says comes back", Method: "POST", Path: "/topics/nothing", Header: device, Body: `{"records":[{"value":` + first + `}]}`,
			Status: 404, Answer: `{"error_code":40401,"message":"Topic not found."}`, With: map[string]string{"Content-Type": "application/vnd.kafka.v2+json"}},
		{Name: "the rest of the proxy", Method: "GET", Path: "/topics", Header: plain, Status: 200, Answer: `["alarms","readings"]`},
	})
	if got := kafka.records("readings"); len(got) != 2 || got[0] != first || got[1] != second {
		t.Errorf("the topic holds %q, want the two readings and nothing else", got)
	}
}

// TestThrottle shields the cluster: with the clock at a stand the bucket of the
// method holds two calls and the third is refused, while others go on.
func TestThrottle(t *testing.T) {
	kafka, srv := startProxy(t)
	now := time.Now()
	live := trial.Open(t, gateway.Config{Now: func() time.Time { return now }})
	cfg := trial.Import(t, "api/openapi.yaml")
	cfg.StageVariables = map[string]string{"proxy": strings.TrimPrefix(srv.URL, "http://")}
	produce := control.MethodPath("POST", "/topics/{topic}")
	cfg.Settings = []control.StageSetting{
		{Path: produce + "/throttling/rateLimit", Value: "1"}, {Path: produce + "/throttling/burstLimit", Value: "2"},
	}
	made, err := live.Control.Import(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]string{"x-api-key": made.Key.Value, "X-Device-Id": "roof-1", "Content-Type": media}
	body := `{"records":[{"value":{"device":"roof-1","temperature":1}}]}`
	trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
		{Name: "first", Method: "POST", Path: "/topics/alarms", Header: header, Body: body, Status: 200, Answer: `{"offsets":[{"partition":0,"offset":0}]}`},
		{Name: "second", Method: "POST", Path: "/topics/alarms", Header: header, Body: body, Status: 200, Answer: `{"offsets":[{"partition":0,"offset":1}]}`},
		{Name: "third", Method: "POST", Path: "/topics/alarms", Header: header, Body: body, Status: 429, Answer: `{"message":"Too Many Requests"}`},
		{Name: "another method", Method: "GET", Path: "/topics", Header: header, Status: 200, Answer: `["alarms","readings"]`},
	})
	if got := kafka.records("alarms"); len(got) != 2 {
		t.Errorf("the cluster saw %d records, want the two of the calls that were let through", len(got))
	}
}
