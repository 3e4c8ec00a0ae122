package jwtauth_test

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/lambdahttp/authorizer"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

func Example() {
	authorize, err := jwtauth.New(jwtauth.Config{
		Issuer:   "https://login.example.com/",
		Audience: []string{"https://api.example.com"},
		Scopes: map[string][]string{
			"directory/read":  {"GET /*"},
			"directory/write": {"POST /personnel", "* /personnel/{id}"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	h := authorizer.New(authorize, authorizer.Options{}) // lambda.Start(h) in main

	event := `{"type":"TOKEN","authorizationToken":"Bearer nonsense","methodArn":"arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/GET/"}`
	_, err = h.Invoke(context.Background(), []byte(event))
	fmt.Println(err)
	// Output:
	// Unauthorized
}
