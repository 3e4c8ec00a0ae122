package trial

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Signed gives a client whose requests are signed (Signature Version 4) with the
// credentials the local gateway knows.
func Signed(client *http.Client) *http.Client {
	signed := *client
	signed.Transport = signer{client.Transport}
	return &signed
}

type signer struct{ next http.RoundTripper }

// RoundTrip is of http.RoundTripper.
func (s signer) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = b
	}
	out := req.Clone(req.Context())
	out.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	local := aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}
	if err := v4.NewSigner().SignHTTP(req.Context(), local, out, hex.EncodeToString(sum[:]), "execute-api", "us-east-1", time.Now()); err != nil {
		return nil, err
	}
	return s.next.RoundTrip(out)
}
