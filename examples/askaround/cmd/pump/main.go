// Command pump leads from the queues and the stream of an emulator to the
// functions of the local gateway, until it is interrupted. In AWS event source
// mappings do it.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/apigen-go/apigen/examples/askaround/pump"
	"github.com/apigen-go/apigen/examples/askaround/store"
)

// pause is between two looks at everything.
const pause = time.Second

func main() {
	emulator := flag.String("emulator", "http://127.0.0.1:5000", "URL of the emulator")
	gateway := flag.String("gateway", "http://127.0.0.1:8790", "URL of the local gateway")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *emulator, *gateway); err != nil {
		log.Print(err)
	}
}

func run(ctx context.Context, emulator, gateway string) error {
	at := func(endpoint string) aws.Config {
		return aws.Config{Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")}
	}
	functions := lambda.NewFromConfig(at(gateway))
	table, err := dynamodb.NewFromConfig(at(emulator)).DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(store.Answers)})
	if err != nil {
		return err
	}
	sources := []interface {
		Poll(context.Context) (int, error)
	}{&pump.Stream{
		Streams: dynamodbstreams.NewFromConfig(at(emulator)), ARN: aws.ToString(table.Table.LatestStreamArn), Lambda: functions, Function: "aggregate",
	}}
	for _, name := range []string{"questions", "stars", "places"} {
		sources = append(sources, &pump.Queue{
			SQS: sqs.NewFromConfig(at(emulator)), URL: emulator + "/123456789012/" + name, Lambda: functions, Function: "worker",
		})
	}
	for ticks := time.Tick(pause); ctx.Err() == nil; {
		for _, source := range sources {
			if _, err := source.Poll(ctx); err != nil && ctx.Err() == nil {
				log.Print(err)
			}
		}
		select {
		case <-ticks:
		case <-ctx.Done():
		}
	}
	return nil
}
