// Command lambda is the catalog as a Lambda function.
package main

import (
	"log"

	"github.com/apigen-go/apigen/examples/services/catalog/generated/server"
	"github.com/apigen-go/apigen/examples/services/catalog/handlers"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	catalog, err := handlers.New()
	if err != nil {
		log.Fatal(err)
	}
	lambdahttp.Start(server.Handler(catalog), lambdahttp.Options{})
}
