// Command lambda is the person service as a Lambda function.
package main

import (
	"github.com/apigen-go/apigen/examples/person/generated/server"
	"github.com/apigen-go/apigen/examples/person/handlers"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	lambdahttp.Start(server.Handler(new(handlers.People)), lambdahttp.Options{})
}
