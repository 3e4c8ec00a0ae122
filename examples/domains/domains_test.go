package domains_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
)

// TestDomains imports both APIs with the command, as their apigen.yaml says, calls
// them by their names and asks the log who was called how often.
func TestDomains(t *testing.T) {
	file := filepath.Join(t.TempDir(), "access.log")
	log, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	live := trial.Open(t, gateway.Config{AccessLog: log})
	apigen := trial.Bootstrap(t, "github.com/apigen-go/apigen/cmd/apigen")
	ids := map[string]string{}
	for _, api := range []string{"orders", "parcels"} {
		config := trial.Copy(t, api)
		for _, changed := range []bool{true, false} { // a second import has nothing to do
			cmd := exec.CommandContext(t.Context(), apigen, "import", "--config", config,
				"--listen", strings.TrimPrefix(live.URL(), "http://"), "--format", "json")
			var messages bytes.Buffer
			cmd.Stderr = &messages
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s: %v\n%s%s", cmd, err, out, &messages)
			}
			var result struct {
				ID        string
				Unchanged bool
			}
			if err := json.Unmarshal(out, &result); err != nil || result.Unchanged == changed {
				t.Fatalf("%s: %v\n%s", cmd, err, out)
			}
			ids[api] = result.ID
		}
	}

	// A second name for the parcels, which another team leads there.
	control := apigateway.NewFromConfig(aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(live.URL()), Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	track := aws.String("track.example.com")
	if _, err := control.CreateDomainName(t.Context(), &apigateway.CreateDomainNameInput{
		DomainName: track, RegionalCertificateArn: aws.String("arn:aws:acm:us-east-1:123456789012:certificate/1"),
		EndpointConfiguration: &types.EndpointConfiguration{Types: []types.EndpointType{types.EndpointTypeRegional}},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := control.CreateBasePathMapping(t.Context(), &apigateway.CreateBasePathMappingInput{
		DomainName: track, RestApiId: aws.String(ids["parcels"]), Stage: aws.String("live"),
	}); err != nil {
		t.Fatal(err)
	}

	byName := &http.Client{Transport: named{}}
	get := func(name, host, path string, status int, answer string) trial.Call {
		return trial.Call{Name: name, Method: "GET", Path: path, Header: map[string]string{"Host": host}, Status: status, Answer: answer}
	}
	shop := "shop.example.com"
	trial.Run(t, byName, live.URL(), []trial.Call{
		get("an order", shop, "/orders/1", 200, `{"id":"1","parcel":"https://shop.example.com/parcels/7"}`),
		get("a parcel of the same name", shop, "/parcels/7", 200, `{"id":"7","place":"Lisbon"}`),
		get("another parcel", shop, "/parcels/8", 200, `{"id":"8","place":"Lisbon"}`),
		get("a parcel by the other name", *track, "/7", 200, `{"id":"7","place":"Lisbon"}`),
		get("no API has the path", shop, "/bills/1", 403, `{"message":"Forbidden"}`),
		get("the base path is of one name alone", *track, "/parcels/7", 403, `{"message":"Missing Authentication Token"}`),
		get("orders have a custom name alone", ids["orders"]+".execute-api.localhost", "/live/1", 403, `{"message":"Forbidden"}`),
	})

	if err := log.Sync(); err != nil {
		t.Fatal(err)
	}
	query := trial.Bootstrap(t, "./cmd/bydomain")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "DomainName  Requests|shop.example.com  3|track.example.com  2|ORDERS.execute-api.localhost  1"},
		{[]string{"-by", "DomainName,ResourcePath,Stage"},
			"DomainName  ResourcePath  Stage  Requests|shop.example.com  /{id}  live  3|ORDERS.execute-api.localhost  -  live  1|track.example.com  -  live  1|track.example.com  /{id}  live  1"},
		{[]string{"-since", "2100-01-01T00:00:00Z"}, "DomainName  Requests"},
	} {
		out, err := exec.CommandContext(t.Context(), query, append(tt.args, file)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(tt.want, "ORDERS", ids["orders"])
		var got []string
		for line := range strings.Lines(string(out)) {
			got = append(got, strings.Join(strings.Fields(line), "  "))
		}
		slices.Sort(got[1:]) // ids are chance, and so is their order
		lines := strings.Split(want, "|")
		slices.Sort(lines[1:])
		if !slices.Equal(got, lines) {
			t.Errorf("bydomain %v:\n%s\nwant %s", tt.args, out, want)
		}
	}
}

// named sends requests to the host of their Host header, as if its name led to the
// gateway.
type named struct{}

// RoundTrip is of http.RoundTripper.
func (named) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Host = req.Header.Get("Host")
	out.Header.Del("Host")
	return http.DefaultTransport.RoundTrip(out)
}
