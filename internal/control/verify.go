package control

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A new stage of AWS takes a few seconds until its name resolves.
const (
	verifyAttempts = 6
	verifyPause    = 3 * time.Second
)

// verify asks the stage without credentials, and wants an answer that API Gateway
// itself gave or passed on: any status, with a header only it sends. It gives a
// sentence about what was found. An endpoint that answers otherwise serves no
// stages there, as mocks of the control plane; that is told, and is no error.
func (c *Control) verify(ctx context.Context, p plane, api definition, stage string) (string, error) {
	if why := api.unasked(); why != "" {
		return "not verified: " + why, nil
	}
	id, _ := api.identity()
	return c.verifyAt(ctx, strings.TrimSuffix(p.stageURL(id, stage), "/")+"/")
}

// verifyAt asks a stage at its address.
func (c *Control) verifyAt(ctx context.Context, address string) (string, error) {
	attempts := 1
	if c.Endpoint == "" {
		attempts = verifyAttempts
	}
	var last error
	for i := range attempts {
		if i > 0 {
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(verifyPause):
			}
		}
		status, ours, err := c.ask(ctx, address)
		switch {
		case ctx.Err() != nil:
			return "", fmt.Errorf("ask %s: %w", address, ctx.Err())
		case err != nil:
			last = err
		case ours:
			return fmt.Sprintf("the stage answers (status %d without credentials)", status), nil
		default:
			last = fmt.Errorf("status %d without a header of API Gateway", status)
		}
	}
	if c.Endpoint != "" {
		return fmt.Sprintf("not verified: the endpoint serves no stage at %s (%v)", address, last), nil
	}
	return "", fmt.Errorf("ask %s: %w", address, last)
}

// ask makes one request and tells whether API Gateway answered it.
func (c *Control) ask(ctx context.Context, address string) (status int, ours bool, err error) {
	client := c.HTTP
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, false, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, false, err
	}
	defer resp.Body.Close()
	// Every service of AWS sends a request id, and so do mocks of them; the other
	// headers are API Gateway's.
	ours = resp.Header.Get("X-Amzn-Errortype") != "" || resp.Header.Get("X-Amz-Apigw-Id") != "" ||
		resp.Header.Get("Apigw-Requestid") != "" ||
		c.Endpoint == "" && resp.Header.Get("X-Amzn-Requestid") != ""
	return resp.StatusCode, ours, nil
}
