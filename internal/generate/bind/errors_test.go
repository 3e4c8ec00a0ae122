package bind_test

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/bind"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/contracttest"
)

// parameter is the parameter of the parameters contract that has the name.
func parameter(t *testing.T, c *contract.Contract, name string) *contract.Parameter {
	t.Helper()
	for _, p := range c.Operations[0].Request.Parameters {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no parameter %s", name)
	return nil
}

// What the loader lets through and the binding cannot write has to be an error
// that names the operation, never code that does not compile.
func TestErrors(t *testing.T) {
	t.Parallel()
	number := func(text string) *contract.Value { return &contract.Value{Kind: contract.Number, Text: text} }
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, c *contract.Contract)
		client bool // the client cannot be written either
		want   string
	}{
		{"type of a generated name", func(_ *testing.T, c *contract.Contract) {
			c.Schemas[0].Name = "New"
		}, true, "the type New has the name of a generated"},
		{"default of a time", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "since").Default = &contract.Value{Kind: contract.String, Text: "now"}
		}, false, "GET /areas/{area}/{depth}: query parameter since: a time.Time cannot have a default"},
		{"fraction for an integer", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "count").Schema.Constraints.MultipleOf = number("0.5")
		}, false, "query parameter count: an integer cannot be a multiple of 0.5"},
		{"limit that is no number", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "count").Schema.Constraints.Minimum = number("few")
		}, false, `query parameter count: limit "few" is not a number`},
		{"limit of a text", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "q").Schema.Constraints.Minimum = number("1")
		}, false, "query parameter q: a string cannot have a numeric limit"},
		{"pattern", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "q").Schema.Constraints.Pattern = "(?=x)"
		}, false, "query parameter q: pattern (?=x): error parsing regexp"},
		{"header of a type without a text", func(_ *testing.T, c *contract.Contract) {
			r := c.Operations[1].Responses[0]
			tags, _, _ := types.LookupFieldOrMethod(r.GoType, true, nil, "Tags")
			r.Headers = []*contract.Parameter{{Field: "Tags", Name: "X-X", GoType: tags.Type(), In: contract.Header}}
		}, true, "GET /places/{path}: "},
		{"field that another one hides", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "q").Field = "Depth"
		}, true, "query parameter q: FindRequest.Depth is another field"},
		{"field that is not there", func(t *testing.T, c *contract.Contract) {
			parameter(t, c, "q").Field = "Gone"
		}, true, "query parameter q: FindRequest has no field Gone"},
		{"several responses", func(_ *testing.T, c *contract.Contract) {
			r := c.Operations[0].Responses
			c.Operations[0].Responses = append(r, r[0])
		}, false, "several responses that are no alternatives"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := contracttest.Load(t, root, "internal/generate/bind/testdata/parameters/api")
			tt.change(t, c)
			if _, err := bind.Server(c, bind.Config{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Server: %v, want %q", err, tt.want)
			}
			if _, err := bind.Client(c, bind.Config{}); tt.client && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Client: %v, want %q", err, tt.want)
			}
		})
	}
}

// A contract's package may be called as a package or a variable of the
// generated code.
func TestPackageNamesDoNotClash(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"http", "serve", "in", "call", "context"} {
		c := contracttest.Load(t, root, "internal/generate/bind/testdata/binary/api")
		c.Package.Name = name
		code, err := bind.Server(c, bind.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if !token.IsIdentifier(name) || strings.Count(string(code), `"`+c.Package.Path+`"`) != 1 {
			t.Errorf("%s: the package is not imported once", name)
		}
		if strings.Contains(string(code), "\tin \"") {
			t.Error("a package hides behind the variable in")
		}
	}
}
