package dataplane

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

const serviceRole = "arn:aws:iam::123456789012:role/gateway"

// Facts of integrations.md 5: what each service is sent.
func TestServices(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		service, uri string
		parameters   map[string]string
		template     string
		method       string
		target       string // request line the service got
		header       map[string]string
		body         string
	}{
		{
			service: "dynamodb", uri: "dynamodb:action/PutItem", template: `{"TableName": "t"}`, target: "POST /", body: `{"TableName": "t"}`,
			header: map[string]string{"X-Amz-Target": "DynamoDB_20120810.PutItem", "Content-Type": "application/x-amz-json-1.0"},
		},
		{service: "states", uri: "states:action/StartExecution", template: `{}`, target: "POST /", body: `{}`, header: map[string]string{"X-Amz-Target": "AWSStepFunctions.StartExecution"}},
		{service: "kinesis", uri: "kinesis:action/PutRecord", template: `{}`, target: "POST /", body: `{}`, header: map[string]string{"X-Amz-Target": "Kinesis_20131202.PutRecord", "Content-Type": "application/x-amz-json-1.1"}},
		{
			service: "events", uri: "events:action/PutEvents", template: `#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents"){}`, target: "POST /", body: `{}`,
			header: map[string]string{"X-Amz-Target": "AWSEvents.PutEvents"},
		},
		{
			service: "sqs", uri: "sqs:path/123456789012/jobs", template: "Action=SendMessage&MessageBody=$input.body",
			parameters: map[string]string{"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'", "integration.request.header.Referer": "'x'"},
			target:     "POST /123456789012/jobs", body: `Action=SendMessage&MessageBody={"a": 1}`,
			header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Referer": ""},
		},
		{
			service: "sns", uri: "sns:action/Publish&Subject=hi", parameters: map[string]string{"integration.request.querystring.Message": "method.request.body.a"},
			template: " ", target: "POST /", body: "Action=Publish&Message=1&Subject=hi&Version=2010-03-31",
			header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		},
		{
			service: "sns", uri: "sns:action/Publish", template: "Message=1", target: "POST /?Action=Publish&Version=2010-03-31", body: "Message=1",
		},
		{
			service: "s3", uri: "s3:path/bucket/{key}", method: "GET", parameters: map[string]string{"integration.request.path.key": "method.request.path.id"},
			target: "GET /bucket/a%2Fb", header: map[string]string{"X-Amz-Content-Sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		},
		{service: "s3", uri: "photos.s3:path/a.png", method: "GET", target: "GET /photos/a.png"},
		{
			service: "ssm", uri: "ssm:action/GetParameter", parameters: map[string]string{"integration.request.querystring.Name": "'p'"}, template: "{}",
			target: "POST /?Action=GetParameter&Name=p&Version=2014-11-06", body: `{"Name":"p"}`, header: map[string]string{"X-Amz-Target": "AmazonSSM.GetParameter"},
		},
	} {
		t.Run(tt.uri, func(t *testing.T) {
			t.Parallel()
			s := newStub(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
			w := newWorld(t, "/a/{id}: POST")
			w.server.services = map[string]*url.URL{tt.service: must(url.Parse(s.URL))}
			in := &apigw.Integration{
				Type: apigw.IntegrationAWS, HTTPMethod: "POST", URI: "arn:aws:apigateway:eu-west-1:" + tt.uri,
				Credentials: serviceRole, RequestParameters: tt.parameters,
			}
			if tt.template != "" {
				in.RequestTemplates = map[string]string{jsonType: tt.template}
			}
			if tt.method != "" {
				in.HTTPMethod = tt.method
			}
			w.integration("/a/{id}", in)
			got := w.call(http.MethodPost, "/dev/a/a%2Fb", `{"a": 1}`)
			if got.Code != 200 {
				t.Fatalf("got %d %s: %v", got.Code, got.Body, w.server.Traces.Latest()[0].Log)
			}
			if target := s.got.Method + " " + s.got.RequestURI; target != tt.target || s.body != tt.body {
				t.Errorf("the service got %s %s, want %s %s", target, s.body, tt.target, tt.body)
			}
			for name, want := range tt.header {
				if v := strings.Join(s.got.Header[name], "|"); v != want {
					t.Errorf("the service got %s %q, want %q", name, v, want)
				}
			}
			if v := s.got.Header.Get("Authorization"); !strings.Contains(v, "/20260710/eu-west-1/"+tt.service+"/aws4_request") {
				t.Errorf("the request is not signed for the service: %q", v)
			}
		})
	}
}

// The errorMessage of a failed function may be JSON, which header mappings read.
// Integrations.md 4; a body that is none is an internal failure (integrations.md 8).
func TestLambdaErrorMappings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, answer, failed, source, want, errorType string }{
		{"a member", `{"errorMessage":"{\"x\":\"y\"}","errorType":"E"}`, "Unhandled", "integration.response.body.errorMessage.x", "y", ""},
		{"a list", `{"errorMessage":" [1,2]"}`, "Unhandled", "integration.response.body.errorMessage[1]", "2", ""},
		{"the text itself", `{"errorMessage":"{\"x\": 1}"}`, "Unhandled", "integration.response.body.errorMessage", `{"x": 1}`, ""},
		{"a member beside it", `{"errorMessage":"{}","errorType":"E"}`, "Unhandled", "integration.response.body.errorType", "E", ""},
		{"no JSON", `{"errorMessage":"{x"}`, "Unhandled", "integration.response.body.errorMessage.x", "", ""},
		{"of a function that did not fail", `{"errorMessage":"{\"x\":\"y\"}"}`, "", "integration.response.body.errorMessage.x", "", ""},
		{"a broken body", `{"x"`, "", "integration.response.body.x", "", "InternalFailureException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: POST")
			w.answer, w.failed = tt.answer, tt.failed
			w.integration("/a", &apigw.Integration{Type: apigw.IntegrationAWS, HTTPMethod: "POST", URI: functionURI, Responses: []*apigw.IntegrationResponse{
				{StatusCode: "200", ResponseParameters: map[string]string{"method.response.header.X-Got": tt.source}},
			}})
			got := w.call(http.MethodPost, "/dev/a", "{}")
			if v := got.Header().Get("X-Got"); v != tt.want {
				t.Errorf("got %q, want %q: %s", v, tt.want, body(got))
			}
			if types := strings.Join(got.Header()["x-amzn-ErrorType"], ""); types != tt.errorType {
				t.Errorf("x-amzn-ErrorType is %q, want %q", types, tt.errorType)
			}
		})
	}
}

func FuzzJSONToXML(f *testing.F) {
	for _, text := range []string{`{"a":{"b":[1,"<&>",null,true,{"c":1e400}]}}`, `{"a b":1}`, `{"":1}`, `{"x>y":{}}`, `{"a":1,"b":2}`, `[]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out, err := jsonToXML([]byte(text), "ssm")
		if err != nil {
			return
		}
		if _, err := xmlToJSON(out); err != nil {
			t.Errorf("%s became %s: %v", text, out, err)
		}
	})
}

// What the parameter store answers, in the words of the Query protocol whatever
// its stand-in says. Recorded, test_ssm_aws_integration and
// test_get_parameter_query_protocol.
func TestParameterStore(t *testing.T) {
	t.Parallel()
	const inJSON = `{"Parameter":{"Name":"p","Version":1,"Selector":null,"Tags":["a"]}}`
	for _, tt := range []struct {
		name, accept, answer, contentType string
		status                            int
		want                              string
	}{
		{"JSON", "", inJSON, "application/x-amz-json-1.1", 200, `{"GetParameterResponse":{"GetParameterResult":` + inJSON + `,"ResponseMetadata":{"RequestId":"r1"}}}`},
		{"the envelope is there already", "", `{"GetParameterResponse":{"GetParameterResult":{}}}`, "application/json", 200, `{"GetParameterResponse":{"GetParameterResult":{}}}`},
		{"XML", "", `<GetParameterResponse xmlns="x"><GetParameterResult><Parameter><Name>p</Name></Parameter></GetParameterResult></GetParameterResponse>`, "text/xml", 200, `{"GetParameterResponse":{"GetParameterResult":{"Parameter":{"Name":"p"}}}}`},
		{"XML is wanted", "application/xml", inJSON, "application/x-amz-json-1.1", 200, `<GetParameterResponse xmlns="http://ssm.amazonaws.com/doc/2014-11-06/"><GetParameterResult><Parameter><Name>p</Name><Selector></Selector><Tags><member>a</member></Tags><Version>1</Version></Parameter></GetParameterResult><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></GetParameterResponse>`},
		{"XML is wanted and there", "application/xml", `<a/>`, "text/xml", 200, `<a/>`},
		{"an error", "", `{"__type":"x#ParameterNotFound","message":"no"}`, "application/x-amz-json-1.1", 400, `{"Error":{"Code":"ParameterNotFound","Message":"no","Type":"Sender"},"RequestId":"r1"}`},
		{"an error in XML", "application/xml", `{"__type":"x#ParameterNotFound","message":"no"}`, "application/x-amz-json-1.1", 400, `<ErrorResponse xmlns="http://ssm.amazonaws.com/doc/2014-11-06/"><Error><Code>ParameterNotFound</Code><Message>no</Message><Type>Sender</Type></Error><RequestId>r1</RequestId></ErrorResponse>`},
		{"no JSON", "", `busy`, "text/plain", 200, `busy`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.contentType)
				w.Header().Set("X-Amzn-Requestid", "r1")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.answer)
			})
			w := newWorld(t, "/a: POST")
			w.server.services = map[string]*url.URL{"ssm": must(url.Parse(s.URL))}
			in := &apigw.Integration{
				Type: apigw.IntegrationAWS, HTTPMethod: "POST", URI: "arn:aws:apigateway:eu-west-1:ssm:action/GetParameter", Credentials: serviceRole,
				RequestParameters: map[string]string{"integration.request.querystring.Name": "'p'"},
			}
			if tt.accept != "" {
				in.RequestParameters["integration.request.header.Accept"] = "'" + tt.accept + "'"
			}
			w.integration("/a", in)
			if got := w.call(http.MethodPost, "/dev/a", ""); got.Code != 200 || got.Body.String() != tt.want {
				t.Errorf("got %d %s, want %s", got.Code, got.Body, tt.want)
			}
		})
	}
}

// A proxy of Firehose hands the caller's body on as the action's input, and gives
// the answer back as it is.
func TestFirehoseProxy(t *testing.T) {
	t.Parallel()
	s := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Header().Set("Date", "Fri, 10 Jul 2026 00:00:00 GMT")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type": "ResourceNotFoundException"}`)
	})
	w := newWorld(t, "/records: POST")
	w.server.services = map[string]*url.URL{"firehose": must(url.Parse(s.URL))}
	in := apigw.Integration{
		Type: apigw.IntegrationAWSProxy, HTTPMethod: "POST", URI: "arn:aws:apigateway:eu-west-1:firehose:action/PutRecord", Credentials: serviceRole,
		RequestTemplates: map[string]string{jsonType: "not used"},
	}
	w.integration("/records", &in)
	got := w.call(http.MethodPost, "/dev/records", `{"DeliveryStreamName": "s", "Record": {"Data": "aGk="}}`)
	if got.Code != 400 || got.Body.String() != `{"__type": "ResourceNotFoundException"}` || got.Header().Get("Content-Type") != "application/x-amz-json-1.1" {
		t.Errorf("got %d %v %s", got.Code, got.Header(), got.Body)
	}
	if target := s.got.Header.Get("X-Amz-Target"); target != "Firehose_20150804.PutRecord" || s.body != `{"DeliveryStreamName": "s", "Record": {"Data": "aGk="}}` {
		t.Errorf("the service got %s %s", target, s.body)
	}
	w = newWorld(t, "/records: POST")
	in.RequestParameters = map[string]string{"integration.request.header.Authorization": "'x'"}
	w.integration("/records", &in)
	if got := w.call(http.MethodPost, "/dev/records", `{}`); got.Code != 500 {
		t.Errorf("with a mapping to Authorization: got %d", got.Code)
	}
}

func TestServiceFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, uri, credentials, log string }{
		{"no endpoint", "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem", serviceRole, "--service dynamodb=URL"},
		{"no role", "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem", "", "no credentials"},
		{"no URI", "${stageVariables.none}", serviceRole, "invalid service URI"},
	} {
		w := newWorld(t, "/a: GET")
		w.integration("/a", &apigw.Integration{Type: apigw.IntegrationAWS, HTTPMethod: "POST", URI: tt.uri, Credentials: tt.credentials})
		got := w.call(http.MethodGet, "/dev/a", "")
		if got.Code != 500 || got.Body.String() != `{"message": "Internal server error"}` {
			t.Errorf("%s: got %d %s", tt.name, got.Code, got.Body)
		}
		if log := strings.Join(w.server.Traces.Latest()[0].Log, "\n"); !strings.Contains(log, tt.log) {
			t.Errorf("%s: the log is %q, want %q in it", tt.name, log, tt.log)
		}
	}
}

// Recorded, test_lambda_selection_patterns, and facts of integrations.md 4.
func TestLambdaBackend(t *testing.T) {
	t.Parallel()
	const failed = `{"errorMessage": "raised four hundred", "errorType": "Exception"}`
	for _, tt := range []struct {
		name   string
		change func(*world, *apigw.Integration)
		body   string
		status int
		want   string
		event  string
	}{
		{name: "the result is the body", body: `{"a": 1}`, status: 200, want: `"Pass"`, event: `{"a": 1}`},
		{name: "no body is an empty event", status: 200, want: `"Pass"`, event: `{}`},
		{name: "by the error's message", change: func(w *world, _ *apigw.Integration) { w.answer, w.failed = failed, "Unhandled" }, status: 405, want: failed, event: `{}`},
		{name: "other errors", change: func(w *world, _ *apigw.Integration) { w.answer, w.failed = `{"errorMessage": "no"}`, "Unhandled" }, status: 502, want: `{"errorMessage": "no"}`, event: `{}`},
		{name: "a payload that is no JSON", body: "text", status: 200, want: unreadable},
		{
			name: "asynchronous", change: func(_ *world, in *apigw.Integration) {
				in.RequestParameters = map[string]string{"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
			}, body: `{"a": 1}`, status: 200, event: `{"a": 1}`,
		},
		{name: "not POST", change: func(_ *world, in *apigw.Integration) { in.HTTPMethod = "GET" }, status: 500, want: `{"message": "Internal server error"}`},
		{name: "too slow", change: func(w *world, in *apigw.Integration) { w.block, in.TimeoutInMillis = true, 50 }, status: 504, want: `{"message": "Endpoint request timed out"}`, event: `{}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: POST")
			w.answer = `"Pass"`
			in := w.integration("/a", &apigw.Integration{
				Type: apigw.IntegrationAWS, HTTPMethod: "POST", URI: functionURI,
				Responses: []*apigw.IntegrationResponse{
					{StatusCode: "200"}, {StatusCode: "502", SelectionPattern: ".+"}, {StatusCode: "405", SelectionPattern: ".*four hundred.*"}, {StatusCode: "504", SelectionPattern: "200"},
				},
			})
			for _, r := range in.Responses {
				w.method("/a").Responses[r.StatusCode] = &apigw.MethodResponse{StatusCode: r.StatusCode}
			}
			if tt.change != nil {
				tt.change(w, in)
			}
			got := w.call(http.MethodPost, "/dev/a", tt.body)
			if got.Code != tt.status || got.Body.String() != tt.want || string(w.event) != tt.event {
				t.Errorf("got %d %s for %s, want %d %s for %s", got.Code, got.Body, w.event, tt.status, tt.want, tt.event)
			}
		})
	}
}

func TestXMLToJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{`<?xml version="1.0"?><SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult><MessageId>1</MessageId></SendMessageResult><ResponseMetadata><RequestId>2</RequestId></ResponseMetadata></SendMessageResponse>`, `{"SendMessageResponse":{"SendMessageResult":{"MessageId":"1"},"ResponseMetadata":{"RequestId":"2"}}}`},
		{`<ErrorResponse><Error><Type>Sender</Type><Code>X</Code><Message>no &quot;q&quot;</Message></Error><RequestId>2</RequestId></ErrorResponse>`, `{"Error":{"Type":"Sender","Code":"X","Message":"no \"q\""},"RequestId":"2"}`},
		{`<R><Topics><member><Arn>a</Arn></member></Topics><A>1</A><A>2</A><E/></R>`, `{"R":{"Topics":[{"Arn":"a"}],"A":["1","2"],"E":""}}`},
		{`<R>`, "error"}, {``, "error"}, {`{}`, "error"}, {strings.Repeat("<a>", 500), "error"},
	} {
		got, err := xmlToJSON([]byte(tt.in))
		if err != nil {
			got = []byte("error")
		}
		if string(got) != tt.want {
			t.Errorf("xmlToJSON(%.60q): got %s, %v, want %s", tt.in, got, err, tt.want)
		}
	}
}

func FuzzXMLToJSON(f *testing.F) {
	f.Add(`<a><b>1</b><b/></a>`)
	f.Fuzz(func(t *testing.T, s string) {
		if out, err := xmlToJSON([]byte(s)); err == nil && !json.Valid(out) {
			t.Errorf("%q became %s, which is no JSON", s, out)
		}
	})
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "127.0.0.1:8000", "ftp://x", "http://", "http://[::1"} {
		if _, err := endpoints("service", map[string]string{"sqs": address}); err == nil || !strings.Contains(err.Error(), "service sqs") {
			t.Errorf("%q: got %v", address, err)
		}
	}
	all, err := endpoints("service", map[string]string{"sqs": "http://127.0.0.1:9324"})
	if err != nil || fmt.Sprint(all["sqs"]) != "http://127.0.0.1:9324" {
		t.Errorf("got %v, %v", all, err)
	}
}
