// Command summary is the weekly job as a Lambda function, started by a schedule of
// EventBridge. TABLE names the table, BUCKET where summaries go.
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/apigen-go/apigen/examples/datastore/summary"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	// Emulators have no host for each bucket.
	files := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = cfg.BaseEndpoint != nil })
	w := &summary.Writer{DB: dynamodb.NewFromConfig(cfg), Table: os.Getenv("TABLE"), Files: files, Bucket: os.Getenv("BUCKET")}
	lambda.Start(w.Write)
}
