package control

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

func TestGrants(t *testing.T) {
	t.Parallel()
	const uri = "arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:r:1:function:%s/invocations"
	method := func(verb, function string) *apigw.Method {
		return &apigw.Method{HTTPMethod: verb, Integration: &apigw.Integration{Type: "AWS_PROXY", URI: fmt.Sprintf(uri, function)}}
	}
	withRole := method("GET", "f")
	withRole.Integration.Credentials = "arn:aws:iam::1:role/r"
	api := &apigw.RestAPI{
		Resources: []*apigw.Resource{
			{Path: "/", Methods: []*apigw.Method{method("GET", "f")}},
			{Path: "/a/{id}", Methods: []*apigw.Method{method("GET", "f:live"), method("ANY", "${stageVariables.fn}"), method("PUT", "${stageVariables.gone}")}},
			{Path: "/a/{other}", Methods: []*apigw.Method{method("GET", "f:live")}},
			{Path: "/files/{rest+}", Methods: []*apigw.Method{method("GET", "f"), withRole}},
		},
		Authorizers: []*apigw.Authorizer{{Name: "auth", URI: fmt.Sprintf(uri, "auth")}},
	}
	grants, warnings := grantsOf(restAPI{api}, "api1", "r", account{"1", "aws"}, map[string]string{"fn": "g"})
	var got []string
	for _, g := range grants {
		got = append(got, strings.TrimSuffix(g.function.Name+":"+g.function.Qualifier, ":")+" "+strings.TrimPrefix(g.source, "arn:aws:execute-api:r:1:api1/"))
	}
	want := []string{"f */GET/", "f */GET/files/*", "f:live */GET/a/*", "g */*/a/*", "auth authorizers/*"}
	if !slices.Equal(got, want) {
		t.Errorf("grants %q, want %q", got, want)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "stage variable gone") {
		t.Errorf("warnings %q", warnings)
	}
}

func TestStatementAllows(t *testing.T) {
	t.Parallel()
	const source = "arn:aws:execute-api:r:1:api1/*/GET/a/*"
	const head = `{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction"`
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"the same", head + `,"Condition":{"ArnLike":{"AWS:SourceArn":"` + source + `"}}}`, true},
		{"the whole API", head + `,"Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:r:1:api1/*"}}}`, true},
		{"one stage only", head + `,"Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:r:1:api1/dev/GET/a/*"}}}`, false},
		{"another API", head + `,"Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:execute-api:r:1:api2/*"}}}`, false},
		{"no condition", head + `}`, true},
		{"the account", head + `,"Condition":{"StringEquals":{"AWS:SourceAccount":"1"}}}`, true},
		{"another account", head + `,"Condition":{"StringEquals":{"AWS:SourceAccount":["2"]}}}`, false},
		{"an unknown condition", head + `,"Condition":{"Bool":{"aws:SecureTransport":"true"}}}`, false},
		{"another service", strings.Replace(head, "apigateway", "events", 1) + `}`, false},
		{"another action", strings.Replace(head, "InvokeFunction", "GetFunction", 1) + `}`, false},
		{"a list of actions", strings.Replace(head, `"lambda:InvokeFunction"`, `["lambda:GetFunction","lambda:*"]`, 1) + `}`, true},
		{"anybody", `{"Effect":"Allow","Principal":"*","Action":"lambda:*"}`, true},
		{"a refusal", strings.Replace(head, "Allow", "Deny", 1) + `}`, false},
	} {
		var s statement
		if err := json.Unmarshal([]byte(tt.text), &s); err != nil {
			t.Fatal(err)
		}
		if got := s.allows(source, "1"); got != tt.want {
			t.Errorf("%s: allows = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestOwnResource(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"Resource":"arn:aws:execute-api:eu-west-1:1:abc/*"}`:                                             `{"Resource":"execute-api:/*"}`,
		`{"Resource":["arn:aws:execute-api:eu-west-1:1:abc/x","arn:aws:execute-api:eu-west-1:1:other/*"]}`: `{"Resource":["execute-api:/x","arn:aws:execute-api:eu-west-1:1:other/*"]}`,
		`{"Resource":["arn:aws:execute-api:eu-west-1:1:other/*","arn:aws:execute-api:eu-west-1:1:abc/*"]}`: `{"Resource":["arn:aws:execute-api:eu-west-1:1:other/*","execute-api:/*"]}`,
		`{"Resource":"execute-api:/*"}`: `{"Resource":"execute-api:/*"}`,
	} {
		if got := ownResource(in, "abc"); got != want {
			t.Errorf("ownResource(%s) = %s, want %s", in, got, want)
		}
	}
}

func FuzzStatement(f *testing.F) {
	f.Add(`{"Effect":"Allow","Principal":{"Service":["apigateway.amazonaws.com"]},"Action":"*","Condition":{"ArnLike":{"AWS:SourceArn":["*"]}}}`, "arn:aws:execute-api:r:1:api/*/GET/")
	f.Add(`{"Principal":"*","Condition":{"StringEquals":{"AWS:SourceAccount":"1"}}}`, "?")
	f.Fuzz(func(t *testing.T, text, source string) {
		var s statement
		if json.Unmarshal([]byte(text), &s) == nil && s.allows(source, "1") && s.Effect != "Allow" {
			t.Error("a statement that does not allow allows")
		}
		if got := ownResource(text, "abc"); len(got) > len(text) {
			t.Errorf("ownResource made %q longer: %q", text, got)
		}
	})
}
