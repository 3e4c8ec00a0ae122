// Command worker is the function behind the queues.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/apigen-go/apigen/examples/askaround/store"
	"github.com/apigen-go/apigen/examples/askaround/worker"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start((&worker.Worker{Store: &store.Store{DB: dynamodb.NewFromConfig(cfg)}}).Work)
}
