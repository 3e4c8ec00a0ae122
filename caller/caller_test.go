package caller

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTrustGateway(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, context, variables string
		want                     Info
	}{
		{"nothing", "", `{"a":"b"}`, Info{}},
		{"a Lambda authorizer", `{"requestId":"r","authorizer":{"principalId":"p","n":1}}`, "", Info{RequestID: "r", Principal: "p"}},
		{"payload 2.0", `{"requestId":"r","stage":"$default","http":{"sourceIp":"::1"},"authorizer":{"jwt":{"claims":{"sub":"u","admin":true}}}}`, "",
			Info{RequestID: "r", Stage: "$default", SourceIP: "::1", Principal: "u", Claims: map[string]string{"sub": "u", "admin": "true"}}},
		{"not JSON", `{"requestId":`, `x`, Info{}},
	} {
		var got Info
		h := TrustGateway(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = From(r.Context()) }))
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.Header.Set(ContextHeader, tt.context)
		r.Header.Set(VariablesHeader, tt.variables)
		h.ServeHTTP(httptest.NewRecorder(), r)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func FuzzTrustGateway(f *testing.F) {
	f.Add(`{"authorizer":{"claims":{"a":[1]}}}`, `{"a":1}`)
	f.Fuzz(func(_ *testing.T, context, variables string) { (&header{context, variables}).RequestInfo() })
}

func ExampleWith() {
	ctx := With(httptest.NewRequest("GET", "/", nil).Context(), Info{Principal: "ana", Claims: map[string]string{"scope": "directory/read"}})
	c := From(ctx)
	fmt.Println(c.Principal, c.HasScope("directory/read"), c.HasScope("directory/write"))
	// Output: ana true false
}
