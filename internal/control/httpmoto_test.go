package control

import (
	"errors"
	"testing"

	"github.com/apigen-go/apigen/internal/emulator"
)

// TestMotoHTTP shows how far moto goes with HTTP APIs: it lists them, and has no
// ImportApi, which AWS has
// (https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html), so
// an import ends at that step, with nothing changed.
func TestMotoHTTP(t *testing.T) {
	c := at(emulator.Moto.Start(t))
	cfg := httpConfig(t)
	changes, _, err := c.Plan(t.Context(), cfg)
	if err != nil || !changes.Create {
		t.Fatalf("plan of a new API gave %+v, %v", changes, err)
	}
	_, err = c.Import(t.Context(), cfg)
	var step *StepError
	if !errors.As(err, &step) || step.Step != "import the document" || len(step.Done) != 0 {
		t.Errorf("the import gave %v", err)
	}
}
