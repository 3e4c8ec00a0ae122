// Command bootstrap is the function of the package's tests: what it does is in
// the payload.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// build is set by the linker, so that two builds differ.
var build = "first"

type request struct {
	Do     string `json:"do"`
	Millis int    `json:"millis"`
	File   string `json:"file"`
}

type response struct {
	PID      int               `json:"pid"`
	Build    string            `json:"build"`
	ID       string            `json:"id"`
	ARN      string            `json:"arn"`
	Deadline int64             `json:"deadline"` // milliseconds from now
	Trace    string            `json:"trace"`
	Env      map[string]string `json:"env"`
}

func handle(ctx context.Context, req request) (response, error) {
	switch req.Do {
	case "crash":
		os.Exit(3)
	case "error":
		return response{}, errors.New("refused")
	case "panic":
		panic("lost")
	case "print":
		fmt.Println("a line of the function")
	case "wait for":
		// Until as many processes as asked for have left a file behind.
		if err := os.WriteFile(fmt.Sprintf("%s/%d", req.File, os.Getpid()), nil, 0o600); err != nil {
			return response{}, err
		}
		for {
			entries, err := os.ReadDir(req.File)
			if err != nil || len(entries) >= req.Millis {
				break
			}
			time.Sleep(time.Millisecond)
		}
	case "hang":
		<-make(chan struct{})
	}
	lc, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	env := map[string]string{}
	for _, name := range []string{"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_REGION", "_HANDLER", "LAMBDA_TASK_ROOT", "COLOUR"} {
		env[name] = os.Getenv(name)
	}
	return response{
		PID: os.Getpid(), Build: build, ID: lc.AwsRequestID, ARN: lc.InvokedFunctionArn,
		Deadline: time.Until(deadline).Milliseconds(), Trace: os.Getenv("_X_AMZN_TRACE_ID"), Env: env,
	}, nil
}

func main() {
	if os.Getenv("FAIL_INIT") != "" {
		fmt.Fprintln(os.Stderr, "cannot start")
		os.Exit(1)
	}
	if os.Getenv("STREAM") != "" {
		lambda.Start(stream)
	}
	lambda.Start(handle)
}

// An answer is streamed: the client asks for its content type.
type answer struct{ io.Reader }

func (answer) ContentType() string { return "application/vnd.awslambda.http-integration-response" }

func (answer) MarshalJSON() ([]byte, error) { return nil, errors.New("a stream is no JSON value") }

// stream writes a head and a first part, waits for a file, and goes on as it is
// told.
func stream(_ context.Context, req request) (*answer, error) {
	if req.Do == "error" {
		return nil, errors.New("refused")
	}
	out, in := io.Pipe()
	go func() {
		fmt.Fprint(in, `{"statusCode":201}`+"\x00\x00\x00\x00\x00\x00\x00\x00first ")
		for {
			if _, err := os.Stat(req.File); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		switch req.Do {
		case "fail":
			_ = in.CloseWithError(errors.New("lost"))
		case "crash":
			os.Exit(3)
		}
		fmt.Fprint(in, "second")
		_ = in.Close()
	}()
	return &answer{out}, nil
}
