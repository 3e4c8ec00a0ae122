// Command bootstrap is the Lambda function of the gateway's tests.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func handle(_ context.Context, e events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	if e.Path == "/pid" { // for a test that kills it
		return events.APIGatewayProxyResponse{StatusCode: http.StatusOK, Body: strconv.Itoa(os.Getpid())}, nil
	}
	fmt.Println("serving", e.HTTPMethod)
	return events.APIGatewayProxyResponse{
		StatusCode: http.StatusCreated,
		Headers:    map[string]string{"Location": e.Path, "Content-Type": "text/plain"},
		Body:       e.HTTPMethod + " " + e.Path,
	}, nil
}

func main() { lambda.Start(handle) }
