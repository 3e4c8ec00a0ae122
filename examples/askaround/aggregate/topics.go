package aggregate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Topics are those of AWS IoT, by which people who look at a question are told of
// its answers.
//
// See https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html
type Topics struct {
	Endpoint string // URL of the data plane
	Config   aws.Config
}

// Publish tells the subscribers of a topic.
func (t *Topics) Publish(ctx context.Context, topic string, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	address := strings.TrimSuffix(t.Endpoint, "/") + "/topics/" + url.PathEscape(topic) + "?qos=1"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	signer, err := t.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("publish to %s: %w", topic, err)
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, signer, req, hex.EncodeToString(sum[:]), "iotdata", t.Config.Region, time.Now()); err != nil {
		return fmt.Errorf("publish to %s: %w", topic, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("publish to %s: %w", topic, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("publish to %s: %s", topic, resp.Status)
	}
	return nil
}
