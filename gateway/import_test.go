package gateway_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/plan"
)

func parse(t *testing.T, text string) *openapi.Document {
	t.Helper()
	doc, err := openapi.Parse("directory.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The importer that runs against AWS runs against the gateway: it adds the
// permissions, deploys, and finds nothing to do the second time.
func TestImporter(t *testing.T) {
	w := open(t, gateway.Config{Functions: []gateway.FunctionConfig{{Name: "directory", Handler: echo}}})
	c := &control.Control{Gateway: w.api, Functions: w.lambda, Identity: w.sts, Region: "us-east-1", Endpoint: w.URL(), HTTP: w.http}
	text := string(document(t, "directory.yaml"))
	conf := control.Config{Document: parse(t, text), Stage: "dev", StageVariables: map[string]string{"function": "directory"}, Key: "test", BackupDir: t.TempDir()}
	first, err := c.Import(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	if !first.Created || first.DeploymentID == "" || first.Key == nil || len(first.Permissions) == 0 || first.InvokeURL != w.InvokeURL(first.ID, "dev") {
		t.Errorf("first import: %+v", first)
	}
	got := w.call(t, "POST", first.InvokeURL+"/personnel", `{"name":"Jane"}`,
		"Authorization", w.token(t, "access", "directory/write"), "x-api-key", first.Key.Value)
	if got.status != 200 {
		t.Errorf("a request after the import: got %d %s", got.status, got.body)
	}
	second, err := c.Import(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	if !second.Unchanged || second.DeploymentID != "" {
		t.Errorf("second import: %+v, plan %+v", second, second.Plan.Items)
	}

	less := conf
	before, _, _ := strings.Cut(text, "  /health:")
	_, after, _ := strings.Cut(text, "components:")
	less.Document = parse(t, before+"components:"+after)
	less.Mode = plan.Overwrite
	var refused *control.DeleteError
	if _, err := c.Import(t.Context(), less); !errors.As(err, &refused) {
		t.Errorf("an overwrite that deletes: got %v", err)
	}
	less.AllowDelete = true
	if _, err := c.Import(t.Context(), less); err != nil {
		t.Errorf("an overwrite that may delete: %v", err)
	}
	if got := w.call(t, "GET", first.InvokeURL+"/health", ""); got.status != 403 {
		t.Errorf("a deleted resource: got %d", got.status)
	}
}
