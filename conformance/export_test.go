package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/openapi"
)

// An exportCase is a document, and what API Gateway exported after it was
// imported and deployed.
type exportCase struct {
	OpenAPIIn  json.RawMessage   `json:"openapi_in"`
	StageName  string            `json:"stageName"`
	ExportType string            `json:"exportType"`
	Parameters map[string]string `json:"parameters"`
	Accepts    string            `json:"accepts"`
	Expected   struct {
		Body               json.RawMessage `json:"body"`
		ContentType        string          `json:"contentType"`
		ContentDisposition string          `json:"contentDisposition"`
	} `json:"expected"`
}

func TestExport(t *testing.T) {
	runControl(t, "export", (*client).exportCase)
}

func (c *client) exportCase(e *exportCase) error {
	input := importInput(e.OpenAPIIn, nil)
	input["failOnWarnings"] = true
	r, err := c.must("ImportRestApi", input)
	if err != nil {
		return err
	}
	apiID, ok := r.member("id").(string)
	if !ok {
		return errNoAPI
	}
	if _, err := c.must("CreateDeployment", map[string]any{"restApiId": apiID, "stageName": e.StageName}); err != nil {
		return err
	}
	params := map[string]any{}
	for name, value := range e.Parameters {
		params[name] = value
	}
	got, err := c.must("GetExport", map[string]any{
		"restApiId": apiID, "stageName": e.StageName, "exportType": e.ExportType, "parameters": params, "accepts": e.Accepts,
	})
	if err != nil {
		return err
	}
	doc, err := openapi.Parse("export", got.raw)
	if err != nil {
		return err
	}
	if strings.Contains(e.Accepts, "yaml") == json.Valid(got.raw) {
		return fmt.Errorf("the notation is not %s: %.100s", e.Accepts, got.raw)
	}
	body, err := doc.Root.MarshalJSON()
	if err != nil {
		return err
	}
	want := strings.NewReplacer("<rest-api-id>", apiID).Replace(string(e.Expected.Body))
	return errors.Join(
		c.match.jsonBody([]byte(want), body, exact, "export"),
		c.match.text(e.Expected.ContentType, got.header.Get("Content-Type")),
		c.match.text(e.Expected.ContentDisposition, got.header.Get("Content-Disposition")),
	)
}
