// Command setup makes the tables and queues in an emulator.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/apigen-go/apigen/examples/askaround/store"
)

func main() {
	endpoint := flag.String("endpoint", "http://127.0.0.1:5000", "URL of the emulator")
	flag.Parse()
	cfg := aws.Config{Region: "us-east-1", BaseEndpoint: endpoint, Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")}
	db, queues := dynamodb.NewFromConfig(cfg), sqs.NewFromConfig(cfg)
	for _, table := range []*dynamodb.CreateTableInput{
		{
			TableName: aws.String(store.Questions), KeySchema: key("id"), AttributeDefinitions: texts("id", "cell", "geohash"),
			GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
				IndexName: aws.String(store.Near), KeySchema: key("cell", "geohash"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
			}},
		},
		{
			TableName: aws.String(store.Answers), KeySchema: key("question_id", "user"), AttributeDefinitions: texts("question_id", "user"),
			StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
		},
		{TableName: aws.String(store.Counted), KeySchema: key("event"), AttributeDefinitions: texts("event")},
	} {
		table.BillingMode = types.BillingModePayPerRequest
		if _, err := db.CreateTable(context.Background(), table); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := db.UpdateTimeToLive(context.Background(), &dynamodb.UpdateTimeToLiveInput{
		TableName:               aws.String(store.Counted),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expires"), Enabled: aws.Bool(true)},
	}); err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"questions", "stars", "places"} {
		if _, err := queues.CreateQueue(context.Background(), &sqs.CreateQueueInput{QueueName: &name}); err != nil {
			log.Fatal(err)
		}
	}
}

// key is a partition key, and a sort key when there are two names.
func key(names ...string) []types.KeySchemaElement {
	kinds := []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}
	var out []types.KeySchemaElement
	for i, name := range names {
		out = append(out, types.KeySchemaElement{AttributeName: &name, KeyType: kinds[i]})
	}
	return out
}

func texts(names ...string) []types.AttributeDefinition {
	var out []types.AttributeDefinition
	for _, name := range names {
		out = append(out, types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS})
	}
	return out
}
