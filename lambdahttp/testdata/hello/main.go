// Command hello is the smallest function there is: what it does before main is
// what every function pays.
package main

import (
	"io"
	"net/http"
	"os"
	"time"

	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	lambdahttp.Start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, "hello ")
		w.(http.Flusher).Flush()
		if _, ok := r.Context().Deadline(); ok {
			_, _ = io.WriteString(w, r.URL.Path)
		}
	}), lambdahttp.Options{Stream: os.Getenv("STREAM") != "", Margin: time.Millisecond})
}
