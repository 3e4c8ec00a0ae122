// Command server is the person service as a process, the backend of an http_proxy
// integration.
package main

import (
	"log"
	"os"

	"github.com/apigen-go/apigen/examples/person/generated/server"
	"github.com/apigen-go/apigen/examples/person/handlers"
)

func main() {
	addr := os.Getenv("ADDR")
	if addr == "" {
		addr = "127.0.0.1:8080"
	}
	log.Printf("listening on %q", addr)
	log.Fatal(server.New(new(handlers.People)).Start(addr))
}
