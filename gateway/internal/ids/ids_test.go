package ids

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// The shapes are those recorded from the service: x-amz-apigw-id such as
// ATfSdF7nPHcErRA=, request ids as UUIDs, trace roots 1-<8 hex>-<24 hex>.
func TestShapes(t *testing.T) {
	t.Parallel()
	s := New(nil)
	for _, tt := range []struct{ name, got, want string }{
		{"API", s.API(), `^[a-z0-9]{10}$`},
		{"resource", s.Short(), `^[a-z0-9]{6}$`},
		{"key value", s.KeyValue(), `^[A-Za-z0-9]{40}$`},
		{"request", s.UUID(), `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"extended request", s.Extended(), `^[A-Za-z0-9_-]{15}=$`},
		{"trace root", string(s.AppendTraceRoot(nil, time.Unix(1700000000, 0))), `^1-6553f100-[0-9a-f]{24}$`},
		{"segment", string(s.AppendSegment(nil)), `^[0-9a-f]{16}$`},
	} {
		if !regexp.MustCompile(tt.want).MatchString(tt.got) {
			t.Errorf("%s: got %q, want it to match %s", tt.name, tt.got, tt.want)
		}
	}
}

func TestSourceIsReplaceable(t *testing.T) {
	t.Parallel()
	if got := New(strings.NewReader("")).API(); got != "aaaaaaaaaa" {
		t.Errorf("API of an empty source: got %q", got)
	}
}
