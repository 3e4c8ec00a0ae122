// Command server is the person service as a process, the backend of an http_proxy
// integration.
package main

import (
	"flag"
	"log"

	"github.com/apigen-go/apigen/examples/person/generated/server"
	"github.com/apigen-go/apigen/examples/person/handlers"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	flag.Parse()
	log.Fatal(server.New(new(handlers.People)).Start(*listen))
}
