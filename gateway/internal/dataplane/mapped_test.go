package dataplane

import (
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

const jsonType = "application/json"

// Recorded: test_integration_mock_with_*, and facts of the developer guide's
// pages on overrides and on passthrough behaviors.
func TestMappedTemplates(t *testing.T) {
	t.Parallel()
	const internal = `{"message": "Internal server error"}`
	for _, tt := range []struct {
		name              string
		request, response string
		parameters        map[string]string
		method, body      string
		accept            string
		status            int
		want              string
		header            string // x-out of the answer
		log               string // part of the cause
	}{
		{
			name:    "parameters choose the status",
			request: `{"statusCode": #if($input.params('x') == "no")404#{else}200#end}`, response: "ok $input.params('x')", status: 404, want: "404",
		},
		{
			name: "the caller's body never reaches the response template", request: `{"statusCode": 200}`, response: "$input.body",
			body: `{"secret": 1}`, status: 200, want: "{}",
		},
		{
			name:     "overrides of the request template survive",
			request:  `#set($context.responseOverride.status = 444)#set($context.responseOverride.header.x-out = "a")#set($context.responseOverride.custom = "c"){"statusCode": 200}`,
			response: `$context.responseOverride.status $context.responseOverride.header.x-out $context.responseOverride.custom`, status: 444, want: "444 a c", header: "a",
		},
		{
			name:    "what is overridden in the request is seen in the response",
			request: `#set($context.requestOverride.path.body = "$input.body"){"statusCode": 200}`, response: "$context.requestOverride.path.body",
			body: `[1]`, method: "POST", status: 200, want: "[1]",
		},
		{name: "a status override that is none", request: `#set($context.responseOverride.status = 600){"statusCode": 200}`, response: "ok", status: 200, want: "ok"},
		{name: "a status override that is text", request: `#set($context.responseOverride.status = "400"){"statusCode": 200}`, response: "ok", status: 200, want: "ok"},
		{name: "a header override of several values", request: `#set($context.responseOverride.header.x-out = ["a", "b"]){"statusCode": 200}`, response: "ok", status: 200, want: "ok", header: "a|b"},
		{name: "context and stage variables", request: `{"statusCode": 200}`, response: "$context.stage $context.identity.sourceIp $stageVariables.function", status: 200, want: "dev 192.0.2.1 directory"},
		{
			name: "a request template that cannot be parsed", request: "{\n  \"statusCode\": #if($x}\n}", status: 500, want: internal,
			log: "/in/requestTemplates/application~1json:2:",
		},
		{
			name: "a response template that cannot be rendered", request: `{"statusCode": 200}`, response: "\n\n  $util.parseJson('{')", status: 500, want: internal,
			log: "/in/responses/default/responseTemplates/application~1json:3:",
		},
		{
			name: "a mapping of a body that is no JSON", request: `{"statusCode": 200}`, parameters: map[string]string{"integration.request.header.x": "method.request.body.a"},
			method: "POST", body: "{a", status: 400, want: `{"message":"Invalid JSON in request body"}`,
		},
		{
			name: "a mapping nothing can be mapped to", request: `{"statusCode": 200}`, parameters: map[string]string{"integration.request.header.Content-Length": "'1'"},
			status: 500, want: internal, log: "integration.request.header.Content-Length",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET POST")
			in := w.mock("/a", &apigw.IntegrationResponse{StatusCode: "200", ResponseTemplates: map[string]string{jsonType: tt.response}})
			in.Pointer, in.RequestTemplates[jsonType], in.RequestParameters = "/in", tt.request, tt.parameters
			in.Responses = append(in.Responses, &apigw.IntegrationResponse{SelectionPattern: "404", StatusCode: "404", ResponseTemplates: map[string]string{jsonType: "404"}})
			w.method("/a").Responses["404"] = &apigw.MethodResponse{StatusCode: "404"}
			w.def.Resource("/a").Methods[1].Integration = in
			if tt.method == "" {
				tt.method = http.MethodGet
			}
			got := w.call(tt.method, "/dev/a?x=no", tt.body)
			if got.Code != tt.status || got.Body.String() != tt.want {
				t.Errorf("got %d %s, want %d %s", got.Code, got.Body, tt.status, tt.want)
			}
			if h := strings.Join(got.Header()["x-out"], "|"); h != tt.header {
				t.Errorf("x-out is %q, want %q", h, tt.header)
			}
			if texts := w.server.Traces.Latest()[0].Texts; tt.status < 500 && tt.status != 400 {
				if len(texts) != 1 || texts[0].What != "Method response body after transformations" || texts[0].Text() != tt.want {
					t.Errorf("the trace shows %+v", texts)
				}
			}
			if log := strings.Join(w.server.Traces.Latest()[0].Log, "\n"); !strings.Contains(log, tt.log) {
				t.Errorf("the log is %q, want %q in it", log, tt.log)
			}
		})
	}
}

// The tables of the guide's page on payload encodings, as recorded
// (TestApiGatewayS3BinarySupport).
func TestConvertRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		handling string
		binary   bool
		body     string
		want     string // ! is a failure
	}{
		{"", false, "a\xffb", "a\ufffdb"},
		{"", true, "a\xffb", "a\xffb"},
		{"CONVERT_TO_TEXT", false, "a\xffb", "a\ufffdb"},
		{"CONVERT_TO_TEXT", true, "a\xffb", "Yf9i"},
		{"CONVERT_TO_BINARY", false, "Yf9i", "a\xffb"},
		{"CONVERT_TO_BINARY", false, "a\xffb", "!"},
		{"CONVERT_TO_BINARY", true, "a\xffb", "a\xffb"},
	} {
		got, f := convertRequest(tt.handling, tt.binary, []byte(tt.body))
		if f != nil {
			got = []byte("!")
		}
		if string(got) != tt.want {
			t.Errorf("convertRequest(%q, %t, %q): got %q, want %q", tt.handling, tt.binary, tt.body, got, tt.want)
		}
	}
}

func TestConvertResponse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ handling, contentType, accept, body, want string }{
		{"", "text/plain", "text/plain", "a\xffb", "a\ufffdb"},
		{"", "text/plain", "image/png", "Yf9i", "a\xffb"},
		{"", "text/plain", "image/png", "a\xffb", "!"},
		{"", "image/png", "image/png", "a\xffb", "a\xffb"},
		{"", "image/png", "text/plain, image/png", "a\xffb", "Yf9i"},
		{"CONVERT_TO_TEXT", "image/png", "image/png", "a\xffb", "Yf9i"},
		{"CONVERT_TO_TEXT", "text/plain", "image/png", "a\xffb", "a\ufffdb"},
		{"CONVERT_TO_BINARY", "text/plain", "text/plain", "Yf9i", "a\xffb"},
		{"CONVERT_TO_BINARY", "text/plain", "text/plain", "a\xffb", "!"},
		{"CONVERT_TO_BINARY", "image/png", "text/plain", "a\xffb", "a\xffb"},
	} {
		x := &exchange{compiled: &API{definition: &apigw.RestAPI{BinaryMediaTypes: []string{"image/png"}}}}
		x.header.set("Accept", tt.accept)
		got, f := x.convertResponse(tt.handling, tt.contentType, []byte(tt.body))
		if f != nil {
			got = []byte("!")
		}
		if string(got) != tt.want {
			t.Errorf("convertResponse(%q, %q, %q) with Accept %s: got %q, want %q", tt.handling, tt.contentType, tt.body, tt.accept, got, tt.want)
		}
	}
}
