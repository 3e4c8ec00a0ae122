package control

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// restClient gives the SDK's client behind a Control.
func restClient(t *testing.T, c *Control) *apigateway.Client {
	t.Helper()
	client, ok := c.Gateway.(*apigateway.Client)
	if !ok {
		t.Fatalf("%T is no client of the SDK", c.Gateway)
	}
	return client
}

// A deployment that a stage serves cannot be deleted; imports delete old ones that
// none serves, and never the one in use.
func TestOldDeployments(t *testing.T) {
	t.Parallel()
	c := local(t)
	client := restClient(t, c)
	cfg := config(t, document(t))
	cfg.Keep = 1
	first := mustImport(t, c, cfg)
	_, err := client.DeleteDeployment(t.Context(), &apigateway.DeleteDeploymentInput{RestApiId: &first.ID, DeploymentId: &first.DeploymentID})
	if err == nil || !strings.Contains(err.Error(), "Active stages pointing to this deployment must be moved or deleted") {
		t.Errorf("the deployment in use is deleted: %v", err)
	}
	last, pruned := first, 0
	for i := range 3 {
		cfg.Document = document(t, "operationId: GetPerson", fmt.Sprintf("operationId: GetPerson%d", i))
		last = mustImport(t, c, cfg)
		pruned += len(last.Pruned)
	}
	left, err := client.GetDeployments(t.Context(), &apigateway.GetDeploymentsInput{RestApiId: &first.ID})
	if err != nil || len(left.Items) != 2 || pruned != 2 {
		t.Errorf("left %+v, pruned %d, %v; want the one in use and one more", left, pruned, err)
	}
	stage, err := client.GetStage(t.Context(), &apigateway.GetStageInput{RestApiId: &first.ID, StageName: aws.String("dev")})
	if err != nil || *stage.DeploymentId != last.DeploymentID {
		t.Errorf("stage %+v, %v", stage, err)
	}
}

// A stage that is made anew loses its usage plan; imports never make it anew.
func TestStageKeepsItsPlan(t *testing.T) {
	t.Parallel()
	c := local(t)
	client := restClient(t, c)
	cfg := config(t, document(t))
	cfg.Key = "partner"
	id := mustImport(t, c, cfg).ID
	stages := func() int {
		plans, err := client.GetUsagePlans(t.Context(), &apigateway.GetUsagePlansInput{})
		if err != nil || len(plans.Items) != 1 {
			t.Fatalf("usage plans %+v, %v", plans, err)
		}
		return len(plans.Items[0].ApiStages)
	}
	cfg.Document = document(t, "operationId: GetPerson", "operationId: FindPerson")
	mustImport(t, c, cfg)
	if stages() != 1 {
		t.Error("the stage left its plan with an import")
	}
	if _, err := client.DeleteStage(t.Context(), &apigateway.DeleteStageInput{RestApiId: &id, StageName: aws.String("dev")}); err != nil {
		t.Fatal(err)
	}
	if stages() != 0 {
		t.Error("a plan has a stage that is gone")
	}
	mustImport(t, c, cfg)
	if stages() != 1 {
		t.Error("an import does not put the stage back into its plan")
	}
}

// Without the account's role for logs the service refuses settings of logs; the
// error says what to do.
func TestNoRoleForLogs(t *testing.T) {
	t.Parallel()
	c := local(t)
	cfg := config(t, document(t))
	cfg.Settings = []StageSetting{{MethodPath("", "") + "/logging/loglevel", "ERROR"}}
	answer := map[string][3]string{"PATCH /restapis": {"400", "BadRequestException", "CloudWatch Logs role ARN must be set in account settings to enable logging"}}
	_, err := through(c.Endpoint, &faulty{at: -1, answer: answer}).Import(t.Context(), cfg)
	if err == nil || !strings.Contains(err.Error(), "the account lets API Gateway write no logs: set a role once") {
		t.Errorf("got %v", err)
	}
}
