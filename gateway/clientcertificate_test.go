package gateway_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/gateway"
)

// A backend that demands the stage's client certificate is served over both HTTP
// integrations once the stage has one, and by no stage without.
func TestClientCertificate(t *testing.T) {
	dir := t.TempDir()
	w := open(t, gateway.Config{Dir: dir})
	c, err := w.api.GenerateClientCertificate(t.Context(), &apigateway.GenerateClientCertificateInput{Description: aws.String("for the directory")})
	if err != nil {
		t.Fatal(err)
	}
	backend := demanding(t, *c.PemEncodedCertificate)
	method := func(kind string) string {
		return fmt.Sprintf(`{"get":{"responses":{"200":{"description":"OK"}},"x-amazon-apigateway-integration":{"type":%q,"httpMethod":"GET","uri":%q,"tlsConfig":{"insecureSkipVerification":true},"responses":{"default":{"statusCode":"200"}}}}}`, kind, backend.URL)
	}
	api := w.deploy(t, []byte(doc(`"/http":`+method("http")+`,"/proxy":`+method("http_proxy"), "")))
	ask := func(w *world, path string) string {
		got := w.call(t, "GET", w.InvokeURL(api, "dev")+path, "")
		return fmt.Sprint(got.status, " ", got.body)
	}
	const refused = `504 {"message": "Network error communicating with endpoint"}`
	set := func(id string) {
		t.Helper()
		if _, err := w.api.UpdateStage(t.Context(), &apigateway.UpdateStageInput{RestApiId: &api, StageName: aws.String("dev"), PatchOperations: []types.PatchOperation{
			{Op: types.OpReplace, Path: aws.String("/clientCertificateId"), Value: &id},
		}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"/http", "/proxy"} {
		if got := ask(w, path); got != refused {
			t.Errorf("%s without a certificate: %s", path, got)
		}
		set(*c.ClientCertificateId)
		if got := ask(w, path); got != "200 CN=ApiGateway,O=Amazon.com,L=Seattle,C=US" {
			t.Errorf("%s: %s", path, got)
		}
		other, err := w.api.GenerateClientCertificate(t.Context(), &apigateway.GenerateClientCertificateInput{})
		if err != nil {
			t.Fatal(err)
		}
		set(*other.ClientCertificateId)
		if got := ask(w, path); got != refused {
			t.Errorf("%s with another certificate: %s", path, got)
		}
		set("nosuch")
		if got := ask(w, path); got != "500 "+internal {
			t.Errorf("%s with a certificate there is not: %s", path, got)
		}
		set("")
	}
	if got := testInvoke(t, w, api, "/http", c.ClientCertificateId); got != "200 CN=ApiGateway,O=Amazon.com,L=Seattle,C=US" {
		t.Errorf("TestInvokeMethod: %s", got)
	}

	set(*c.ClientCertificateId)
	left := filepath.Join(t.TempDir(), "left")
	if err := os.CopyFS(left, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if got := ask(open(t, gateway.Config{Dir: left}), "/http"); !strings.HasPrefix(got, "200 ") {
		t.Errorf("after a restart: %s", got)
	}
	resp, err := w.http.Get(w.URL() + "/clientcertificates")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || bytes.Contains(text, []byte("PRIVATE")) {
		t.Errorf("a call shows the key: %s, %v", text, err)
	}
}

// demanding starts a backend that serves whoever presents a certificate, and
// answers with its subject.
func demanding(t *testing.T, certificate string) *httptest.Server {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(certificate)) {
		t.Fatalf("no certificate: %s", certificate)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.PeerCertificates[0].Subject.String())
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool, MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// testInvoke calls GET of a path by TestInvokeMethod.
func testInvoke(t *testing.T, w *world, api, path string, certificate *string) string {
	t.Helper()
	resources, err := w.api.GetResources(t.Context(), &apigateway.GetResourcesInput{RestApiId: &api})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range resources.Items {
		if *r.Path != path {
			continue
		}
		got, err := w.api.TestInvokeMethod(t.Context(), &apigateway.TestInvokeMethodInput{RestApiId: &api, ResourceId: r.Id, HttpMethod: aws.String("GET"), ClientCertificateId: certificate})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(got.Status, " ", *got.Body)
	}
	t.Fatalf("no resource %s", path)
	return ""
}
