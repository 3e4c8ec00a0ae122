package control

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/emulator"
	"github.com/apigen-go/apigen/internal/plan"
)

// local starts the local gateway with the functions of the tests.
func local(t *testing.T) *Control {
	t.Helper()
	gw, err := gateway.Open(t.Context(), gateway.Config{
		Region: "eu-west-1",
		Functions: []gateway.FunctionConfig{{Name: "directory", Handler: func(context.Context, []byte) ([]byte, error) {
			return []byte(`{"statusCode": 200, "body": "{}"}`), nil
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := gw.Close(); err != nil {
			t.Error(err)
		}
	})
	return at(gw.URL())
}

// TestCycle takes an API from its creation to a rollback, against the local
// gateway and against moto.
func TestCycle(t *testing.T) {
	t.Run("local", func(t *testing.T) { cycle(t, local(t), true) })
	// moto keeps no security, models, validators and gateway responses of a
	// document, and has no policy of functions it does not know.
	t.Run("moto", func(t *testing.T) { cycle(t, at(emulator.Moto.Start(t)), false) })
}

func cycle(t *testing.T, c *Control, faithful bool) {
	t.Helper()
	cfg := config(t, document(t))
	cfg.History = History{Dir: t.TempDir()}

	if changes, _, err := c.Plan(t.Context(), cfg); err != nil || !changes.Create {
		t.Fatalf("plan of a new API gave %+v, %v", changes, err)
	}
	first := mustImport(t, c, cfg)
	clean(t, c, cfg, faithful)

	// A change, without a deployment: the stage serves the old definition.
	changed := cfg
	changed.Document = document(t, "operationId: GetPerson", "operationId: FindPerson")
	undeployed := changed
	undeployed.Stage = ""
	mustImport(t, c, undeployed)
	status := mustStatus(t, c, changed)
	if status.Edited || len(status.Stages) != 1 || status.Stages[0].Serves != "older" {
		t.Errorf("after an import without deployment: %+v", status)
	}
	if !drifted(status.Drift("dev"), "stage", "dev", "older than the live definition") {
		t.Errorf("drift %+v", status.Drift("dev"))
	}
	second, err := c.Deploy(t.Context(), changed)
	if err != nil || second.DeploymentID == "" || second.DeploymentID == first.DeploymentID {
		t.Fatalf("deploy gave %+v, %v", second, err)
	}
	if again, err := c.Deploy(t.Context(), changed); err != nil || !again.Unchanged {
		t.Errorf("the second deploy gave %+v, %v", again, err)
	}
	clean(t, c, changed, faithful)

	byHand(t, c, first.ID)
	status = mustStatus(t, c, changed)
	if !status.Edited || !drifted(status.Drift("dev"), "definition", "description", "by hand") {
		t.Errorf("drift after an edit: %+v", status.Drift("dev"))
	}
	var edited *EditedError
	if _, err := c.Import(t.Context(), changed); !errors.As(err, &edited) || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("import over an edit gave %v", err)
	}
	changed.Force = true
	mustImport(t, c, changed)
	changed.Force = false
	clean(t, c, changed, faithful)

	back, err := c.Rollback(t.Context(), changed, Return{To: first.DeploymentID})
	if err != nil || back.DeploymentID != first.DeploymentID || !back.Imported {
		t.Fatalf("rollback gave %+v, %v", back, err)
	}
	clean(t, c, cfg, faithful)

	gone := cfg
	gone.Document, gone.Mode = without(t), plan.Overwrite
	var deletes *DeleteError
	if _, err := c.Import(t.Context(), gone); !errors.As(err, &deletes) {
		t.Errorf("a deletion gave %v", err)
	}
	gone.AllowDelete = true
	mustImport(t, c, gone)
	live, _, err := c.Read(t.Context(), first.ID)
	if err != nil || live.Resource("/personnel/{personId}") != nil {
		t.Errorf("the deleted operation is there: %v", err)
	}
}

// byHand edits the API as somebody in the console would.
func byHand(t *testing.T, c *Control, id string) {
	t.Helper()
	client, ok := c.Gateway.(*apigateway.Client)
	if !ok {
		t.Fatalf("%T is no client", c.Gateway)
	}
	patch(t, client, id, "/description", "edited by hand")
}

func patch(t *testing.T, client *apigateway.Client, id, path, value string) {
	t.Helper()
	_, err := client.UpdateRestApi(t.Context(), &apigateway.UpdateRestApiInput{RestApiId: &id, PatchOperations: []types.PatchOperation{
		{Op: types.OpReplace, Path: &path, Value: &value},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func mustStatus(t *testing.T, c *Control, cfg Config) *Status {
	t.Helper()
	status, err := c.Status(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

// clean wants that nothing has come apart.
func clean(t *testing.T, c *Control, cfg Config, faithful bool) {
	t.Helper()
	status := mustStatus(t, c, cfg)
	drift := status.Drift(cfg.Stage)
	if !faithful { // functions do not exist there
		kept := drift[:0]
		for _, d := range drift {
			if d.Kind != "permission" {
				kept = append(kept, d)
			}
		}
		drift = kept
	}
	if len(drift) > 0 {
		t.Errorf("drift %+v", drift)
	}
}

func drifted(found []Drift, kind, name, text string) bool {
	for _, d := range found {
		if d.Kind == kind && d.Name == name && strings.Contains(d.Text, text) {
			return true
		}
	}
	return false
}
