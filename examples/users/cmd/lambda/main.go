// Command lambda is the users' service as a Lambda function. TABLE names the
// table.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/apigen-go/apigen/examples/users/generated/server"
	"github.com/apigen-go/apigen/examples/users/handlers"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	users := &handlers.Users{DB: dynamodb.NewFromConfig(cfg), Table: os.Getenv("TABLE")}
	lambdahttp.Start(server.Handler(users), lambdahttp.Options{})
}
