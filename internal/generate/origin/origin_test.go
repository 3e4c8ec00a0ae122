package origin_test

import (
	"slices"
	"testing"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/origin"
	"github.com/apigen-go/apigen/internal/openapi"
)

func TestOf(t *testing.T) {
	t.Parallel()
	res, err := generate.Run(t.Context(), generate.Config{Dir: "../../..", Pattern: "./api"})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi.Parse("openapi.yaml", res.Document)
	if err != nil {
		t.Fatal(err)
	}
	m := origin.Of(res.Contract, doc)
	op := res.Contract.Operations[0]
	person := res.Contract.Schemas[slices.Index(names(res), "Person")]
	for pointer, want := range map[string]string{
		"":                                     res.Contract.Pos.String(),
		"/info/title":                          res.Contract.Pos.String(),
		"/paths/~1all/get":                     op.Pos.String(),
		"/paths/~1all/get/responses":           op.Pos.String(),
		"/paths/~1all/get/parameters/0/schema": op.Request.Parameters[0].Pos.String(),
		"/paths/~1all/options":                 op.Pos.String(),
		"/components/schemas/Person":           person.Pos.String(),
		"/components/schemas/Person/properties/" + person.Properties[1].Name + "/type": person.Properties[1].Pos.String(),
		"/components/securitySchemes/" + res.Contract.Authorizers[0].Name:              res.Contract.Authorizers[0].Pos.String(),
	} {
		if got := m.Pos(pointer).String(); got != want {
			t.Errorf("Pos(%s) = %s, want %s", pointer, got, want)
		}
	}
	if files := m.Files(); !slices.Contains(files, "api/api.go") || !slices.Contains(files, "api/personnel.go") {
		t.Errorf("Files() = %v", files)
	}
}

func names(res *generate.Result) []string {
	var all []string
	for _, s := range res.Contract.Schemas {
		all = append(all, s.Name)
	}
	return all
}
