// Command lambda is the authorizer as a Lambda function. ISSUER and AUDIENCE say
// whose tokens it takes.
package main

import (
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/apigen-go/apigen/examples/authorizer/handlers"
	"github.com/apigen-go/apigen/lambdahttp/authorizer"
	"github.com/apigen-go/apigen/lambdahttp/authorizer/jwtauth"
)

func main() {
	permissions, err := handlers.ReadPermissions(handlers.Document)
	if err != nil {
		log.Fatal(err)
	}
	tokens, err := jwtauth.NewVerifier(jwtauth.Config{Issuer: os.Getenv("ISSUER"), Audience: []string{os.Getenv("AUDIENCE")}})
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(authorizer.New(handlers.Authorize(tokens, permissions), authorizer.Options{}))
}
