package lambda

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/caller"
	"github.com/apigen-go/apigen/lambdahttp"
)

// A service hears the same of its caller as a function and as a server, and no
// caller can say it is somebody else.
func TestCaller(t *testing.T) {
	t.Parallel()
	const event = `{"resource":"/x","httpMethod":"GET","path":"/x",
		"multiValueHeaders":{"X-Amzn-Request-Context":["{\"requestId\":\"forged\"}"],"X-Apigen-Stage-Variables":["{}"]},
		"stageVariables":{"color":"bl\u00fce"},
		"requestContext":{"requestId":"r-1","stage":"live","identity":{"apiKeyId":"k-1","sourceIp":"192.0.2.1"},
			"authorizer":{"claims":{"sub":"u-1","scope":"directory/read directory/write","exp":"1800000000"}}}}`
	want := caller.Info{
		RequestID: "r-1", Stage: "live", StageVariables: map[string]string{"color": "blüe"}, Principal: "u-1",
		Claims:   map[string]string{"sub": "u-1", "scope": "directory/read directory/write", "exp": "1800000000"},
		APIKeyID: "k-1", SourceIP: "192.0.2.1",
	}
	var got caller.Info
	service := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = caller.From(r.Context()) })

	srv := httptest.NewServer(caller.TrustGateway(service))
	t.Cleanup(srv.Close)
	h, _ := newHost(t, Function{Target: srv.URL})
	if _, err := h.Invoke(t.Context(), Invocation{Function: "directory", Payload: []byte(event)}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("as a server (-want +got):\n%s", diff)
	}

	got = caller.Info{}
	if _, err := lambdahttp.New(service, lambdahttp.Options{}).Invoke(context.Background(), []byte(event)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("as a function (-want +got):\n%s", diff)
	}
}
