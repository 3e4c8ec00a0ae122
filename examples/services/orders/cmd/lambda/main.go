// Command lambda is the orders service as a Lambda function. CATALOG_URL is where
// the catalog is, DISCOUNT the percentage for who buys ten or more.
package main

import (
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/examples/services/catalog/generated/client"
	"github.com/apigen-go/apigen/examples/services/orders/generated/server"
	"github.com/apigen-go/apigen/examples/services/orders/handlers"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	discount, err := strconv.ParseInt(os.Getenv("DISCOUNT"), 10, 64)
	if err != nil {
		log.Fatalf("DISCOUNT: %v", err)
	}
	catalog, err := client.New(os.Getenv("CATALOG_URL"), call.HTTPClient(&http.Client{Timeout: 5 * time.Second}), call.Retry(call.Backoff{Attempts: 2}))
	if err != nil {
		log.Fatalf("CATALOG_URL: %v", err)
	}
	lambdahttp.Start(server.Handler(&handlers.Orders{Catalog: catalog, Discount: discount}), lambdahttp.Options{})
}
