package trial

import (
	"testing"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
)

// A Live is a gateway on a port, and what apigen import needs to reach it.
type Live struct {
	*gateway.Gateway
	Control *control.Control
}

// Open starts a gateway on a free port. Tests that use it do not run in parallel:
// the AWS SDK takes its credentials from the environment.
func Open(t *testing.T, c gateway.Config) Live {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")
	gw, err := gateway.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := gw.Close(); err != nil {
			t.Errorf("close gateway: %v", err)
		}
	})
	live, err := control.Connect(t.Context(), control.Target{Region: "us-east-1", Endpoint: gw.URL()})
	if err != nil {
		t.Fatal(err)
	}
	return Live{gw, live}
}
