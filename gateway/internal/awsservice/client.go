// Package awsservice calls AWS services for integrations: at endpoints the
// gateway was given, with requests that are signed with credentials which open
// nothing.
//
// A [Client] sends one request. A [Subtype] is a first-class integration of an
// HTTP API (integrationSubtype): it makes the request from parameter mappings
// and says what a caller sees of the answer:
//
//	sub, err := awsservice.ParseSubtype("SQS-SendMessage", integration.RequestParameters)
//	...                                          // err is what ImportApi refuses it with
//	answer, err := sub.Call(ctx, client, message) // message is the request
//	status, text := awsservice.Failure(err)       // what the caller gets instead
//
// What REST APIs map into a request, and out of an answer, is the data plane's.
package awsservice

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// A Client calls services. All fields must be set.
type Client struct {
	// Endpoints are where services are, by the name a service has in an
	// integration's URI: dynamodb, sqs, states.
	Endpoints map[string]*url.URL
	HTTP      *http.Client
	Region    string // of calls that name none
	Now       func() time.Time
}

// A Request is what a service is asked.
type Request struct {
	Service string // as in Endpoints
	Region  string // empty is the client's
	Method  string
	Path    string // below the endpoint, escaped; may hold a query
	Header  http.Header
	Body    []byte
}

// An Answer is what a service said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// A NoEndpointError is about a service nobody said the place of.
type NoEndpointError struct{ Service string }

func (e *NoEndpointError) Error() string {
	return "there is no endpoint for " + e.Service + ": say where it is with --service " + e.Service + "=URL"
}

// maxAnswer is API Gateway's largest payload.
const maxAnswer = 10 << 20

// Do sends a request and reads the answer, whatever its status. The error is a
// [*NoEndpointError], the context's, or one of the network.
func (c *Client) Do(ctx context.Context, r *Request) (*Answer, error) {
	endpoint := c.Endpoints[r.Service]
	if endpoint == nil {
		return nil, &NoEndpointError{r.Service}
	}
	u, err := Address(endpoint, r.Path)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", r.Service, err)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", r.Service, err)
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	region := r.Region
	if region == "" {
		region = c.Region
	}
	if err := Sign(ctx, req, r.Body, r.Service, region, c.Now()); err != nil {
		return nil, fmt.Errorf("sign request to %s: %w", r.Service, err)
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", r.Service, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read answer of %s: %w", r.Service, err)
	}
	if len(body) > maxAnswer {
		return nil, errors.New(r.Service + " answered more than 10 MB")
	}
	return &Answer{resp.StatusCode, resp.Header, body}, nil
}

// Address is a path, which may hold a query, below an endpoint.
func Address(endpoint *url.URL, path string) (*url.URL, error) {
	return url.Parse(strings.TrimSuffix(endpoint.String(), "/") + "/" + strings.TrimPrefix(path, "/"))
}

// localCredentials sign requests to local services, which take any.
var localCredentials = aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}

// Sign signs a request with Signature Version 4.
func Sign(ctx context.Context, req *http.Request, body []byte, service, region string, now time.Time) error {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	if service == "s3" {
		req.Header.Set("X-Amz-Content-Sha256", hash)
	}
	return v4.NewSigner().SignHTTP(ctx, localCredentials, req, hash, service, region, now, func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = service == "s3"
	})
}
