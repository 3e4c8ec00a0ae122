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

func TestSubstituteParameters(t *testing.T) {
	t.Parallel()
	doc := parse(t, "api.yaml", `
a: "${Pool}/${AWS::Region}/${stageVariables.x}"
b: !Sub "${Pool}-${!kept}-${Other}"
c: !Ref Pool
d: !GetAtt F.Arn
e: {Fn::If: [C, x, y]}
g: {Fn::If: [Yes, !Sub "${Pool}!", !Ref Other]}
h: {Fn::If: [No, x, {deep: !Ref Pool}]}
i: {Fn::ImportValue: !Sub "${Pool}-export"}
f: {Fn::Sub: ["${v}-${Pool}", {v: !Ref Pool}]}
requestTemplates: {application/json: "${name} ${Pool}"}
description: "costs ${money}"
`)
	out, left := SubstituteParameters(doc, map[string]string{"Pool": "p", "F.Arn": "arn:f", "stageVariables.x": "no", "Yes": "true", "No": "false", "${Pool}-export": "no", "p-export": "imported"})
	for key, want := range map[string]string{
		"a": "p/${AWS::Region}/${stageVariables.x}", "b": "p-${kept}-${Other}", "c": "p", "d": "arn:f", "f": "p-p", "g": "p!", "i": "imported",
	} {
		if got := out.Root.Get(key).StringOr("no string"); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if got, want := out.Root.At("requestTemplates", "application/json").Text, "${name} p"; got != want {
		t.Errorf("template %q, want %q", got, want)
	}
	if got := out.Root.At("h", "deep").StringOr("no string"); got != "p" {
		t.Errorf("h.deep = %q, want p", got)
	}
	var got []string
	for _, u := range left {
		got = append(got, u.Pointer+" "+u.Name)
	}
	// ${kept} was ${!kept}: what a Sub leaves in is for whoever reads it next.
	want := []string{"/b kept", "/b Other", "/e C (true or false)"}
	if !slices.Equal(got, want) {
		t.Errorf("unresolved %q, want %q", got, want)
	}
	if doc.Root.Get("c").Get("Ref") == nil {
		t.Error("the given document was changed")
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
        requestTemplates: {application/json: "$stageVariables.dotted ${stageVariables['indexed']} $!stageVariables.get('got')"}
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
