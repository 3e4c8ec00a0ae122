package dataplane

import (
	"net/http"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

func TestMock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*world, *apigw.Integration)
		header []string
		body   string
		status int
		want   string
	}{
		{name: "the response template", status: 200, want: `{"message": "part1"}`},
		{name: "no template gives no body", change: func(_ *world, in *apigw.Integration) { in.Responses[0].ResponseTemplates = nil }, status: 200},
		{name: "the caller's body never reaches the answer", body: `{"secret":1}`, change: func(_ *world, in *apigw.Integration) { in.Responses[0].ResponseTemplates = nil }, status: 200},
		{name: "by the Accept header", header: []string{"Accept", "text/html"}, change: func(_ *world, in *apigw.Integration) { in.Responses[0].ResponseTemplates["text/html"] = "<p>" }, status: 200, want: "<p>"},
		{name: "a pattern takes the status before the default", change: func(_ *world, in *apigw.Integration) {
			in.RequestTemplates["application/json"] = `{"statusCode": 404}`
			in.Responses = append(in.Responses, &apigw.IntegrationResponse{SelectionPattern: `4\d{2}`, StatusCode: "404"})
		}, status: 404},
		{name: "patterns match the whole status", change: func(_ *world, in *apigw.Integration) {
			in.Responses = append(in.Responses, &apigw.IntegrationResponse{SelectionPattern: `20`, StatusCode: "404"})
		}, status: 200, want: `{"message": "part1"}`},
		{name: "no pattern matches and no default", change: func(_ *world, in *apigw.Integration) { in.Responses[0].SelectionPattern = "3.." }, status: 500, want: `{"message": "Internal server error"}`},
		{name: "a status without method response", change: func(_ *world, in *apigw.Integration) { in.Responses[0].StatusCode = "201" }, status: 500, want: `{"message": "Internal server error"}`},
		{name: "a status as text", change: func(_ *world, in *apigw.Integration) {
			in.RequestTemplates["application/json"] = `{"statusCode": "200"}`
		}, status: 500, want: `{"message": "Internal server error"}`},
		{name: "no request template", change: func(_ *world, in *apigw.Integration) { in.RequestTemplates = nil }, status: 500, want: `{"message": "Internal server error"}`},
		{name: "never passes through", header: []string{"Content-Type", "application/xml"}, change: func(_ *world, in *apigw.Integration) { in.PassthroughBehavior = "NEVER" }, status: 415, want: `{"message": "Unsupported Media Type"}`},
		{name: "passes through only without templates", header: []string{"Content-Type", "application/xml"}, change: func(_ *world, in *apigw.Integration) { in.PassthroughBehavior = "WHEN_NO_TEMPLATES" }, status: 415, want: `{"message": "Unsupported Media Type"}`},
		{name: "the default template", header: []string{"Content-Type", "application/xml"}, change: func(_ *world, in *apigw.Integration) {
			in.RequestTemplates["$default"] = `{"statusCode": 200}`
		}, status: 200, want: `{"message": "part1"}`},
		// Easily wrong, line 21: also the empty body of a preflight is binary then.
		{name: "everything is binary", change: func(w *world, _ *apigw.Integration) { w.def.BinaryMediaTypes = []string{"*/*"} }, status: 500, want: `{"message": "Internal server error"}`},
		{name: "everything is binary, converted to text", change: func(w *world, in *apigw.Integration) {
			w.def.BinaryMediaTypes = []string{"*/*"}
			in.ContentHandling = "CONVERT_TO_TEXT"
		}, status: 200, want: `{"message": "part1"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			in := w.mock("/a", &apigw.IntegrationResponse{StatusCode: "200", ResponseTemplates: map[string]string{"application/json": `{"message": "part1"}`}})
			w.method("/a").Responses["404"] = &apigw.MethodResponse{StatusCode: "404"}
			if tt.change != nil {
				tt.change(w, in)
			}
			got := w.call(http.MethodGet, "/dev/a", tt.body, tt.header...)
			if got.Code != tt.status || got.Body.String() != tt.want {
				t.Errorf("got %d %s, want %d %s", got.Code, got.Body, tt.status, tt.want)
			}
			// Easily wrong, line 15.
			if got.Header()["X-Amzn-Trace-Id"] != nil {
				t.Error("a mock answers without a trace header")
			}
		})
	}
}

// What a mock's answer may be mapped from: no backend, so nothing of one.
func TestMockResponseMappings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "/a/{id}: GET")
	w.mock("/a/{id}", &apigw.IntegrationResponse{StatusCode: "200", ResponseParameters: map[string]string{
		"method.response.header.Static":       "'a, b'",
		"method.response.header.Stage":        "context.stage",
		"method.response.header.Resource":     "context.resourcePath",
		"method.response.header.Variable":     "stageVariables.function",
		"method.response.header.Absent":       "stageVariables.absent",
		"method.response.header.Backend":      "integration.response.header.x",
		"method.response.header.Body":         "integration.response.body.x",
		"method.response.header.Content-Type": "'text/plain'",
	}})
	got := w.call(http.MethodGet, "/dev/a/1", "").Header()
	for name, want := range map[string]string{
		"Static": "a, b", "Stage": "dev", "Resource": "/a/{id}", "Variable": "directory", "Content-Type": "text/plain",
	} {
		if v := strings.Join(got[name], "|"); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	for _, name := range []string{"Absent", "Backend", "Body"} {
		if got[name] != nil {
			t.Errorf("%s has no source and must be dropped, got %q", name, got[name])
		}
	}
}

func TestUnserved(t *testing.T) {
	t.Parallel()
	method := func(in *apigw.Integration, auth apigw.AuthorizationType) *apigw.RestAPI {
		in.Pointer = "/in"
		return &apigw.RestAPI{Resources: []*apigw.Resource{{Path: "/a", Methods: []*apigw.Method{{HTTPMethod: "GET", AuthorizationType: auth, Integration: in, Pointer: "/m"}}}}}
	}
	mock := func(template string) *apigw.Integration {
		return &apigw.Integration{Type: apigw.IntegrationMock, RequestTemplates: map[string]string{"application/json": template}}
	}
	for _, tt := range []struct {
		name string
		def  *apigw.RestAPI
		want string // pointer and a part of the message; empty is no finding
	}{
		{"a static mock", method(mock(`{"statusCode": 200, "price": "$5 #1"}`), "NONE"), ""},
		{"a mock that is rendered", method(mock(`#set($x = $input.params('x')){"statusCode": 200}`), "NONE"), ""},
		{"an HTTP integration", method(&apigw.Integration{Type: apigw.IntegrationHTTP}, "NONE"), ""},
		{"a stream", method(&apigw.Integration{Type: apigw.IntegrationHTTP, TransferMode: "STREAM"}, "NONE"), "/in only proxy integrations stream"},
		{"Firehose", method(&apigw.Integration{Type: apigw.IntegrationAWSProxy, URI: "arn:aws:apigateway:us-east-1:firehose:action/PutRecord"}, "NONE"), ""},
		{"a VPC link of a function, which means nothing", method(&apigw.Integration{Type: apigw.IntegrationAWSProxy, ConnectionType: "VPC_LINK"}, "NONE"), ""},
		{"a stream of Firehose", method(&apigw.Integration{Type: apigw.IntegrationAWSProxy, TransferMode: "STREAM", URI: "arn:aws:apigateway:us-east-1:firehose:action/PutRecord"}, "NONE"), "/in Firehose"},
		{"a mapping of the response", method(&apigw.Integration{Type: apigw.IntegrationMock, Responses: []*apigw.IntegrationResponse{
			{ResponseParameters: map[string]string{"method.response.header.X": "method.request.header.x"}},
		}}, "NONE"), "/in cannot map method.request.header.x"},
		{"a mapping of the request", method(&apigw.Integration{Type: apigw.IntegrationMock, RequestParameters: map[string]string{
			"integration.request.header.X": "x",
		}}, "NONE"), "/in cannot map x to integration.request.header.X"},
		{"a selection pattern", method(&apigw.Integration{Type: apigw.IntegrationMock, Responses: []*apigw.IntegrationResponse{
			{SelectionPattern: "4(", StatusCode: "400"},
		}}, "NONE"), "/in is no regular expression"},
	} {
		found := Unserved(tt.def)
		pointer, part, _ := strings.Cut(tt.want, " ")
		switch {
		case tt.want == "" && len(found) == 0:
		case len(found) != 1 || found[0].Pointer != pointer || !strings.Contains(found[0].Message, part):
			t.Errorf("%s: got %+v, want %s", tt.name, found, tt.want)
		}
	}
}
