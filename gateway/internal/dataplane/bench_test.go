package dataplane

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway/internal/trace"
	"github.com/apigen-go/apigen/internal/apigw"
)

// BenchmarkMock measures a mock whose templates read the request: everything the
// gateway does but the network.
func BenchmarkMock(b *testing.B) {
	w := newWorld(b, "/people/{id}: POST")
	w.mock("/people/{id}", &apigw.IntegrationResponse{
		StatusCode:         "200",
		ResponseParameters: map[string]string{"method.response.header.X-Stage": "context.stage"},
		ResponseTemplates: map[string]string{jsonType: `#set($p = $util.parseJson($context.requestOverride.path.body))
{
  "id": "$input.params('id')",
  "name": "$util.escapeJavaScript($p.name)",
  "tags": [#foreach($tag in $p.tags)"$tag"#if($foreach.hasNext), #end#end],
  "requestId": "$context.requestId"
}`},
	}).RequestTemplates[jsonType] = `#set($context.requestOverride.path.body = $input.body){"statusCode": #if($input.path('$.name') == "")400#{else}200#end}`
	w.server.AccessLog = io.Discard
	w.deploy()
	const text = `{"name": "Ada Lovelace", "tags": ["a", "b", "c", "d"], "manager": {"name": "Charles"}}`
	body := strings.NewReader(text)
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/dev/people/7?view=full", io.NopCloser(body))
	r.Header.Set("Content-Type", jsonType)
	r.Header.Set("Accept", jsonType)
	b.ReportAllocs()
	for b.Loop() {
		body.Reset(text)
		r.Body = io.NopCloser(body)
		rec := httptest.NewRecorder()
		w.server.Serve(rec, r, testAPI, "/dev/people/7")
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Code, rec.Body)
		}
	}
}

// BenchmarkServe measures the gateway's own share of a request to a Lambda
// proxy integration.
func BenchmarkServe(b *testing.B) {
	w := newWorld(b, "/personnel: GET POST", "/personnel/{id}: GET", "/{proxy+}: ANY")
	w.answer = `{"statusCode":200,"multiValueHeaders":{"Content-Type":["application/json"]},"body":"{}","isBase64Encoded":false}`
	w.server.AccessLog = io.Discard
	w.server.Traces = trace.NewRecorder(100)
	w.deploy()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/dev/personnel/7?view=full", nil)
	r.Header.Set("Accept", "application/json")
	b.ReportAllocs()
	for b.Loop() {
		w.server.Serve(httptest.NewRecorder(), r, testAPI, "/dev/personnel/7")
	}
}
