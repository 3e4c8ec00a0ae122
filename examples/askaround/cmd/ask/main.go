// Command ask is the API as a Lambda function. QUESTIONS_QUEUE, STARS_QUEUE and
// PLACES_QUEUE are the URLs of its queues.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/apigen-go/apigen/examples/askaround/generated/server"
	"github.com/apigen-go/apigen/examples/askaround/handlers"
	"github.com/apigen-go/apigen/examples/askaround/store"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	around := &handlers.Around{
		Store: &store.Store{DB: dynamodb.NewFromConfig(cfg)}, SQS: sqs.NewFromConfig(cfg),
		Queues: handlers.Queues{Questions: os.Getenv("QUESTIONS_QUEUE"), Stars: os.Getenv("STARS_QUEUE"), Places: os.Getenv("PLACES_QUEUE")},
	}
	lambdahttp.Start(server.Handler(around), lambdahttp.Options{})
}
