package gateway_test

import (
	"context"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

// TestInvokeAuthorizer asks the function and gives its decision, with what is
// known of the caller.
func TestTestInvokeAuthorizer(t *testing.T) {
	decide := func(_ context.Context, payload []byte) ([]byte, error) {
		if strings.Contains(string(payload), `"let-me-in"`) {
			return []byte(`{"principalId": "ada", "context": {"team": "a"}, "policyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}]}}`), nil
		}
		return []byte(`"Unauthorized"`), nil
	}
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "decide", Handler: decide}}, OpenFunctions: true})
	api, err := w.api.CreateRestApi(t.Context(), &apigateway.CreateRestApiInput{Name: aws.String("a")})
	if err != nil {
		t.Fatal(err)
	}
	made, err := w.api.CreateAuthorizer(t.Context(), &apigateway.CreateAuthorizerInput{
		RestApiId: api.Id, Name: aws.String("door"), Type: types.AuthorizerTypeToken, IdentitySource: aws.String("method.request.header.Authorization"),
		AuthorizerUri: aws.String("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:decide/invocations"),
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(headers map[string]string) *apigateway.TestInvokeAuthorizerOutput {
		out, err := w.api.TestInvokeAuthorizer(t.Context(), &apigateway.TestInvokeAuthorizerInput{RestApiId: api.Id, AuthorizerId: made.Id, Headers: headers})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	got := ask(map[string]string{"Authorization": "let-me-in"})
	if got.ClientStatus != 200 || aws.ToString(got.PrincipalId) != "ada" || got.Authorization["team"][0] != "a" || !strings.Contains(aws.ToString(got.Policy), "execute-api:Invoke") {
		t.Errorf("allowed: %+v", got)
	}
	if !strings.Contains(aws.ToString(got.Log), "Starting authorizer: "+*made.Id) || !strings.Contains(aws.ToString(got.Log), "Successfully completed authorizer execution") {
		t.Errorf("the log is %s", aws.ToString(got.Log))
	}
	if got := ask(nil); got.ClientStatus != 401 || got.PrincipalId != nil {
		t.Errorf("without a token: %+v", got)
	}
}
