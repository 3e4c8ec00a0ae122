package authorizer_test

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/lambdahttp/authorizer"
)

func Example() {
	departments := map[string]string{"abc": "research"}
	h := authorizer.New(func(_ context.Context, r *authorizer.Request) (*authorizer.Decision, error) {
		department, ok := departments[r.Token()]
		if !ok {
			return nil, authorizer.ErrUnauthorized
		}
		return authorizer.Allow("user-7").
			Only("GET", "/personnel/{id}").
			Only("*", "/departments/"+department+"/*").
			With("department", department), nil
	}, authorizer.Options{})

	event := `{"type":"TOKEN","authorizationToken":"Bearer abc","methodArn":"arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/GET/personnel/7"}`
	out, err := h.Invoke(context.Background(), []byte(event))
	fmt.Println(string(out), err)
	// Output:
	// {"principalId":"user-7","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke"],"Effect":"Allow","Resource":["arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/GET/personnel/*","arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/*/departments/research/*"]}]},"context":{"department":"research"}} <nil>
}

// What API Gateway would answer 500 for is an error that says why.
func ExampleDecision_With() {
	h := authorizer.New(func(context.Context, *authorizer.Request) (*authorizer.Decision, error) {
		return authorizer.Allow("user-7").With("roles", []string{"clerk"}), nil
	}, authorizer.Options{})

	event := `{"type":"TOKEN","authorizationToken":"abc","methodArn":"arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/GET/"}`
	_, err := h.Invoke(context.Background(), []byte(event))
	fmt.Println(err)
	// Output:
	// authorize arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/GET/: context "roles": want a text, a number or a boolean
}
