package iam

import (
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/sigv4"
)

func TestNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		ids  []Identity
		ok   bool
	}{
		{"the local one", nil, true},
		{"a role of another account", []Identity{{AccessKeyID: "A", SecretAccessKey: "s", ARN: "arn:aws:sts::210987654321:assumed-role/r/s"}}, true},
		{"without a secret", []Identity{{AccessKeyID: "A"}}, false},
		{"twice", []Identity{Local, Local}, false},
		{"bad ARN", []Identity{{AccessKeyID: "A", SecretAccessKey: "s", ARN: "jane"}}, false},
		{"bad policy", []Identity{{AccessKeyID: "A", SecretAccessKey: "s", Policy: "{}"}}, false},
	} {
		if _, err := New("123456789012", "us-east-1", time.Now, tt.ids); (err == nil) != tt.ok {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	a, err := New("123456789012", "us-east-1", time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, refusal := a.Authenticate(&sigv4.Request{Method: "GET", Path: "/", Header: func(string) []string { return nil }})
	if refusal == nil || refusal.Reason != sigv4.MissingToken {
		t.Errorf("without a signature: got %v", refusal)
	}
	c := a.callers["local"]
	if c.ARN != "arn:aws:iam::123456789012:user/local" || c.Keys()["aws:username"][0] != "local" || c.Keys()["aws:principaltype"][0] != "User" {
		t.Errorf("the local caller is %+v with %v", c, c.Keys())
	}
}
