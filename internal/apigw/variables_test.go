package apigw

import (
	"slices"
	"testing"
)

func TestParseLambdaURI(t *testing.T) {
	t.Parallel()
	const lead = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
	for _, tt := range []struct {
		uri  string
		want LambdaFunction
		ok   bool
	}{
		{lead + "arn:aws:lambda:eu-west-1:111111111111:function:f/invocations", LambdaFunction{"aws", "eu-west-1", "111111111111", "f", ""}, true},
		{lead + "arn:aws:lambda:eu-west-1:111111111111:function:f:live/invocations", LambdaFunction{"aws", "eu-west-1", "111111111111", "f", "live"}, true},
		{lead + "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${stageVariables.function}/invocations",
			LambdaFunction{"aws", "${AWS::Region}", "${AWS::AccountId}", "${stageVariables.function}", ""}, true},
		{"arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/arn:aws:lambda:eu-west-1:1:function:f/response-streaming-invocations",
			LambdaFunction{"aws", "eu-west-1", "1", "f", ""}, true},
		{"arn:aws:lambda:eu-west-1:1:function:f", LambdaFunction{}, false},
		{"arn:aws:apigateway:eu-west-1:s3:path/b/k", LambdaFunction{}, false},
		{lead + "arn:aws:lambda:eu-west-1:1:function:f", LambdaFunction{}, false},
		{"", LambdaFunction{}, false},
	} {
		got, ok := ParseLambdaURI(tt.uri)
		if got != tt.want || ok != tt.ok {
			t.Errorf("ParseLambdaURI(%q) = %+v, %v, want %+v, %v", tt.uri, got, ok, tt.want, tt.ok)
		}
	}
	f := LambdaFunction{"aws", "r", "1", "f", "live"}
	if got, want := f.ARN(), "arn:aws:lambda:r:1:function:f:live"; got != want {
		t.Errorf("ARN() = %s, want %s", got, want)
	}
}

func TestExpandAWS(t *testing.T) {
	t.Parallel()
	doc := parse(t, "api.yaml", "a: ['${AWS::Region} ${AWS::AccountId} ${AWS::Partition} ${AWS::StackName}']\n")
	out := ExpandAWS(doc, Environment{Region: "eu-west-1", AccountID: "111111111111"})
	if got, want := out.Root.Lookup("/a/0").Text, "eu-west-1 111111111111 aws ${AWS::StackName}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStageVariables(t *testing.T) {
	t.Parallel()
	api, _ := read(t, `
openapi: 3.0.1
paths:
  /a:
    get:
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: http://${stageVariables.host}/x
        connectionType: VPC_LINK
        connectionId: ${stageVariables.link}
        requestParameters: {integration.request.header.A: stageVariables.mapped}
        requestTemplates: {application/json: "$stageVariables.dotted ${stageVariables['indexed']} $!stageVariables.get('got') $stageVariables.keySet() $stageVariables.get($name)"}
        responses: {default: {statusCode: 200, responseTemplates: {text/plain: "the word stageVariables.no"}}}
`, ReadOptions{})
	if got, want := api.StageVariables(), []string{"dotted", "got", "host", "indexed", "link", "mapped"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	text, missing := ExpandStageVariables("http://${stageVariables.a}/${stageVariables.b}", map[string]string{"a": "x"})
	if text != "http://x/${stageVariables.b}" || !slices.Equal(missing, []string{"b"}) {
		t.Errorf("ExpandStageVariables gave %q, %q", text, missing)
	}
}

func FuzzParseLambdaURI(f *testing.F) {
	const lead, tail = "arn:aws:apigateway:r:lambda:path/2015-03-31/functions/", "/invocations"
	f.Add(lead + "arn:aws:lambda:r:1:function:f:live" + tail)
	f.Add(lead + "arn:aws:lambda:${AWS::Region}:#{x}:function:${stageVariables.f}" + tail)
	f.Fuzz(func(t *testing.T, uri string) {
		fn, ok := ParseLambdaURI(uri)
		if !ok {
			return
		}
		again, ok := ParseLambdaURI(lead + fn.ARN() + tail)
		if !ok || again != fn {
			t.Errorf("%q names %+v, whose ARN names %+v", uri, fn, again)
		}
	})
}
