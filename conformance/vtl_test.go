package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

// vtlCase is a template that API Gateway rendered, and the text it gave.
type vtlCase struct {
	Template string `json:"template"`
	Context  struct {
		Body           text              `json:"body"`
		Params         map[string]lines  `json:"params"`
		StageVariables map[string]string `json:"stageVariables"`
		Context        json.RawMessage   `json:"context"`
	} `json:"context"`
	// Bare is the template without the lines that bind its variables.
	Bare *struct {
		Template  string          `json:"template"`
		Variables json.RawMessage `json:"variables"`
	} `json:"bare"`
	Compare         string          `json:"compare"`
	Expected        string          `json:"expected"`
	ExpectedContext json.RawMessage `json:"expected_context"`
}

func TestVTL(t *testing.T) {
	for _, dir := range folders(t, "testdata/vtl") {
		cases := readCases[vtlCase](t, dir, "vtl.jsonl")
		passed := 0
		for _, c := range cases {
			err := c.broken
			if err == nil {
				err = c.value.run(t)
			}
			if err != nil {
				t.Errorf("%s\n%v", c.id, err)
				continue
			}
			passed++
		}
		fmt.Printf("vtl: %d of %d\n", passed, len(cases))
	}
}

func (c *vtlCase) run(t *testing.T) error {
	data, err := c.data()
	if err != nil {
		return err
	}
	template, err := mapping.Parse(vtl.Source{Text: c.Template})
	if err != nil {
		return err
	}
	got, err := template.Render(t.Context(), data)
	if err != nil {
		return err
	}
	if err := c.check(got); err != nil {
		return err
	}
	if err := c.checkContext(data.Context); err != nil {
		return err
	}
	return c.runBare(t)
}

func (c *vtlCase) data() (*mapping.Data, error) {
	data := &mapping.Data{Body: string(c.Context.Body), StageVariables: c.Context.StageVariables}
	for _, group := range []struct {
		name string
		list *[]mapping.Param
	}{
		{"path", &data.Params.Path}, {"querystring", &data.Params.Querystring}, {"header", &data.Params.Header},
	} {
		for name, values := range c.Context.Params[group.name] {
			for _, value := range values {
				*group.list = append(*group.list, mapping.Param{Name: name, Value: value})
			}
		}
	}
	values := vtl.NewMap()
	if len(c.Context.Context) > 0 {
		v, err := vtl.ParseJSON(string(c.Context.Context))
		if err != nil {
			return nil, err
		}
		values = v.Map()
	}
	data.Context = mapping.NewContext(values)
	return data, nil
}

// runBare renders the template again with its variables handed over as values.
func (c *vtlCase) runBare(t *testing.T) error {
	if c.Bare == nil {
		return nil
	}
	variables, err := vtl.ParseJSON(string(c.Bare.Variables))
	if err != nil {
		return err
	}
	vars := vtl.Vars{}
	for name, v := range variables.Map().Entries() {
		vars[name] = v
	}
	template, err := vtl.Parse(vtl.Source{Text: c.Bare.Template})
	if err != nil {
		return fmt.Errorf("bare: %w", err)
	}
	got, err := template.Render(t.Context(), vars)
	if err != nil {
		return fmt.Errorf("bare: %w", err)
	}
	if err := c.check(got); err != nil {
		return fmt.Errorf("bare: %w", err)
	}
	return nil
}

func (c *vtlCase) check(got string) error {
	switch c.Compare {
	case "exact":
		if got != c.Expected {
			return fmt.Errorf(" got %q\nwant %q", got, c.Expected)
		}
		return nil
	case "collapse-whitespace":
		if collapse(got) != collapse(c.Expected) {
			return fmt.Errorf(" got %q\nwant %q", collapse(got), collapse(c.Expected))
		}
		return nil
	case "json":
		want, err := decode(c.Expected)
		if err != nil {
			return err
		}
		value, err := decode(got)
		if err != nil {
			return fmt.Errorf("%w in %q", err, got)
		}
		if !matchJSON(want, value, false) {
			return fmt.Errorf(" got %s\nwant %s", got, c.Expected)
		}
		return nil
	}
	return fmt.Errorf("unknown comparison %q", c.Compare)
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

func (c *vtlCase) checkContext(context *mapping.Context) error {
	if len(c.ExpectedContext) == 0 {
		return nil
	}
	want, err := decode(string(c.ExpectedContext))
	if err != nil {
		return err
	}
	text := string(vtl.AppendJSON(nil, vtl.FromMap(context.Map())))
	got, err := decode(text)
	if err != nil {
		return err
	}
	if !matchJSON(want, got, true) {
		return fmt.Errorf("$context is %s\nwant %s", text, c.ExpectedContext)
	}
	return nil
}
