package lambdahttp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/apigen-go/apigen/lambdahttp"
	"github.com/apigen-go/apigen/lambdahttp/authorizer"
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

// Who calls, however the API found out.
func ExampleContext() {
	h := lambdahttp.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c, ok := lambdahttp.RequestContext(r.Context())
		if !ok {
			return // the request came through no gateway, as in a local run
		}
		if caller, ok := c.Caller(); ok {
			fmt.Println("IAM:", caller.ARN)
			return
		}
		fmt.Println("token:", c.PrincipalID(), c.Scopes(), c.Claims()["email"], c.Authorizer()["department"])
	}), lambdahttp.Options{})

	for _, authorizer := range []string{
		`"authorizer":{"claims":{"sub":"5f1c","scope":"directory/read","email":"zoe@example.com"}}`,
		`"authorizer":{"principalId":"5f1c","department":"research"}`,
		`"identity":{"userArn":"arn:aws:iam::210987654321:user/clerk"}`,
	} {
		event := `{"resource":"/","httpMethod":"GET","path":"/","requestContext":{` + authorizer + `}}`
		if _, err := h.Invoke(context.Background(), []byte(event)); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// token: 5f1c [directory/read] zoe@example.com <nil>
	// token: 5f1c []  research
	// IAM: arn:aws:iam::210987654321:user/clerk
}

// What has no place in Context is in the event.
func ExampleContext_Decode() {
	h := lambdahttp.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c, _ := lambdahttp.RequestContext(r.Context())
		var event events.ALBTargetGroupRequest
		if err := c.Decode(&event); err != nil {
			fmt.Println(err)
		}
		fmt.Println(c.Source(), event.RequestContext.ELB.TargetGroupArn)
	}), lambdahttp.Options{})

	event := `{"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:210987654321:targetgroup/staff/01"}},"httpMethod":"GET","path":"/","headers":{}}`
	if _, err := h.Invoke(context.Background(), []byte(event)); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Application Load Balancer arn:aws:elasticloadbalancing:eu-west-1:210987654321:targetgroup/staff/01
}

// One function may be an API, its authorizer, and kept warm.
func ExampleOptions() {
	auth := authorizer.New(func(_ context.Context, r *authorizer.Request) (*authorizer.Decision, error) {
		if r.Token() != "open sesame" {
			return nil, authorizer.ErrUnauthorized
		}
		return authorizer.Allow("ali"), nil
	}, authorizer.Options{})
	h := lambdahttp.New(http.NotFoundHandler(), lambdahttp.Options{
		Other:  auth.Invoke,
		WarmUp: func(context.Context) error { fmt.Println("connecting"); return nil },
	})

	for _, event := range []string{
		`{"warmup":true}`,
		`{"type":"TOKEN","authorizationToken":"let me in","methodArn":"arn:aws:execute-api:eu-west-1:210987654321:a1b2c3/live/GET/"}`,
	} {
		out, err := h.Invoke(context.Background(), []byte(event))
		fmt.Println(string(out), err)
	}
	// Output:
	// connecting
	// null <nil>
	//  Unauthorized
}

// Server-sent events: each Flush goes out at once.
func ExampleHandler_InvokeStream() {
	h := lambdahttp.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 2 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			w.(http.Flusher).Flush()
		}
	}), lambdahttp.Options{})

	event := `{"version":"2.0","rawPath":"/","requestContext":{"domainName":"abc.lambda-url.eu-west-1.on.aws","http":{"method":"GET"}}}`
	stream, err := h.InvokeStream(context.Background(), json.RawMessage(event))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stream.Close()
	all, err := io.ReadAll(stream)
	fmt.Println(stream.ContentType())
	fmt.Println(strings.ReplaceAll(string(all), "\x00", "0"), err)
	// Output:
	// application/vnd.awslambda.http-integration-response
	// {"statusCode":200,"headers":{"Content-Type":"text/event-stream"}}00000000data: 0
	//
	// data: 1
	//
	//  <nil>
}

func ExampleLogHandler() {
	noTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(lambdahttp.LogHandler(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime})))
	h := lambdahttp.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		log.InfoContext(r.Context(), "person found", "id", 7)
	}), lambdahttp.Options{Logger: log})

	event := `{"resource":"/","httpMethod":"GET","path":"/","requestContext":{"requestId":"0e9d8c7b"}}`
	if _, err := h.Invoke(context.Background(), []byte(event)); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"level":"INFO","msg":"person found","id":7,"gatewayRequestId":"0e9d8c7b"}
}
