package explain_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/explain"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ dir, thing, want string }{
		{"annotations", "Thing.ID", "Thing.ID (api.go:13:2)\n  on the wire: id\n  schema: string (uuid)\n  required, because encoding/json always writes it\n  info: field Thing.ID is read-only"},
		{"annotations", "Thing.maybe", "required and may be null, because it is a pointer"},
		{"annotations", "Thing.Size", "optional, because it has a default"},
		{"annotations", "Thing.Old", "optional, because its json tag says omitempty"},
		{"annotations", "Part", "Part (api.go:"},
		{"sealed-interface", "Shape", "  type \"circle\": ShapeCircle\n  type \"square\": ShapeSquare\n"},
		{"cognito-options", "GET /things/{id}", "  wants what authorizer staff-pool decides\n  wants one of the scopes things/read\n"},
		{"any-method", "ANY /legacy/{proxy+}", "  answered by API Gateway without the service"},
		{"any-method", "Get", "  path parameter id: string, required\n  answers 200: Thing\n  lets everybody in\n"},
	} {
		t.Run(tt.dir+" "+tt.thing, func(t *testing.T) {
			t.Parallel()
			res, err := generate.Run(t.Context(), generate.Config{Dir: "../testdata/" + tt.dir, Pattern: "."})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := explain.Write(&b, res.Contract, res.Diagnostics, tt.thing); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), tt.want) {
				t.Errorf("explain %s:\n%swant\n%s", tt.thing, b.String(), tt.want)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	res, err := generate.Run(t.Context(), generate.Config{Dir: "../testdata/annotations", Pattern: "."})
	if err != nil {
		t.Fatal(err)
	}
	err = explain.Write(&strings.Builder{}, res.Contract, nil, "Thing.Sise")
	var unknown *explain.UnknownError
	if !errors.As(err, &unknown) || unknown.Near != "Thing.Size" {
		t.Errorf("got %v, want Thing.Size to be near", err)
	}
}
