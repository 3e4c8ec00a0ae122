// Command adapter is a Lambda function as apigen's users have it: an http.Handler
// behind lambdahttp.
package main

import (
	"io"
	"net/http"

	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	lambdahttp.Start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Location", r.URL.Path)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, r.Method+" "+r.URL.Path)
	}), lambdahttp.Options{})
}
