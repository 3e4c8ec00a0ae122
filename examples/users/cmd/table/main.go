// Command table makes the table AppDummy in a DynamoDB emulator.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/apigen-go/apigen/examples/users/handlers"
)

func main() {
	endpoint := flag.String("endpoint", "http://127.0.0.1:8000", "URL of the emulator")
	flag.Parse()
	db := dynamodb.NewFromConfig(aws.Config{
		Region: "us-east-1", BaseEndpoint: endpoint, Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	if err := (&handlers.Users{DB: db, Table: "AppDummy"}).CreateTable(context.Background()); err != nil {
		log.Fatal(err)
	}
}
