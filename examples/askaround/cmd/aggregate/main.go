// Command aggregate is the function behind the stream of answers. IOT_ENDPOINT is
// the URL of AWS IoT's data plane.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/apigen-go/apigen/examples/askaround/aggregate"
	"github.com/apigen-go/apigen/examples/askaround/store"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	a := &aggregate.Aggregator{
		Store:  &store.Store{DB: dynamodb.NewFromConfig(cfg)},
		Topics: &aggregate.Topics{Endpoint: os.Getenv("IOT_ENDPOINT"), Config: cfg},
	}
	lambda.Start(a.Aggregate)
}
