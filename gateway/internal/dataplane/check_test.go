package dataplane

import (
	"testing"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Every type the service lists has a status of its own, but for the two
// defaults.
func TestDefaultStatus(t *testing.T) {
	t.Parallel()
	for _, kind := range apigw.GatewayResponseTypes() {
		isDefault := kind == "DEFAULT_4XX" || kind == "DEFAULT_5XX"
		if got := DefaultStatus(kind); (got == 0) != isDefault {
			t.Errorf("DefaultStatus(%s): got %d", kind, got)
		}
	}
}
