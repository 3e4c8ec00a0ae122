// Command post is the API as a Lambda function. TABLE names the table.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/apigen-go/apigen/examples/datastore/generated/server"
	"github.com/apigen-go/apigen/examples/datastore/handlers"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	store := &handlers.Store{DB: dynamodb.NewFromConfig(cfg), Table: os.Getenv("TABLE")}
	lambdahttp.Start(server.Handler(store), lambdahttp.Options{})
}
