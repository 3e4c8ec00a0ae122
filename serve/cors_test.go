package serve

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCORSHeaders(t *testing.T) {
	t.Parallel()
	anybody := &CORS{Origin: "*"}
	one := &CORS{Origin: "https://a.example", AllowHeaders: "X-A", ExposeHeaders: "ETag", MaxAge: "5", Credentials: true}
	for _, tt := range []struct {
		name string
		set  func(http.Header)
		want http.Header
	}{
		{"none", (*CORS)(nil).answer, http.Header{}},
		{"anybody", anybody.answer, http.Header{"Access-Control-Allow-Origin": {"*"}}},
		{"preflight of anybody", func(h http.Header) { anybody.preflight(h, "GET") }, http.Header{
			"Access-Control-Allow-Origin": {"*"}, "Access-Control-Allow-Methods": {"GET"},
		}},
		{"one origin", one.answer, http.Header{
			"Access-Control-Allow-Origin": {"https://a.example"}, "Access-Control-Allow-Credentials": {"true"},
			"Access-Control-Expose-Headers": {"ETag"}, "Vary": {"Origin"},
		}},
		{"preflight of one origin", func(h http.Header) { one.preflight(h, "GET") }, http.Header{
			"Access-Control-Allow-Origin": {"https://a.example"}, "Access-Control-Allow-Credentials": {"true"},
			"Access-Control-Allow-Methods": {"GET"}, "Access-Control-Allow-Headers": {"X-A"}, "Access-Control-Max-Age": {"5"},
		}},
	} {
		got := http.Header{}
		tt.set(got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCORSOriginOfAParameter(t *testing.T) {
	t.Parallel()
	declared := &CORS{Origin: "${WebOrigin}", MaxAge: "5"}
	for _, tt := range []struct {
		name   string
		cors   *CORS
		params map[string]string
		want   []string
	}{
		{"with a value", declared, map[string]string{"WebOrigin": "https://a.example"}, []string{"https://a.example"}},
		{"without a value", declared, map[string]string{"Other": "x"}, nil},
		{"with an empty value", declared, map[string]string{"WebOrigin": ""}, nil},
		{"no parameter", &CORS{Origin: "*"}, nil, []string{"*"}},
		{"no settings", nil, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := http.Header{}
			tt.cors.with(tt.params).answer(got)
			if diff := cmp.Diff(tt.want, got.Values("Access-Control-Allow-Origin")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if declared.Origin != "${WebOrigin}" {
		t.Errorf("the contract's own settings were changed to %q", declared.Origin)
	}
}
