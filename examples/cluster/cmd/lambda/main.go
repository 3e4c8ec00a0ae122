// Command lambda runs the tool that PCLUSTER names as a Lambda function.
package main

import (
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/apigen-go/apigen/examples/cluster/handlers"
)

func main() {
	lambda.Start(handlers.Runner{Program: os.Getenv("PCLUSTER")}.Run)
}
