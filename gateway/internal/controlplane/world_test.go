package controlplane

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	awslambda "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const account = "123456789012"

// A world is a control plane with SDK clients for it.
type world struct {
	t      *testing.T
	ctx    context.Context
	store  *state.Store
	url    string
	client *http.Client
	api    *apigateway.Client
	lambda *awslambda.Client
}

func newWorld(t *testing.T) *world {
	t.Helper()
	store, err := state.Open("")
	if err != nil {
		t.Fatal(err)
	}
	log, source := slog.New(slog.DiscardHandler), ids.New(nil)
	now := time.Date(2026, 7, 10, 19, 19, 4, 0, time.UTC)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	functions, err := lambda.NewHost(lambda.Config{
		Functions: []lambda.Function{{Name: "directory", Handler: func(_ context.Context, p []byte) ([]byte, error) {
			if string(p) == `"fail"` {
				return nil, errors.New("refused")
			}
			return p, nil
		}}},
		Region: "us-east-1", AccountID: account, Log: log, Now: time.Now, NewID: source.UUID,
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := dataplane.New(dataplane.Config{Store: store, Functions: functions, IDs: source, Now: time.Now, Log: log, AccountID: account, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(New(Config{
		Store: store, DataPlane: data, Functions: functions, IDs: source, Now: clock, Log: log,
		AccountID: account, Region: "us-east-1",
	}))
	t.Cleanup(func() { srv.Close(); functions.Close(); data.Close() })
	conf := aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(srv.URL), HTTPClient: srv.Client(), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	}
	return &world{
		t: t, ctx: t.Context(), store: store, url: srv.URL, client: srv.Client(),
		api: apigateway.NewFromConfig(conf), lambda: awslambda.NewFromConfig(conf),
	}
}

// must gives the value of a call that has to succeed.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// failure writes an error as status, code and message.
func failure(err error) string {
	var api smithy.APIError
	var resp *smithyhttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &resp) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%d %s: %s", resp.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage())
}

func (w *world) read(file string) []byte {
	w.t.Helper()
	return must(os.ReadFile("testdata/" + file))
}

// streaming is pets.yaml with an integration that is not served.
func (w *world) streaming() []byte {
	w.t.Helper()
	return bytes.Replace(w.read("pets.yaml"), []byte("type: http\n"), []byte("type: http\n        responseTransferMode: STREAM\n"), 1)
}

// imported imports a document and gives the API's id.
func (w *world) imported(doc []byte) string {
	w.t.Helper()
	return *must(w.api.ImportRestApi(w.ctx, &apigateway.ImportRestApiInput{Body: doc})).Id
}

// resources gives the resources of an API by path, methods embedded.
func (w *world) resources(apiID string) map[string]types.Resource {
	w.t.Helper()
	out := map[string]types.Resource{}
	pages := apigateway.NewGetResourcesPaginator(w.api, &apigateway.GetResourcesInput{RestApiId: &apiID, Embed: []string{"methods"}, Limit: aws.Int32(2)})
	for pages.HasMorePages() {
		for _, r := range must(pages.NextPage(w.ctx)).Items {
			out[*r.Path] = r
		}
	}
	return out
}

// bare gives a control plane without listener and functions.
func bare(t *testing.T) *Server {
	t.Helper()
	log, source := slog.New(slog.DiscardHandler), ids.New(nil)
	store := must(state.Open(""))
	data := must(dataplane.New(dataplane.Config{Store: store, IDs: source, Now: time.Now, Log: log}))
	return New(Config{Store: store, DataPlane: data, IDs: source, Now: time.Now, Log: log, AccountID: account, Region: "us-east-1"})
}
