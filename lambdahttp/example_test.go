package lambdahttp_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/apigen-go/apigen/lambdahttp"
)

func ExampleHandler_Invoke() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /personnel/{id}", func(w http.ResponseWriter, r *http.Request) {
		gateway, _ := lambdahttp.RequestContext(r.Context())
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id":%q,"stage":%q}`, r.PathValue("id"), gateway.Stage)
	})
	h := lambdahttp.New(mux, lambdahttp.Options{})

	event := `{"resource":"/personnel/{id}","httpMethod":"GET","path":"/personnel/7","requestContext":{"stage":"live"}}`
	out, err := h.Invoke(context.Background(), []byte(event))
	fmt.Println(string(out), err)
	// Output:
	// {"statusCode":200,"multiValueHeaders":{"Content-Type":["application/json"]},"body":"{\"id\":\"7\",\"stage\":\"live\"}","isBase64Encoded":false} <nil>
}
